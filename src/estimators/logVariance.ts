import { argumentError, checkFields, checkOneOf } from '../check.js';
import { asymptoticInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { unlikeStable } from './stableWarnings.js';
import { droppedRows, stableLimit } from './warnings.js';

/** Options of {@link logVariance}. */
export interface LogVarianceOptions extends SampleOptions, IntervalOptions {
  /**
   * `'symmetric'` (the default) takes the values as symmetric about 0; `'differences'` first takes differences of
   * neighbouring pairs, which removes location and skewness and halves the sample.
   */
  readonly form?: 'symmetric' | 'differences';
}

/** Diagnostics of {@link logVariance}. */
export interface LogVarianceDiagnostics {
  /** Variance of log|X|: pi²/6 (1/alpha² + 1/2) for a symmetric stable law. */
  readonly variance: number;
  readonly count: number;
  /** Estimated scale c of the law whose logs were taken. */
  readonly scale: number;
}

/** Logs of the sizes of values that are not 0. */
function logSizes(values: Float64Array): Float64Array {
  const logs = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) logs[count++] = Math.log(Math.abs(values[i]));
  return logs.subarray(0, count);
}

/** The mean, and the central moments of orders 2 and 4. */
function centralMoments(values: Float64Array): { mean: number; second: number; fourth: number } {
  const n = values.length;
  let [mean, second, fourth] = [0, 0, 0];
  for (let i = 0; i < n; i++) mean += values[i] / n;
  for (let i = 0; i < n; i++) {
    const difference = values[i] - mean;
    second += difference * difference;
    fourth += difference ** 4;
  }
  return { mean, second: second / n, fourth: fourth / n };
}

/**
 * Log-moments estimator for scalar stable laws: alpha = (6 Var(log|X|) / pi² - 1/2)^(-1/2). Values that are exactly zero are
 * left out. Above 2 the law is lighter than any stable one and 2 is returned, with a warning.
 *
 * Source: Kuruoğlu 2001, "Density parameter estimation of skewed alpha-stable distributions".
 *
 * @throws RangeError for vectors, fewer than 10 values, values whose sizes are all equal
 */
export function logVariance(
  sample: Sample,
  options: LogVarianceOptions = {},
): TailEstimate<LogVarianceDiagnostics> {
  checkFields('options', options, ['form', 'nonFinite', 'level']);
  const checked = checkSample(sample, 10, options);
  const { form = 'symmetric' } = options;
  checkOneOf('form', form, ['symmetric', 'differences']);
  if (checked.columns !== 1)
    throw argumentError('sample.columns', checked.columns, '1: the method is for scalars');
  const x = checked.data;
  const values =
    form === 'symmetric'
      ? x
      : Float64Array.from({ length: x.length >> 1 }, (_, i) => x[2 * i] - x[2 * i + 1]);
  const logs = logSizes(values);
  const n = logs.length;
  const { mean, second, fourth } = centralMoments(logs);
  const variance = (second * n) / (n - 1);
  if (!(variance > 0) || logs.every((value) => value === logs[0]))
    throw argumentError('sample', n, 'a sample with values of different sizes; values that are not 0:');
  const inverseSquare = (6 * variance) / Math.PI ** 2 - 0.5;
  const tailIndex = inverseSquare > 0.25 ? inverseSquare ** -0.5 : 2;
  const varianceError = Math.sqrt((fourth - second ** 2) / n);
  const standardError = 0.5 * tailIndex ** 3 * (6 / Math.PI ** 2) * varianceError;
  // E log|X| = log c + C (1/alpha - 1) with Euler's constant C.
  const scale =
    Math.exp(mean - 0.5772156649015329 * (1 / tailIndex - 1)) /
    (form === 'symmetric' ? 1 : 2 ** (1 / tailIndex));
  const interval = asymptoticInterval(tailIndex, standardError, options.level);
  return {
    tailIndex,
    interval,
    standardError,
    method: 'log-variance',
    diagnostics: { variance, count: n, scale },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...stableLimit(tailIndex, standardError),
      ...unlikeStable(checked, interval, form === 'symmetric'),
    ],
  };
}
