import { checkInteger } from '../../check.js';
import {
  criticalStepSize,
  diffusionTail,
  maxStepSize,
  tailIndex,
  type IsotropicModel,
} from '../../theory/index.js';
import { logspace } from '../../sweeps/logspace.js';
import { upTo } from '../theoryExact/monotonicity.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** Where alpha of homogenised SGD, the picture in continuous time, is compared with the exact one. */
export interface ContinuousTimeSpec {
  /** curves over the step-size, one for each of these */
  readonly models: readonly IsotropicModel[];
  readonly points: number;
  /** the map: its batch-size and dimensions */
  readonly batchSize: number;
  readonly dimensions: readonly number[];
  /** batch-sizes at the same eta/b, and their dimension */
  readonly batchSizes: readonly number[];
  readonly dimension: number;
}

/** Exact alpha and that of the diffusion along a line of step-sizes; null where there is no stationary law. */
export interface ContinuousTimeCurve {
  readonly model: IsotropicModel;
  /** @minItems 1 */
  readonly stepSizes: readonly number[];
  readonly critical: number;
  readonly maximum: number;
  readonly exact: readonly (number | null)[];
  readonly diffusion: readonly (number | null)[];
}

export interface ContinuousTimeResult {
  readonly spec: ContinuousTimeSpec;
  readonly curves: readonly ContinuousTimeCurve[];
  /**
   * one row per dimension, step-sizes from 1/1000 of the critical one to twice it
   *
   * @minItems 1
   */
  readonly map: readonly ContinuousTimeCurve[];
  /**
   * one per batch-size, all at the same eta/b
   *
   * @minItems 1
   */
  readonly sameRatio: readonly ContinuousTimeCurve[];
}

/**
 * The spec: four models from d = 1 to 100, a map over d from 1 to 1000 at b = 5, and b from 1 to 100 at d = 10; 10, 40 or 100 points
 * along each axis.
 *
 * @example
 * const { models, batchSizes } = continuousTimeSpec('quick');
 * models[1]; // { batchSize: 20, dimension: 5, sigma: 1 }
 * batchSizes; // [1, 2, 5, 10, 100]
 */
export function continuousTimeSpec(preset: Preset): ContinuousTimeSpec {
  checkArguments('continuousTimeSpec', { preset });

  checkPreset(preset);
  const size = { smoke: 10, quick: 40, paper: 100 }[preset];
  return {
    models: [
      [1, 1],
      [20, 5],
      [1, 10],
      [5, 100],
    ].map(([batchSize, dimension]) => ({ batchSize, dimension, sigma: 1 })),
    points: size,
    batchSize: 5,
    dimensions: [...new Set(logspace(1, 1000, size).map(Math.round))],
    batchSizes: [1, 2, 5, 10, 100],
    dimension: 10,
  };
}

/**
 * Exact alpha beside that of homogenised SGD for isotropic data: along the step-size, over step-size and dimension, and at the same
 * eta/b.
 *
 * @throws RangeError naming a parameter outside its range
 * @example
 * const { curves } = runContinuousTime(continuousTimeSpec('smoke'));
 * const { critical, maximum, exact, diffusion } = curves[1];
 * [critical, maximum]; // [1.538, 1.749]
 * [exact[9], diffusion[9]]; // [5.03, 27.49]
 */
export function runContinuousTime(spec: ContinuousTimeSpec): ContinuousTimeResult {
  spec = checkedSpec('runContinuousTime', spec);

  const { models, points, batchSize, dimensions, batchSizes, dimension } = spec;
  checkInteger('points', points, 2);
  const ratios = logspace(1e-4, 1, points);
  return {
    spec,
    curves: models.map((model) => along(model, upTo(maxStepSize(model), 1e-3, points))),
    map: dimensions.map((d) => {
      const model = { batchSize, dimension: d, sigma: 1 };
      return along(
        model,
        logspace(1e-3, 2, points).map((share) => share * criticalStepSize(model)),
      );
    }),
    sameRatio: batchSizes.map((b) =>
      along(
        { batchSize: b, dimension, sigma: 1 },
        ratios.map((ratio) => ratio * b),
      ),
    ),
  };
}

function along(model: IsotropicModel, stepSizes: readonly number[]): ContinuousTimeCurve {
  const maximum = maxStepSize(model);
  return {
    model,
    stepSizes,
    critical: criticalStepSize(model),
    maximum,
    exact: stepSizes.map((stepSize) => (stepSize < maximum ? tailIndex({ ...model, stepSize }) : null)),
    diffusion: stepSizes.map((stepSize) => diffusionTail({ ...model, stepSize }).tailIndex),
  };
}
