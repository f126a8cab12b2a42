import { argumentError, checkFields, checkInteger, checkPositive } from '../check.js';
import { asymptoticInterval, type TailEstimate } from './estimate.js';
import { countTies, readTop, type TopOptions } from './orderStatistics.js';
import type { Sample } from './sample.js';
import { dependentRows, droppedRows, fewTailPoints, tiedValues } from './warnings.js';

/** Options of {@link truncatedPareto}. */
export interface TruncatedParetoOptions extends TopOptions {
  /** Where the tail ends, at least the largest value. Default: the largest value, its maximum likelihood. */
  readonly xmax?: number;
}

/** Diagnostics of {@link truncatedPareto}. */
export interface TruncatedParetoDiagnostics {
  readonly k: number;
  /** The (k + 1)-th largest value, where the tail begins. */
  readonly threshold: number;
  readonly xmax: number;
  /** How likely a largest value as small as this is if the tail does not end: small values speak for an end. */
  readonly pValue: number;
}

/** Mean and variance of an exponential variable of rate alpha cut off at a, as shares of a. */
function cutExponential(rate: number): { mean: number; variance: number } {
  if (rate < 1e-3) return { mean: 0.5 - rate / 12, variance: 1 / 12 - (rate * rate) / 240 };
  const rest = rate > 700 ? 0 : 1 / Math.expm1(rate);
  return { mean: 1 / rate - rest, variance: 1 / (rate * rate) - rest * (1 + rest) };
}

/**
 * Maximum likelihood of a Pareto law that ends at xmax: P(X > x) is proportional to x^-alpha - xmax^-alpha between the (k + 1)-th largest
 * value and xmax. Where a tail is cut off (clipped gradients, bounded data), Hill's estimate is too large; this one is not.
 *
 * Source: Aban, Meerschaert & Panorska 2006, "Parameter estimation for the truncated Pareto distribution", their test included.
 *
 * @throws RangeError for bad samples, k below 10 or out of range, an xmax below the largest value, and values that do not thin out towards
 * xmax as those of a power tail do
 * @example
 * const sample = stableSample(10_000, { alpha: 1.5 }, 1).map((x) => Math.sign(x) * Math.min(Math.abs(x), 30));
 * const kept = sample.filter((x) => Math.abs(x) < 30);
 * truncatedPareto(kept, { k: 400, xmax: 30 }).tailIndex; // 1.76
 * hill(kept, { k: 400 }).tailIndex; // 2.04
 */
export function truncatedPareto(
  sample: Sample,
  options: TruncatedParetoOptions,
): TailEstimate<TruncatedParetoDiagnostics> {
  checkFields('options', options, ['k', 'xmax', 'nonFinite', 'level', 'tail']);
  const { k } = options;
  checkInteger('k', k, 10);
  const { checked, values, logs } = readTop(sample, options);
  const [largest, threshold] = [values[0], values[k]];
  const { xmax = largest } = options;
  checkPositive('xmax', xmax);
  if (xmax < largest) throw argumentError('xmax', xmax, `at least the largest value, ${largest}`);
  let sum = 0;
  for (let i = 0; i < k; i++) sum += logs[i] - logs[k];
  const length = Math.log(xmax) - logs[k];
  const share = sum / k / length;
  if (!(share < 0.5))
    throw argumentError(
      'k',
      k,
      'such that the values above the threshold thin out like a power towards xmax',
    );
  // The mean falls with the rate: halve the interval that holds it.
  let [low, high] = [0, 2 / share];
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (cutExponential(middle).mean > share) low = middle;
    else high = middle;
    if (middle === low && middle === high) break;
  }
  const rate = (low + high) / 2;
  const tailIndex = rate / length;
  const standardError = 1 / Math.sqrt(k * cutExponential(rate).variance) / length;
  return {
    tailIndex,
    interval: asymptoticInterval(tailIndex, standardError, options.level),
    standardError,
    method: 'truncated-pareto',
    diagnostics: { k, threshold, xmax, pValue: Math.exp(-k * Math.exp(-(k / sum) * (logs[0] - logs[k]))) },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...fewTailPoints(k),
      ...tiedValues(countTies(values), values.length),
      ...dependentRows(checked),
    ],
  };
}
