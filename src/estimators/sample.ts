import type { Rows } from '../rows.js';
import { argumentError, checkInteger, checkOneOf } from '../check.js';

/** What every estimator takes: scalars, or vectors in row-major order. Rows are independent repeats. */
export type Sample = Float64Array | Rows;

/** Options that every estimator has for the way it reads a sample. */
export interface SampleOptions {
  /**
   * What to do with rows that hold NaN or an infinite value: `'error'` (the default) throws,
   * `'drop'` leaves those rows out and says so in the warnings.
   */
  readonly nonFinite?: 'error' | 'drop';
}

/** A sample after its checks: finite rows only. */
export interface CheckedSample extends Rows {
  /** Rows left out because they held NaN or an infinite value. */
  readonly dropped: number;
  /** Largest absolute value of a component. */
  readonly largest: number;
}

const shape = (sample: Sample): Rows => {
  if (sample instanceof Float64Array) return { data: sample, rows: sample.length, columns: 1 };
  if (sample === null || typeof sample !== 'object' || !(sample.data instanceof Float64Array))
    throw argumentError('sample', sample, 'a Float64Array or { data: Float64Array, rows, columns }');
  checkInteger('sample.rows', sample.rows, 0);
  checkInteger('sample.columns', sample.columns);
  const size = sample.rows * sample.columns;
  if (sample.data.length !== size)
    throw argumentError('sample.data.length', sample.data.length, `rows x columns = ${size}`);
  return sample;
};

/** Largest absolute value; NaN if any value is NaN or infinite. */
const largestSize = (data: Float64Array): number => {
  let largest = 0;
  let spoilt = 0; // x - x is 0 for finite x and NaN otherwise
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]);
    spoilt += size - size;
    if (size > largest) largest = size;
  }
  return largest + spoilt;
};

const finiteRows = ({ data, rows, columns }: Rows): Rows => {
  const kept = new Float64Array(data.length);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    if (row.every(Number.isFinite)) kept.set(row, count++ * columns);
  }
  return { data: kept.subarray(0, count * columns), rows: count, columns };
};

/**
 * Checks a sample: its shape, that it has at least `least` rows, that all values are finite.
 *
 * @throws RangeError naming what is wrong: shape, too few rows, the first value that is NaN or infinite
 */
export function checkSample(sample: Sample, least: number, options: SampleOptions = {}): CheckedSample {
  const given = shape(sample);
  const nonFinite = options.nonFinite ?? 'error';
  checkOneOf('nonFinite', nonFinite, ['error', 'drop']);
  const largest = largestSize(given.data);
  if (!Number.isNaN(largest)) {
    if (given.rows < least)
      throw argumentError('sample', given.rows, `at least ${least} ${rowWord(given, least)} long`);
    return { data: given.data, rows: given.rows, columns: given.columns, dropped: 0, largest };
  }
  if (nonFinite === 'error') {
    const bad = given.data.findIndex((x) => !Number.isFinite(x));
    const place =
      sample instanceof Float64Array
        ? `sample[${bad}]`
        : `sample.data[${bad}] (row ${Math.floor(bad / given.columns)}, column ${bad % given.columns})`;
    throw argumentError(place, given.data[bad], 'a finite number');
  }
  const kept = finiteRows(given);
  const dropped = given.rows - kept.rows;
  if (kept.rows < least)
    throw argumentError(
      'sample',
      kept.rows,
      `at least ${least} ${rowWord(kept, least)} long after leaving out the ${dropped} that hold NaN or infinite values`,
    );
  return { ...kept, dropped, largest: largestSize(kept.data) };
}

const rowWord = (sample: Rows, count: number): string =>
  (sample.columns === 1 ? 'value' : 'row') + (count === 1 ? '' : 's');
