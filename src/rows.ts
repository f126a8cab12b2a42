import { argumentError, checkInteger } from './check.js';

/** Row-major vectors: row `i` is `data[i * columns] … data[(i + 1) * columns - 1]`. */
export interface Rows {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** Euclidean norm of one row, without overflow or underflow on the way; infinite or NaN where an entry is. */
export function rowNorm(data: Float64Array, start: number, columns: number): number {
  if (columns === 1) return Math.abs(data[start]);
  const end = start + columns;
  let squares = 0;
  for (let i = start; i < end; i++) squares += data[i] * data[i];
  if (squares > 1e-280 && squares < 1e300) return Math.sqrt(squares);
  let largest = 0;
  for (let i = start; i < end; i++) largest = Math.max(largest, Math.abs(data[i]));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let ratios = 0;
  for (let i = start; i < end; i++) ratios += (data[i] / largest) ** 2;
  return largest * Math.sqrt(ratios);
}

/**
 * Euclidean norms of all rows: absolute values where a row is one number. No overflow or underflow on the way; infinite or NaN
 * where an entry is.
 *
 * @param sample vectors in row-major order
 * @returns one norm for each row
 * @example
 * rowNorms({ data: Float64Array.of(3, 4, 1e200, 1e200), rows: 2, columns: 2 }); // [5, 1.414e200]
 */
export function rowNorms(sample: Rows): Float64Array {
  if (typeof sample !== 'object' || sample === null)
    throw argumentError('sample', sample, 'an object { data, rows, columns }');
  const { data, rows, columns } = sample;
  checkInteger('sample.rows', rows, 0);
  checkInteger('sample.columns', columns);
  if (!(data instanceof Float64Array) || data.length !== rows * columns)
    throw argumentError(
      'sample.data',
      data,
      `a Float64Array of ${String(rows)} x ${String(columns)} numbers`,
    );
  const norms = new Float64Array(rows);
  for (let i = 0; i < rows; i++) norms[i] = rowNorm(data, i * columns, columns);
  return norms;
}
