import { argumentError, checkFields, checkFinite, checkInteger } from '../check.js';
import type { NumberArray } from './numbers.js';

/** Rows a_i and labels y_i of one's own, as `simulate` and `sweep` take them. */
export interface ArrayData {
  /** Row-major, shape rows x dimension. */
  readonly features: Float64Array;
  /** Shape rows. */
  readonly labels: Float64Array;
  readonly rows: number;
  readonly dimension: number;
}

/** A matrix: a list of rows, all of one length, or an array read from a file. */
export type Matrix = readonly ArrayLike<number>[] | NumberArray;

const isFileArray = (value: unknown): value is NumberArray =>
  typeof value === 'object' && value !== null && 'shape' in value && 'values' in value;

function listOfRows(features: unknown): { features: Float64Array; rows: number; dimension: number } {
  if (!Array.isArray(features) || features.length === 0)
    throw argumentError('features', features, 'a list of at least one row, or an array read by readNpy');
  const rows = features as readonly ArrayLike<number>[];
  const dimension = rows[0]?.length;
  const flat = new Float64Array(rows.length * (dimension ?? 0));
  // Not forEach, which passes over the holes of a list: they would be rows of zeros.
  for (const [i, row] of rows.entries()) {
    const isRow = typeof row === 'object' && row !== null && row.length === dimension && dimension > 0;
    if (!isRow)
      throw argumentError(
        `features[${i}]`,
        row,
        `a row of ${dimension || 'at least 1'} numbers, as the first`,
      );
    for (let j = 0; j < dimension; j++) {
      checkFinite(`features[${i}][${j}]`, row[j]);
      flat[i * dimension + j] = row[j];
    }
  }
  return { features: flat, rows: rows.length, dimension };
}

/**
 * Throws unless an array has a shape and as many values as that says.
 *
 * @returns the shape in words
 */
function checkedShape(name: string, { values, shape }: NumberArray): string {
  if (!Array.isArray(shape)) throw argumentError(`${name}.shape`, shape, 'a list of lengths');
  const size = shape.reduce<number>((product, length, d) => {
    checkInteger(`${name}.shape[${d}]`, length, 0);
    return product * (length as number);
  }, 1);
  const inWords = shape.join(' x ') || 'that of one number';
  if (values?.length !== size)
    throw argumentError(`${name}.values`, values, `${size} numbers, as its shape says (${inWords})`);
  return inWords;
}

function fileRows(array: NumberArray): { features: Float64Array; rows: number; dimension: number } {
  const inWords = checkedShape('features', array);
  const { shape, values } = array;
  if (shape.length < 1 || shape.length > 2 || shape.includes(0))
    throw argumentError('features.shape', inWords, 'rows x columns, at least 1 x 1');
  const [rows, dimension = 1] = shape;
  values.forEach((value, k) => {
    checkFinite(`features[${Math.floor(k / dimension)}][${k % dimension}]`, value);
  });
  return { features: Float64Array.from(values), rows, dimension };
}

/** Labels of a file: one column, or one line. Those of another shape have an order that is not known. */
function fileLabels(array: NumberArray, rows: number): ArrayLike<number> {
  const inWords = checkedShape('labels', array);
  const isLine = array.shape.length <= 2 && array.values.length === Math.max(1, ...array.shape);
  if (!isLine) throw argumentError('labels.shape', inWords, `${rows} or ${rows} x 1, a label for each row`);
  return array.values;
}

/**
 * Data of one's own from arrays: a list of rows, or what {@link readNpy} gives, and a label for each row.
 *
 * @throws RangeError naming what is of another length or not a finite number
 * @example
 * const data = arrayData({ features: [[1, 2], [3, 4], [5, 6]], labels: [0, 1, 1] });
 * [data.rows, data.dimension]; // [3, 2]
 */
export function arrayData(arrays: {
  readonly features: Matrix;
  readonly labels: ArrayLike<number> | NumberArray;
}): ArrayData {
  if (typeof arrays !== 'object' || arrays === null)
    throw argumentError('arrays', arrays, 'an object with features and labels');
  checkFields('arrays', arrays, ['features', 'labels']);
  const { features, labels } = arrays;
  const matrix = isFileArray(features) ? fileRows(features) : listOfRows(features);
  const list = isFileArray(labels) ? fileLabels(labels, matrix.rows) : labels;
  if (typeof list !== 'object' || list === null || list.length !== matrix.rows)
    throw argumentError('labels', list, `${matrix.rows} numbers, one for each row of features`);
  const copy = new Float64Array(matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    checkFinite(`labels[${i}]`, list[i]);
    copy[i] = list[i];
  }
  return { ...matrix, labels: copy };
}
