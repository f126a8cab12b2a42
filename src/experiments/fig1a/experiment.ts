import { criticalStepSize, maxStepSize, regime, tailIndex, type Regime } from '../../theory/index.js';
import type { Seed } from '../../random/index.js';
import { argumentError, checkInteger, checkPositive } from '../../check.js';
import { linspace } from '../../sweeps/linspace.js';
import type { PointResult } from '../../sweeps/points/computePoint.js';
import type { PointSetting } from '../../sweeps/points/setting.js';
import { sweep } from '../../sweeps/points/sweep.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { publishedProblem, publishedRun, type LeastSquaresProblem } from '../../sweeps/problem.js';
import type { ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What of a setting stays the same over a grid of step-sizes and batch-sizes. */
export type SweepRun = Omit<PointSetting, 'problem' | 'data' | 'stepSize' | 'batchSize'> &
  Required<Pick<PointSetting, 'iterations' | 'burnIn' | 'repeats' | 'start' | 'seed'>>;

/** What Figure 1(a) is made from: every (step-size, batch-size) on one data set. */
export interface Fig1aSpec {
  readonly problem: LeastSquaresProblem;
  readonly run: SweepRun;
  readonly stepSizes: readonly number[];
  readonly batchSizes: readonly number[];
}

/** One cell of Figure 1(a): the estimate beside what theory says exactly. */
export interface Fig1aCell extends PointResult {
  readonly stepSize: number;
  readonly batchSize: number;
  /** Exact tail-index of the stationary law for isotropic Gaussian data, `null` where there is none. */
  readonly exact: number | null;
  readonly regime: Regime;
}

/** Everything the figures and claims of Figure 1(a) need; plain JSON data. */
export interface Fig1aResult {
  readonly spec: Fig1aSpec;
  /** Row by row: all step-sizes of the first batch-size, then of the next. */
  readonly cells: readonly Fig1aCell[];
  /** Step-sizes at which alpha = 2 and above which there is no stationary law, per batch-size. */
  readonly thresholds: readonly { batchSize: number; critical: number; maximum: number }[];
  /** The exact tail-index around the thresholds, per batch-size, below 4. */
  readonly exactCurves: readonly { batchSize: number; stepSizes: number[]; tailIndices: number[] }[];
}

/** Published step-sizes and batch-sizes. */
const published = { stepSizes: linspace(0.02, 0.2, 10), batchSizes: [1, 2, 3, 4, 5, 10, 20] } as const;

/**
 * The spec of Figure 1(a). `paper` has the published size, which the engine computes within a minute, `quick` a quarter of its starts;
 * `smoke` is a small grid on a small problem.
 *
 * @param preset size of the experiment
 * @param seed root of all randomness
 * @example
 * const { stepSizes, batchSizes, problem } = fig1aSpec('paper');
 * [stepSizes.length, batchSizes.length]; // [10, 7]
 * [problem.rows, problem.dimension]; // [10000, 100]
 */
export function fig1aSpec(preset: Preset, seed: Seed = 'figure 1(a)'): Fig1aSpec {
  checkArguments('fig1aSpec', { preset, seed });

  checkPreset(preset);
  if (preset === 'smoke')
    return {
      problem: { ...publishedProblem, rows: 1000, dimension: 20, seed },
      run: { ...publishedRun, iterations: 200, burnIn: 100, repeats: 200, seed },
      stepSizes: [0.05, 0.1, 0.2],
      batchSizes: [1, 5],
    };
  return {
    problem: { ...publishedProblem, seed },
    run: { ...publishedRun, repeats: preset === 'paper' ? publishedRun.repeats : 400, seed },
    ...published,
  };
}

function checkGrid({ stepSizes, batchSizes, problem }: Fig1aSpec): void {
  if (stepSizes.length === 0)
    throw argumentError('stepSizes', stepSizes, 'a list with at least one step-size');
  if (batchSizes.length === 0)
    throw argumentError('batchSizes', batchSizes, 'a list with at least one batch-size');
  for (const stepSize of stepSizes) checkPositive('stepSize', stepSize);
  for (const batchSize of batchSizes) checkInteger('batchSize', batchSize, 1, problem.rows);
}

function exactCurve(
  { dimension, sigma }: LeastSquaresProblem,
  batchSize: number,
): Fig1aResult['exactCurves'][number] {
  const law = { batchSize, dimension, sigma };
  const critical = criticalStepSize(law);
  const maximum = maxStepSize(law);
  const points = linspace(critical - (maximum - critical), maximum, 60)
    .filter((stepSize) => stepSize > 0)
    .map((stepSize) => ({ stepSize, alpha: tailIndex({ ...law, stepSize }) }))
    .filter((p): p is { stepSize: number; alpha: number } => p.alpha !== null && p.alpha < 4);
  return {
    batchSize,
    stepSizes: points.map((p) => p.stepSize),
    tailIndices: points.map((p) => p.alpha),
  };
}

/**
 * Computes Figure 1(a): SGD on least squares from many starts at every (step-size, batch-size); the tail-index of the
 * averaged iterates, less the least-squares solution, by the published estimator; and the exact theory beside it.
 *
 * @example
 * const { cells, thresholds } = await runFig1a(fig1aSpec('smoke'));
 * cells.map(({ tailIndex }) => tailIndex); // [1.99, 1.74, 0.50, 1.94, 2.05, 2.04]
 * thresholds[0]; // { batchSize: 1, critical: 0.0909, maximum: 0.0932 }
 */
export async function runFig1a(spec: Fig1aSpec, options: ExperimentOptions = {}): Promise<Fig1aResult> {
  spec = checkedSpec('runFig1a', spec, { options });

  checkGrid(spec);
  const { problem, batchSizes, stepSizes, run } = spec;
  const { dimension, sigma } = problem;
  const over = { batchSize: batchSizes, stepSize: stepSizes };
  const rows = await sweep({ title: 'SGD over the grid', over, problem, ...run }, options);
  return {
    spec,
    cells: rows.map((row) => {
      const law = { stepSize: row.stepSize, batchSize: row.batchSize, dimension, sigma };
      return { ...row, exact: tailIndex(law), regime: regime(law) };
    }),
    thresholds: batchSizes.map((batchSize) => {
      const law = { batchSize, dimension, sigma };
      return { batchSize, critical: criticalStepSize(law), maximum: maxStepSize(law) };
    }),
    exactCurves: batchSizes.map((batchSize) => exactCurve(problem, batchSize)),
  };
}
