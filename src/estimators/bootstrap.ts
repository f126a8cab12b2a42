import { argumentError, checkInteger, checkOneOf } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import { checkLevel, type Interval, type TailEstimate } from './estimate.js';
import { normalCdf, normalQuantile } from './normalQuantile.js';
import { checkSample, type RowSample, type Sample, type SampleOptions } from './sample.js';

/** Options of {@link bootstrap}. */
export interface BootstrapOptions extends SampleOptions {
  /** Number of resamples, at least 20; the default is 500. */
  readonly repeats?: number;
  /** The default is 0. */
  readonly seed?: Seed;
  /** Nominal coverage; the default is 0.95. */
  readonly level?: number;
  /** `'percentile'`, or `'bca'` (the default): corrected for bias and acceleration. */
  readonly method?: 'percentile' | 'bca';
  /** Consecutive rows drawn together, for samples whose rows depend on each other; the default is 1. */
  readonly blockLength?: number;
}

/** Draws blocks of consecutive rows with replacement until as many rows as before are there (Künsch 1989). */
function resample({ data, rows, columns }: RowSample, blockLength: number, g: Generator): RowSample {
  const drawn = new Float64Array(data.length);
  for (let to = 0; to < rows; to += blockLength) {
    const from = g.below(rows - blockLength + 1);
    const length = Math.min(blockLength, rows - to);
    drawn.set(data.subarray(from * columns, (from + length) * columns), to * columns);
  }
  return { data: drawn, rows, columns };
}

/** The sample without rows `from` … `to` - 1. */
function without({ data, rows, columns }: RowSample, from: number, to: number): RowSample {
  const kept = new Float64Array((rows - to + from) * columns);
  kept.set(data.subarray(0, from * columns));
  kept.set(data.subarray(to * columns), from * columns);
  return { data: kept, rows: rows - to + from, columns };
}

/** Acceleration of BCa by a jackknife over at most 50 groups of consecutive rows. */
function acceleration(sample: RowSample, estimate: (sample: Sample) => number): number {
  const groups = Math.min(50, sample.rows);
  const values: number[] = [];
  for (let i = 0; i < groups; i++) {
    const [from, to] = [i, i + 1].map((j) => Math.floor((j * sample.rows) / groups));
    const value = estimate(asGiven(without(sample, from, to)));
    if (Number.isFinite(value)) values.push(value);
  }
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const power = (p: number): number => values.reduce((sum, x) => sum + (mean - x) ** p, 0);
  const squares = power(2);
  return squares > 0 ? power(3) / (6 * squares ** 1.5) : 0;
}

const asGiven = (sample: RowSample): Sample => (sample.columns === 1 ? sample.data : sample);

const atShare = (sorted: Float64Array, share: number): number => {
  const place = Math.max(0, Math.min(sorted.length - 1, share * (sorted.length + 1) - 1));
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === high ? low : low + (high - low) * (place - Math.floor(place));
};

function shares(sorted: Float64Array, value: number, level: number, a: number): [number, number] {
  const below = sorted.reduce((count, x) => count + (x < value ? 1 : x === value ? 0.5 : 0), 0);
  const n = sorted.length;
  const bias = normalQuantile(Math.min(n - 0.5, Math.max(0.5, below)) / n);
  const z = normalQuantile((1 + level) / 2);
  const share = (at: number): number => normalCdf(bias + (bias + at) / (1 - a * (bias + at)));
  return [share(-z), share(z)];
}

/**
 * Puts a bootstrap interval and standard error in the place of an estimator's own: rows (the repeats of an experiment),
 * or blocks of them, are drawn with replacement and the estimator is applied again.
 *
 *     bootstrap(x, (sample) => logMoment(sample, { blockSizes: 10 }), { repeats: 500, seed: 1 })
 *
 * Resamples on which the estimator fails are left out; a warning counts them. With ties, which every resample has,
 * estimators of order statistics are slightly too sure of themselves.
 *
 * Source: Efron 1987, "Better bootstrap confidence intervals".
 *
 * @throws RangeError for fewer than 20 repeats, a block longer than the sample, more than half of the resamples failing
 */
export function bootstrap<D>(
  sample: Sample,
  estimator: (sample: Sample) => TailEstimate<D>,
  options: BootstrapOptions = {},
): TailEstimate<D> {
  const { repeats = 500, seed = 0, level = 0.95, method = 'bca', blockLength = 1 } = options;
  checkInteger('repeats', repeats, 20);
  checkLevel(level);
  checkOneOf('method', method, ['percentile', 'bca']);
  const checked = checkSample(sample, 2, options);
  checkInteger('blockLength', blockLength, 1, checked.rows);
  const estimate = estimator(asGiven(checked));
  const attempt = (again: Sample): number => {
    try {
      return estimator(again).tailIndex;
    } catch (error) {
      if (error instanceof RangeError) return NaN;
      throw error;
    }
  };
  const drawn = Float64Array.from({ length: repeats }, (_, i) =>
    attempt(asGiven(resample(checked, blockLength, createGenerator(seed, 'bootstrap', i)))),
  );
  const values = drawn.filter((value) => !Number.isNaN(value)).sort();
  if (values.length < repeats / 2)
    throw argumentError(
      'estimator',
      `${repeats - values.length} failures`,
      `one that works on most of ${repeats} resamples`,
    );
  const a = method === 'bca' ? acceleration(checked, attempt) : 0;
  const [low, high] =
    method === 'bca' ? shares(values, estimate.tailIndex, level, a) : [(1 - level) / 2, (1 + level) / 2];
  const interval: Interval = { lower: atShare(values, low), upper: atShare(values, high), level, method };
  const mean = values.reduce((sum, x) => sum + x / values.length, 0);
  const standardError = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
  const failed = repeats - values.length;
  return {
    ...estimate,
    interval,
    standardError: Number.isFinite(standardError) ? standardError : null,
    warnings: [
      ...estimate.warnings,
      ...(failed > 0
        ? [`${failed} of ${repeats} bootstrap resamples could not be estimated and were left out.`]
        : []),
    ],
  };
}
