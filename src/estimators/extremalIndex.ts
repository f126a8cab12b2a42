import { argumentError, checkFields, checkInteger } from '../check.js';
import { checkLevel, type ConfidenceInterval, type IntervalOptions } from './estimate.js';
import { normalQuantile } from './normalQuantile.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { smallest } from './sortNumbers.js';
import { positiveValues, tailValues, type TailOptions } from './tail.js';

/** Options of {@link extremalIndex}. */
export interface ExtremalIndexOptions extends SampleOptions, IntervalOptions, TailOptions {
  /** Number of largest values that count as extreme, from 20; the default is the number of rows to the power 0.6. */
  readonly k?: number;
}

/** Answer of {@link extremalIndex}. */
export interface ExtremalIndex {
  /** theta, above 0 and at most 1: extremes come in clusters of 1/theta on average, 1 for independent rows. */
  readonly extremalIndex: number;
  readonly interval: ConfidenceInterval;
  readonly standardError: number;
  readonly threshold: number;
}

/** theta by the intervals estimator from the times between exceedances. */
function fromGaps(gaps: readonly number[]): number {
  const long = gaps.some((gap) => gap > 2);
  let [sum, squares] = [0, 0];
  for (const gap of gaps) {
    sum += long ? gap - 1 : gap;
    squares += long ? (gap - 1) * (gap - 2) : gap * gap;
  }
  return Math.min(1, (2 * sum * sum) / (gaps.length * squares));
}

/**
 * Extremal index theta of a stationary chain by the intervals estimator, from the times between its k largest values: extremes come in
 * clusters of 1/theta on average, and about theta k of the k largest values are as good as independent. The interval supposes the
 * limit law of the gaps with independent gaps, and is a little wide.
 *
 * Source: Ferro & Segers 2003, "Inference for clusters of extreme values".
 *
 * @throws RangeError for bad samples, fewer than 40 rows, k out of range, a threshold that is not positive
 * @example
 * const g = createGenerator('moving maximum');
 * const z = Float64Array.from({ length: 20_001 }, () => 1 / (1 - g.uniform()));
 * const chain = Float64Array.from({ length: 20_000 }, (_, i) => Math.max(z[i], z[i + 1])); // theta = 1/2
 * const { extremalIndex: theta, interval } = extremalIndex(chain);
 * theta; // 0.47
 * [interval.lower, interval.upper]; // [0.39, 0.56]
 */
export function extremalIndex(sample: Sample, options: ExtremalIndexOptions = {}): ExtremalIndex {
  checkFields('options', options, ['k', 'nonFinite', 'level', 'tail']);
  const { level = 0.95, tail } = options;
  checkLevel(level);
  const checked = checkSample(sample, 40, options);
  const k = options.k ?? Math.max(20, Math.round(checked.rows ** 0.6));
  checkInteger('k', k, 20, checked.rows - 1);
  const values = tailValues(checked, tail);
  const positive = positiveValues(values.slice());
  if (positive.length <= k)
    throw argumentError('k', k, `below the number of positive values in this tail, ${positive.length}`);
  const threshold = smallest(positive, positive.length - k - 1);
  const times: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] > threshold) times.push(i);
  if (times.length < 10)
    throw argumentError('sample', times.length, 'of at least 10 values above the threshold; it has');
  const gaps = times.slice(1).map((time, i) => time - times[i]);
  const theta = fromGaps(gaps);
  // Independent gaps, 0 with probability 1 - theta and else exponential with mean 1 / theta: the delta method.
  const error = Math.sqrt((2 * theta - theta * theta) / gaps.length);
  const factor = Math.exp((normalQuantile((1 + level) / 2) * error) / theta);
  return {
    extremalIndex: theta,
    interval: { lower: theta / factor, upper: Math.min(1, theta * factor), level, method: 'asymptotic' },
    ...{ standardError: error, threshold },
  };
}
