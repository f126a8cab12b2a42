import { countOf, countWords } from '../countWords.js';
import type { Rows } from '../rows.js';
import { lagOneCorrelation } from './dependence.js';

/** The warnings of the estimators, in words. Each returns a list, empty when there is nothing to say. */
export type Warnings = readonly string[];

/** Rows that were left out because they were not finite. */
export const droppedRows = (dropped: number, rows: number): Warnings =>
  dropped === 0
    ? []
    : [
        `${countWords(dropped)} of ${countWords(dropped + rows)} rows hold NaN or infinite values and were left out: ` +
          'the largest values are missing, the true tail may be heavier.',
      ];

/** Rows that are exactly zero. */
export const zeroRows = (zeros: number, rows: number): Warnings =>
  zeros === 0
    ? []
    : [
        `${countOf(zeros, 'row')} of ${countWords(rows)} exactly zero: the sample is not from a continuous law.`,
      ];

/** Estimates at or near 2 by a method that supposes a stable law. */
export const stableLimit = (tailIndex: number, standardError: number | null): Warnings =>
  tailIndex + 2 * (standardError ?? 0) < 2 || !Number.isFinite(tailIndex)
    ? []
    : [
        'The estimate is at the stable limit 2: this method cannot tell a tail-index of 2 from any larger one.',
      ];

/** Too few values in the tail for the standard error to mean much. */
export const fewTailPoints = (k: number, least = 20): Warnings =>
  k >= least ? [] : [`Only ${countOf(k, 'point')} in the tail: below ${least} the estimate is mostly noise.`];

/** Equal values among those the estimator uses. */
export const tiedValues = (ties: number, used: number): Warnings =>
  ties === 0
    ? []
    : [
        `${countWords(ties)} of the ${countWords(used)} values used are tied: the sample is rounded or discrete, ` +
          'which biases estimators built on order statistics.',
      ];

/** Block sizes m at which sums are no larger than their terms. */
export const notScaling = (blockSizes: readonly number[]): Warnings =>
  blockSizes.length === 0
    ? []
    : [
        `Sums of m rows are no larger than single rows at m = ${blockSizes.map(countWords).join(', ')}: ` +
          'the sample does not scale like a stable law (dependent rows, too few of them, or not from one law).',
      ];

/** Sums that are m times their terms for every m, nearly without spread: rows that share an offset, or are all equal. */
export const offCentre = (
  sizes: readonly { blocks: number; blockSize: number; inverse: number; inverseError: number | null }[],
): Warnings =>
  sizes.every(
    ({ blocks, blockSize, inverse, inverseError }) =>
      Math.abs(inverse - 1) < 0.05 &&
      (inverseError === null || inverseError * Math.sqrt(blocks) * Math.log(blockSize) < 0.3),
  )
    ? [
        'Sums of m rows are m times as large as single rows: the rows share an offset (or are all equal), ' +
          'which reads as a tail-index of 1. Centre them.',
      ]
    : [];

/** Standard errors by which the lag-one correlation of independent rows may differ from 0: once in 16 000 samples. */
const CLEARLY = 4;

/** Consecutive rows that resemble each other. */
export const dependentRows = (sample: Rows): Warnings => {
  const correlation = lagOneCorrelation(sample);
  return Math.abs(correlation) * Math.sqrt(sample.rows) < CLEARLY
    ? []
    : [
        `Consecutive rows depend on each other (correlation of log |x|: ${correlation.toFixed(2)}), or are in order of size: ` +
          'standard errors and intervals for independent rows are too small. Take one row of each independent run, thin the chain, ' +
          "or use `dependent: true` where there is such an option and `bootstrap` with `blockLength: 'auto'`.",
      ];
};

/** An extreme value index that may be 0 or below. */
export const lightTail = (gamma: number, error: number): Warnings =>
  gamma - 2 * error > 0
    ? []
    : [
        `A tail lighter than every power is not excluded (moment estimator: 1/alpha = ${gamma.toFixed(2)} with standard error ` +
          `${error.toFixed(2)}): the estimate supposes a power tail.`,
      ];

/** Spacings that grow outwards. */
export const heavierOutwards = (clearly: boolean): Warnings =>
  clearly
    ? [
        'The tail grows heavier outwards from the threshold: its power law may begin only beyond the sample, with a smaller tail-index.',
      ]
    : [];

/** The largest values of a sample, which a continuous law gives no two of. */
export const cutOff = (equal: boolean): Warnings =>
  equal ? ['The largest values are equal: the sample may be cut off there.'] : [];

/** Share of equal values from which a whole sample counts as discrete: chance gives fewer to numbers of six digits. Two zeros do, too. */
const MANY_TIES = 0.05;

/** A whole sample, in order, of a law that is not continuous: equal values, zeros, few distinct values. */
export function discreteValues(sorted: Float64Array): Warnings {
  let [ties, zeros] = [0, sorted[0] === 0 ? 1 : 0];
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) ties++;
    if (sorted[i] === 0) zeros++;
  }
  if (ties < MANY_TIES * sorted.length && zeros < 2) return [];
  const whole = sorted.every(Number.isInteger) ? ', all whole numbers' : '';
  return [
    `The ${countWords(sorted.length)} values are ${countWords(sorted.length - ties)} distinct ones${whole}${zeros > 1 ? `, ${countWords(zeros)} of them 0` : ''}: ` +
      'the sample is rounded or discrete, and the method supposes a continuous law.',
  ];
}

/** A bend of the tail that moves Hill's estimate by more than chance. */
export const bentTail = (bent: boolean, corrected: number): Warnings =>
  bent
    ? [
        `The Hill plot is not level down to this k: corrected for the bend the same values read ${corrected.toPrecision(3)} ` +
          '(feuervergerHall). Take a smaller k, or that estimator.',
      ]
    : [];

/** A threshold chosen from the sample itself. */
export const chosenThreshold = (chosen: boolean): Warnings =>
  chosen
    ? [
        'xmin was chosen from the sample, and the interval ignores the choice and the bend of the tail above it: it is too short. ' +
          'feuervergerHall has an interval that holds.',
      ]
    : [];
