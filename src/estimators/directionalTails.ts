import { argumentError, checkEachFinite, checkFields, checkInteger } from '../check.js';
import { rowNorms, type Rows } from '../rows.js';
import { hill } from './hill.js';
import type { ConfidenceInterval } from './estimate.js';
import { checkSample } from './sample.js';

/** The tail of u·x along one direction. */
export interface DirectionalTail {
  /** The unit vector u. */
  readonly direction: Float64Array;
  /** Hill's estimate from the k largest u·x: exponent of P(u·x > t). */
  readonly tailIndex: number;
  readonly standardError: number;
  readonly interval: ConfidenceInterval;
  /** e(u) in P(u·x > t) ~ e(u) t^-alpha, at the alpha that all directions together have. */
  readonly constant: number;
}

export interface DirectionalTails {
  /** Of all directions together: the inverse of the mean of their 1/alpha. */
  readonly tailIndex: number;
  readonly directions: readonly DirectionalTail[];
}

export interface DirectionalTailsOptions {
  /** Numbers of the upper tail that are used along each direction, from 2 to a quarter of the rows. */
  readonly k: number;
  /** Directions as rows, of any length but 0. Default: the positive and the negative axes. */
  readonly directions?: Rows;
}

/** The axes and their opposites. */
const axes = (d: number): Rows => ({
  data: Float64Array.from({ length: 2 * d * d }, (_, k) => {
    const [row, column] = [Math.floor(k / d), k % d];
    return row % d === column ? (row < d ? 1 : -1) : 0;
  }),
  rows: 2 * d,
  columns: d,
});

function unitVectors(directions: Rows, columns: number): Float64Array[] {
  const { data, rows, columns: own } = directions;
  if (own !== columns) throw argumentError('directions.columns', own, `${columns}, as the sample has`);
  if (!(data instanceof Float64Array) || data.length !== rows * own || rows === 0)
    throw argumentError('directions', directions, 'a matrix { data, rows, columns } with at least one row');
  checkEachFinite('directions.data', data);
  return [...rowNorms(directions)].map((norm, i) => {
    if (!(norm > 0 && norm < Infinity))
      throw argumentError(`directions row ${i}`, norm, 'of a finite length above 0');
    return data.slice(i * own, (i + 1) * own).map((value) => value / norm);
  });
}

function project({ data, rows, columns }: Rows, u: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += u[j] * data[i * columns + j];
    return sum;
  });
}

/**
 * The tail of a sample of vectors along directions. Of the stationary law of SGD all directions have the same alpha, and a constant
 * e_alpha(u) above 0 each (Gürbüzbalaban, Şimşekli & Zhu 2021, Theorem 2).
 *
 * @param sample rows of one kind, independent of each other
 * @throws RangeError naming the argument outside its range, or the direction along which fewer than k + 1 rows are above 0
 * @example
 * const sample = isotropicStableSample(5000, 2, { alpha: 1.5 }, 1);
 * const { tailIndex, directions } = directionalTails(sample, { k: 100 });
 * [tailIndex, directions.length]; // [1.73, 4]
 */
export function directionalTails(sample: Rows, options: DirectionalTailsOptions): DirectionalTails {
  checkFields('options', options, ['k', 'directions']);
  const rows = checkSample(sample, 8);
  const { k } = options;
  checkInteger('k', k, 2, Math.floor(rows.rows / 4));
  const found = unitVectors(options.directions ?? axes(rows.columns), rows.columns).map((direction, i) => {
    const positive = project(rows, direction).filter((value) => value > 0);
    if (positive.length <= k)
      throw argumentError(
        `directions row ${i}`,
        direction,
        `one along which more than ${k} rows are above 0`,
      );
    const { tailIndex, standardError, interval, diagnostics } = hill(positive, { k });
    const { threshold } = diagnostics;
    return { direction, tailIndex, standardError: standardError!, interval: interval!, threshold };
  });
  const tailIndex = 1 / (found.reduce((sum, one) => sum + 1 / one.tailIndex, 0) / found.length);
  return {
    tailIndex,
    directions: found.map(({ threshold, ...one }) => ({
      ...one,
      constant: (k / rows.rows) * threshold ** tailIndex,
    })),
  };
}

/** Where the largest rows point. */
export interface SpectralMeasure {
  /** Unit vectors of the k longest rows, longest first: a sample of the spectral measure. */
  readonly directions: Rows;
  /** Norm of the longest row that is not among them. */
  readonly threshold: number;
  /** Mean of u uᵀ over them, row-major d x d: 1/d on the diagonal and 0 beside it where no direction is preferred. */
  readonly secondMoments: Float64Array;
}

/**
 * An empirical spectral measure: the directions of the k longest rows, which tell along which directions large values come.
 *
 * @throws RangeError naming the argument outside its range
 * @example
 * const sample = isotropicStableSample(5000, 2, { alpha: 1.5 }, 1);
 * [...spectralMeasure(sample, { k: 200 }).secondMoments]; // [0.51, 0.03, 0.03, 0.49]
 */
export function spectralMeasure(sample: Rows, options: { readonly k: number }): SpectralMeasure {
  checkFields('options', options, ['k']);
  const { rows, columns: d, data } = checkSample(sample, 3);
  const { k } = options;
  checkInteger('k', k, 1, rows - 1);
  const norms = rowNorms({ data, rows, columns: d });
  const order = Array.from(norms.keys()).sort((i, j) => norms[j] - norms[i]);
  if (norms[order[k - 1]] === 0) throw argumentError('k', k, 'at most the number of rows other than 0');
  const directions = new Float64Array(k * d);
  const secondMoments = new Float64Array(d * d);
  for (let i = 0; i < k; i++) {
    const row = order[i];
    for (let j = 0; j < d; j++) directions[i * d + j] = data[row * d + j] / norms[row];
    for (let a = 0; a < d; a++)
      for (let b = 0; b < d; b++)
        secondMoments[a * d + b] += (directions[i * d + a] * directions[i * d + b]) / k;
  }
  return { directions: { data: directions, rows: k, columns: d }, threshold: norms[order[k]], secondMoments };
}
