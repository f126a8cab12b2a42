import { checkInteger } from '../check.js';
import {
  hill,
  kernelEstimator,
  koutrouvelis,
  logMoment,
  logVariance,
  moments,
  paretoTail,
  pickands,
  smoothedHill,
  type TailEstimate,
} from '../estimators/index.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { stableSample } from '../stable/index.js';
import { tailIndex } from '../theory/index.js';

/** A law whose tail index is known. */
export interface CalibrationLaw {
  readonly name: string;
  /** Exponent of the survival function; Infinity for tails lighter than every power. */
  readonly tailIndex: number;
  readonly draw: (count: number, g: Generator) => Float64Array;
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

/** Steps after which an SGD run in one dimension is taken as stationary. */
const SGD_STEPS = 400;

/** Final iterates of independent runs of SGD on streaming one-dimensional least squares, batch-size 1, sigma 1. */
export function streamingSgdLaw(stepSize: number): CalibrationLaw {
  const exact = tailIndex({ stepSize, batchSize: 1, dimension: 1, sigma: 1 });
  if (exact === null) throw new RangeError(`stepSize must leave a stationary law, got ${stepSize}`);
  const iterate = (g: Generator): number => {
    let x = 0;
    for (let k = 0; k < SGD_STEPS; k++) {
      const a = g.normal();
      x -= stepSize * a * (a * x - g.normal());
    }
    return x;
  };
  return {
    name: `SGD, η = ${stepSize}`,
    tailIndex: exact,
    draw: (count, g) => draws(count, () => iterate(g)),
  };
}

/** Laws on which every estimator is measured; symmetric, as the log-moment family supposes. */
export const calibrationLaws = (): CalibrationLaw[] => [
  stable(0.8),
  stable(1.5),
  stable(1.9),
  pareto(1.5),
  pareto(3),
  {
    name: 'Student t, 3 degrees',
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
  streamingSgdLaw(0.4),
  streamingSgdLaw(0.8),
  streamingSgdLaw(1.2),
];

const share = (x: Float64Array, part: number): number => Math.max(5, Math.floor(x.length / part));

/** The estimators that are measured, each with a plain choice of its parameters. */
export const calibrationEstimators: Readonly<Record<string, (x: Float64Array) => TailEstimate>> = {
  'log-moment': (x) => logMoment(x),
  'log-variance': (x) => logVariance(x),
  koutrouvelis: (x) => koutrouvelis(x),
  'hill, k = n/20': (x) => hill(x, { k: share(x, 20) }),
  'smoothed-hill, k = n/40': (x) => smoothedHill(x, { k: share(x, 40) }),
  'kernel, k = n/20': (x) => kernelEstimator(x, { k: share(x, 20) }),
  'moments, k = n/20': (x) => moments(x, { k: share(x, 20) }),
  'pickands, k = n/20': (x) => pickands(x, { k: share(x, 20) }),
  'pareto-tail': (x) => paretoTail(x, { candidates: 100 }),
};

/** What is run. */
export interface CalibrationSpec {
  readonly sizes: readonly number[];
  readonly repeats: number;
  readonly seed: Seed;
}

/** How one estimator did on one law at one sample size. */
export interface CalibrationRow {
  readonly law: string;
  /** `null` for tails lighter than every power. */
  readonly exact: number | null;
  readonly size: number;
  readonly estimator: string;
  /** Median and 10 and 90 per cent quantiles of the estimates; `null` where more than half failed. */
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Share of 95 % intervals that hold the exact value; `null` without one. */
  readonly coverage: number | null;
  /** Samples on which the estimator had no answer or none below infinity. */
  readonly failures: number;
}

function measure(law: CalibrationLaw, samples: readonly Float64Array[], estimator: string): CalibrationRow {
  const estimates = samples.flatMap((x) => {
    try {
      const estimate = calibrationEstimators[estimator](x);
      return Number.isFinite(estimate.tailIndex) ? [estimate] : [];
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  });
  const sorted = estimates.map((estimate) => estimate.tailIndex).sort((a, b) => a - b);
  const enough = sorted.length > samples.length / 2;
  const at = (p: number): number | null =>
    enough ? sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] : null;
  const held = estimates.filter(
    ({ interval }) => interval && interval.lower <= law.tailIndex && law.tailIndex <= interval.upper,
  );
  const finite = Number.isFinite(law.tailIndex);
  return {
    law: law.name,
    exact: finite ? law.tailIndex : null,
    size: samples[0].length,
    estimator,
    median: at(0.5),
    low: at(0.1),
    high: at(0.9),
    coverage: finite && enough ? held.length / estimates.length : null,
    failures: samples.length - estimates.length,
  };
}

/**
 * Bias, spread and interval coverage of the estimators on laws whose tail index is known, stationary SGD iterates among them.
 *
 * @throws RangeError for sizes below 20 or repeats below 1
 */
export function runCalibration({ sizes, repeats, seed }: CalibrationSpec): CalibrationRow[] {
  checkInteger('repeats', repeats);
  sizes.forEach((size, i) => checkInteger(`sizes[${i}]`, size, 20));
  return calibrationLaws().flatMap((law) =>
    sizes.flatMap((size) => {
      const samples = Array.from({ length: repeats }, (_, i) =>
        law.draw(size, createGenerator(seed, 'calibration', law.name, size, i)),
      );
      return Object.keys(calibrationEstimators).map((name) => measure(law, samples, name));
    }),
  );
}
