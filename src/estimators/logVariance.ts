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
  const logs = values.filter((value) => value !== 0).map((value) => Math.log(Math.abs(value)));
  const n = logs.length;
  const mean = logs.reduce((sum, value) => sum + value / n, 0);
  const central = (p: number): number => logs.reduce((sum, value) => sum + (value - mean) ** p, 0) / n;
  const variance = (central(2) * n) / (n - 1);
  if (!(variance > 0) || logs.every((value) => value === logs[0]))
    throw argumentError('sample', n, 'a sample with values of different sizes; values that are not 0:');
  const inverseSquare = (6 * variance) / Math.PI ** 2 - 0.5;
  const tailIndex = inverseSquare > 0.25 ? inverseSquare ** -0.5 : 2;
  const varianceError = Math.sqrt((central(4) - central(2) ** 2) / n);
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
