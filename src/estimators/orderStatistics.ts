import { argumentError, checkInteger } from '../check.js';
import { asymptoticInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
import { checkSample, type CheckedSample, type Sample, type SampleOptions } from './sample.js';
import { topValues, type TailOptions } from './tail.js';
import { droppedRows, fewTailPoints, tiedValues, type Warnings } from './warnings.js';

/** Options of the estimators that use the k largest values. */
export interface TopOptions extends SampleOptions, IntervalOptions, TailOptions {
  /** Number of upper order statistics above the threshold. */
  readonly k: number;
}

/** Diagnostics of the estimators that use the k largest values. */
export interface TopDiagnostics {
  readonly k: number;
  /** The largest value not used: above it the tail is taken as Pareto. */
  readonly threshold: number;
  /** The extreme value index gamma = 1 / tailIndex. */
  readonly gamma: number;
}

/** The largest values of a sample and their logs, both falling. */
export interface Top {
  readonly checked: CheckedSample;
  readonly values: Float64Array;
  readonly logs: Float64Array;
}

/**
 * Reads the largest `factor` k (+ 1 with `beyond`) values of a tail.
 *
 * @throws RangeError for NaN or infinite values (unless dropped), k out of range, values that are not positive or all equal
 */
export function readTop(sample: Sample, options: TopOptions, factor = 1, beyond = 1): Top {
  const checked = checkSample(sample, factor + beyond, options);
  const { k, tail } = options ?? {};
  checkInteger('k', k, 1, Math.floor((checked.rows - beyond) / factor));
  const values = topValues(checked, factor * k + beyond, tail);
  if (values[0] === values[values.length - 1])
    throw argumentError(
      'sample',
      values[0],
      `of at least two distinct values among the ${values.length} largest`,
    );
  return { checked, values, logs: values.map(Math.log) };
}

/** The answer for an extreme value index gamma with a standard error; gamma <= 0 means no power tail. */
export function fromGamma(
  method: string,
  gamma: number,
  gammaError: number,
  { checked, values }: Top,
  options: TopOptions,
): TailEstimate<TopDiagnostics> {
  const heavy = gamma > 0;
  const tailIndex = heavy ? 1 / gamma : Infinity;
  const standardError = heavy ? gammaError * tailIndex ** 2 : null;
  const light: Warnings = heavy
    ? []
    : [`gamma = ${gamma.toPrecision(3)} is not positive: no power tail is seen.`];
  return {
    tailIndex,
    interval: asymptoticInterval(tailIndex, standardError, options.level),
    standardError,
    method,
    diagnostics: { k: options.k, threshold: values[values.length - 1], gamma },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...light,
      ...fewTailPoints(options.k),
      ...tiedValues(countTies(values), values.length),
    ],
  };
}

/** How many of the values, in order, equal the one before. */
export const countTies = (sorted: Float64Array): number =>
  sorted.reduce((ties, x, i) => ties + (i > 0 && x === sorted[i - 1] ? 1 : 0), 0);

/** Hill's gamma for every k from 1 to logs.length - 1: entry k - 1. */
export function hillGammas(logs: Float64Array): Float64Array {
  const gammas = new Float64Array(logs.length - 1);
  // From the largest down, so that equal values give exactly 0.
  let sum = 0;
  for (let k = 1; k < logs.length; k++) {
    sum += logs[0] - logs[k - 1];
    gammas[k - 1] = Math.max(0, logs[0] - logs[k] - sum / k);
  }
  return gammas;
}
