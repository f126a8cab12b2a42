import { argumentError } from '../../check.js';
import type { Generator } from '../../random/index.js';
import { createSimulator, type Simulator } from '../../sgd/index.js';
import { stableSample } from '../../stable/index.js';
import { momentGrowth, tailIndex, type IsotropicParameters } from '../../theory/index.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { stationarySgd } from './stationarySgd.js';

/** A law whose tail-index is known. */
export interface CalibrationLaw {
  readonly name: string;
  /** Exponent of the survival function; Infinity for tails lighter than every power. */
  readonly tailIndex: number;
  /** `count` independent values, or consecutive ones of a `chain`. */
  readonly draw: (count: number, g: Generator) => Float64Array | Promise<Float64Array>;
  /** The values depend on each other: two samples are two draws. */
  readonly chain?: true;
}

const draws = (count: number, draw: () => number): Float64Array => Float64Array.from({ length: count }, draw);
const sign = (g: Generator): number => (g.uniform() < 0.5 ? -1 : 1);

const stable = (alpha: number): CalibrationLaw => ({
  name: `stable ${alpha}`,
  tailIndex: alpha,
  draw: (count, g) => stableSample(count, { alpha }, g.uint32()),
});

const pareto = (alpha: number): CalibrationLaw => ({
  name: `Pareto ${alpha}`,
  tailIndex: alpha,
  draw: (count, g) => draws(count, () => sign(g) * (1 - g.uniform()) ** (-1 / alpha)),
});

/**
 * What is left of E|x_k - x|^s, where x of the stationary law sees the same rows as x_k, of that at the start; s is alpha / 2, at most 2.
 * With s = 2 values differ by a thousandth of their usual size, with s = 1 at most one of a thousand does: less than any sample shows.
 */
const LEFT = 1e-6;

/** Steps until no more than LEFT is left, by the order s at which it falls fastest. */
function stepsToStationarity(p: IsotropicParameters, alpha: number): number {
  const growth = Math.min(...[0.1, 0.3, 0.5].map((part) => momentGrowth(p, part * Math.min(alpha, 4))));
  return Math.ceil(Math.log(LEFT) / Math.log(growth));
}

/**
 * Iterates (their first coordinates) of SGD on streaming least squares with Gaussian data, batch-size 1, sigma 1, label noise 1, in its
 * stationary law: values as good as independent, of a sum that has that law and needs fewer steps than runs that forget their start.
 *
 * @throws RangeError for a step-size without a stationary law
 * @example
 * const law = streamingSgdLaw(0.8);
 * law.tailIndex; // 1.5464
 * (await law.draw(1000, createGenerator('iterates'))).length; // 1000
 */
export function streamingSgdLaw(stepSize: number, dimension = 1): CalibrationLaw {
  checkArguments('streamingSgdLaw', { stepSize, dimension });

  const exact = tailIndex({ stepSize, batchSize: 1, dimension, sigma: 1 });
  if (exact === null) throw argumentError('stepSize', stepSize, 'one that leaves a stationary law');
  return {
    name: `SGD, η = ${stepSize}, d = ${dimension}`,
    tailIndex: exact,
    draw: (count, g) => stationarySgd({ stepSize, dimension, tailIndex: exact }, count, g),
  };
}

/** One worker thread for all draws of this thread: starting one costs more than most draws. */
let engine: Simulator | undefined;

/**
 * Consecutive iterates (their first coordinates) of one run of the same SGD in its stationary law: dependent, with the same tail-index.
 *
 * @throws RangeError for a step-size without a stationary law
 */
export function trajectoryLaw(stepSize: number, dimension = 1): CalibrationLaw {
  const { tailIndex: exact } = streamingSgdLaw(stepSize, dimension);
  const first = stepsToStationarity({ stepSize, batchSize: 1, dimension, sigma: 1 }, exact);
  return {
    name: `one run of SGD, η = ${stepSize}, d = ${dimension}`,
    tailIndex: exact,
    chain: true,
    draw: async (count, g) => {
      engine ??= createSimulator({ workers: 1 });
      const iterations = first + count;
      const { paths } = await engine.run({
        stream: { dimension, noiseDeviation: 1 },
        ...{ stepSize, batchSize: 1, iterations, burnIn: iterations - 1, repeats: 1, start: 'zero' },
        record: { every: 1 },
        seed: g.uint32(),
      });
      // x_0 … x_(first) come before.
      return Float64Array.from({ length: count }, (_, i) => paths![0].data[(first + 1 + i) * dimension]);
    },
  };
}

/** Step-sizes at which alpha is near 4, 2.5, 1.8 and 1.3, by dimension; in one dimension two more. */
const SGD_STEPS: readonly (readonly [dimension: number, stepSizes: readonly number[]])[] = [
  [1, [0.383, 0.4, 0.563, 0.72, 0.8, 0.897, 1.2]],
  [2, [0.333, 0.446, 0.525, 0.6]],
  [5, [0.235, 0.272, 0.291, 0.307]],
];

/** Laws on which every estimator is measured; symmetric, as the log-moment family supposes; the last three are not independent samples. */
export const calibrationLaws = (): CalibrationLaw[] => [
  stable(0.8),
  stable(1.5),
  stable(1.9),
  pareto(1.5),
  pareto(3),
  {
    name: 'Student t 3',
    tailIndex: 3,
    draw: (count, g) =>
      draws(count, () => g.normal() / Math.sqrt((g.normal() ** 2 + g.normal() ** 2 + g.normal() ** 2) / 3)),
  },
  {
    name: 'Burr 1.5',
    tailIndex: 1.5,
    draw: (count, g) => draws(count, () => sign(g) * Math.sqrt((1 - g.uniform()) ** (-1 / 0.75) - 1)),
  },
  {
    name: 'lognormal',
    tailIndex: Infinity,
    draw: (count, g) => draws(count, () => sign(g) * Math.exp(g.normal())),
  },
  { name: 'Gaussian', tailIndex: Infinity, draw: (count, g) => draws(count, () => g.normal()) },
  ...SGD_STEPS.flatMap(([d, steps]) => steps.map((stepSize) => streamingSgdLaw(stepSize, d))),
  trajectoryLaw(0.72),
  trajectoryLaw(0.525, 2),
  trajectoryLaw(0.272, 5),
];
