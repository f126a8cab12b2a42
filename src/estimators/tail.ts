import { rowNorms, type Rows } from '../rows.js';
import { argumentError, checkOneOf } from '../check.js';
import { smallest, sortNonNegative } from './sortNumbers.js';

/** Which tail an order-statistic estimator looks at. */
export type Tail = 'both' | 'upper' | 'lower';

/** Options of the estimators that work on one tail. */
export interface TailOptions {
  /**
   * `'both'` (the default) takes |X|, norms for vectors; `'upper'` the largest values,
   * `'lower'` the largest of -X, both for scalars only.
   */
  readonly tail?: Tail;
}

/** The values whose upper tail is meant: |X|, X or -X. A new array. */
export function tailValues(sample: Rows, tail: Tail = 'both'): Float64Array {
  checkOneOf('tail', tail, ['both', 'upper', 'lower']);
  if (tail === 'both') return rowNorms(sample);
  if (sample.columns !== 1) throw argumentError('tail', tail, '"both" for vectors: their norms are used');
  return tail === 'upper' ? sample.data.slice() : sample.data.map((x) => -x);
}

/** The values of the tail that are above 0, in rising order. */
export const sortedTail = (sample: Rows, tail: Tail = 'both'): Float64Array =>
  positiveInOrder(tailValues(sample, tail));

/** Those of the values that are above 0, in their order; the array is used up. */
export function positiveValues(values: Float64Array): Float64Array {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > 0) values[count++] = values[i];
  return values.subarray(0, count);
}

/** Those of the values that are above 0, in rising order; the array is used up. */
export const positiveInOrder = (values: Float64Array): Float64Array =>
  sortNonNegative(positiveValues(values));

/** The `count` largest of values above 0, largest first; the array is used up. The others need no order. */
export function largestOf(values: Float64Array, count: number): Float64Array {
  const first = values.length - count;
  if (first > 0) smallest(values, first);
  return sortNonNegative(values.subarray(first)).reverse();
}

/**
 * The `count` largest values of the tail, largest first.
 *
 * @throws RangeError if the last of them is not positive: its logarithm is needed
 */
export function topValues(sample: Rows, count: number, tail: Tail = 'both'): Float64Array {
  const values = positiveValues(tailValues(sample, tail));
  if (values.length < count)
    throw argumentError('k', count - 1, `below the number of positive values in this tail, ${values.length}`);
  return largestOf(values, count);
}
