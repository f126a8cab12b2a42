import { argumentError, checkOneOf } from '../check.js';
import type { ConfidenceInterval, IntervalOptions } from './estimate.js';
import { checkSample, type CheckedSample, type Sample, type SampleOptions } from './sample.js';
import { unlikeStable } from './stableWarnings.js';
import { discreteValues, droppedRows, stableLimit, type Warnings } from './warnings.js';

/** The stable law that was fitted, in the S0 form. */
export interface StableFit {
  readonly alpha: number;
  readonly beta: number;
  readonly scale: number;
  readonly location: number;
}

/** Options of the estimators that fit a scalar stable law. */
export interface StableFitOptions extends SampleOptions, IntervalOptions {
  /** `'skewed'` (the default) fits beta too, `'symmetric'` sets it to 0. */
  readonly shape?: 'skewed' | 'symmetric';
}

/** The smallest tail-index that is looked for. */
export const SMALLEST_ALPHA = 0.2;

/** Checks a sample of scalars and the shape that is asked for; the values in rising order too. */
export function readScalars(
  sample: Sample,
  options: StableFitOptions,
  least: number,
): { checked: CheckedSample; sorted: Float64Array } {
  const checked = checkSample(sample, least, options);
  checkOneOf('shape', options.shape ?? 'skewed', ['skewed', 'symmetric']);
  if (checked.columns !== 1)
    throw argumentError('sample.columns', checked.columns, '1: the method is for scalars');
  return { checked, sorted: checked.data.slice().sort() };
}

/** The warnings of a fit. */
export const fitWarnings = (
  checked: CheckedSample,
  sorted: Float64Array,
  alpha: number,
  error: number | null,
  interval: ConfidenceInterval | null,
): Warnings => [
  ...discreteValues(sorted),
  ...unlikeStable(checked, interval, false),
  ...droppedRows(checked.dropped, checked.rows),
  ...stableLimit(alpha, error),
  ...(alpha <= SMALLEST_ALPHA + 1e-6 ? ['The estimate is at 0.2, the smallest tail-index looked at.'] : []),
];
