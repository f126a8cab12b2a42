import { argumentError, checkFields, checkInteger } from '../check.js';
import { asymptoticInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { countTies } from './orderStatistics.js';
import { topValues, type TailOptions } from './tail.js';
import { fitSpacings, scaledSpacings } from './spacingModel.js';
import {
  bentTail,
  dependentRows,
  droppedRows,
  fewTailPoints,
  tiedValues,
  type Warnings,
} from './warnings.js';

/** Options of {@link hill}. */
export interface HillOptions extends SampleOptions, IntervalOptions, TailOptions {
  /** Number of upper order statistics above the threshold, from 1 to the number of values - 1. */
  readonly k: number;
}

/** Diagnostics of {@link hill}. */
export interface HillDiagnostics {
  readonly k: number;
  /** The (k + 1)-th largest value, above which the tail is taken as Pareto. */
  readonly threshold: number;
}

/**
 * Hill estimator: 1/alpha = (1/k) sum_{i=1..k} log(X_(i) / X_(k+1)) over the k largest of |X|
 * (norms for vectors; see `tail` for one side only). Standard error alpha / sqrt(k).
 *
 * Source: Hill 1975, "A simple general approach to inference about the tail of a distribution".
 *
 * @throws RangeError for NaN or infinite values (unless dropped), k out of range, a threshold that is not
 *   positive, k + 1 largest values that are all equal
 * @example
 * const sample = stableSample(10_000, { alpha: 1.5 }, 1);
 * const { tailIndex, interval } = hill(sample, { k: 200 });
 * tailIndex; // 1.49
 * [interval?.lower, interval?.upper]; // [1.29, 1.71]
 */
export function hill(sample: Sample, options: HillOptions): TailEstimate<HillDiagnostics> {
  checkFields('options', options, ['k', 'nonFinite', 'level', 'tail']);
  const checked = checkSample(sample, 2, options);
  const { k } = options ?? {};
  checkInteger('k', k, 1, checked.rows - 1);
  const top = topValues(checked, k + 1, options.tail);
  const threshold = top[k];
  const logThreshold = Math.log(threshold);
  let sum = 0;
  for (let i = 0; i < k; i++) sum += Math.log(top[i]) - logThreshold;
  if (!(sum > 0))
    throw argumentError('sample', threshold, `of at least two distinct values among the ${k + 1} largest`);
  const tailIndex = k / sum;
  const standardError = tailIndex / Math.sqrt(k);
  return {
    tailIndex,
    interval: asymptoticInterval(tailIndex, standardError, options.level),
    standardError,
    method: 'hill',
    diagnostics: { k, threshold },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...fewTailPoints(k),
      ...tiedValues(countTies(top), k + 1),
      ...dependentRows(checked),
      ...bend(top, tailIndex),
    ],
  };
}

/** From so many values on a bend can be told from chance. */
const LEAST_TO_BEND = 20;

/** Whether the spacings bend by more than chance, with rho = -1. */
function bend(top: Float64Array, tailIndex: number): Warnings {
  const k = top.length - 1;
  if (k < LEAST_TO_BEND) return [];
  const { logAlpha, variance } = fitSpacings(scaledSpacings(top.map(Math.log)), -1);
  const difference = Math.abs(logAlpha - Math.log(tailIndex));
  return bentTail(difference > 3 * Math.sqrt(variance - 1 / k), Math.exp(logAlpha));
}
