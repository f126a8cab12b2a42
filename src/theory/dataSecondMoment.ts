import type { Rows } from '../rows.js';
import { argumentError, checkEachFinite } from '../check.js';
import { largestEigenvalue } from './largestEigenvalue.js';
import { squareProduct } from './squareProduct.js';

/** Largest feature in absolute value, and largest of eta and of eta times its square: h(2) and the squares of what leads to it are finite below. */
const [MOST_FEATURE, MOST_SCALE] = [1e50, 1e70];

function checkSizes({ data }: Rows, eta: number): void {
  checkEachFinite('data.features', data);
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest > MOST_FEATURE)
    throw argumentError(
      `data.features[${data.findIndex((value) => Math.abs(value) === largest)}]`,
      largest,
      'at most 1e50 in absolute value',
    );
  const most = Math.min(MOST_SCALE, MOST_SCALE / largest ** 2);
  if (!(eta <= most))
    throw argumentError(
      'stepSize',
      eta,
      `at most ${most} (1e70, and 1e70 / the square of the largest feature)`,
    );
}

/**
 * h(2) of SGD on a data set, b of its n points drawn afresh for every iteration, with replacement or without: the spectral radius of
 * S -> E M S M on symmetric d x d matrices, a symmetric map itself. Costs n d² operations a step of the method of Lanczos.
 *
 * @param points n data vectors as rows
 * @throws RangeError naming a number of the points that is not finite or above 1e50, or the step-size if it is above 1e70, or 1e70 over the square of the largest of them
 */
export function dataSecondMoment(
  points: Rows,
  p: { readonly stepSize: number; readonly batchSize: number; readonly replacement: boolean },
): number {
  const { rows: n, columns: d } = points;
  const { stepSize: eta, batchSize: b } = p;
  checkSizes(points, eta);
  const second = weightedSquares(points, new Float64Array(n).fill(1 / n));
  // For two different points E a aᵀ S a' a'ᵀ = (n C S C - E a aᵀ S a aᵀ) / (n - 1).
  const [whole, same] = p.replacement ? [1, 0] : n === 1 ? [0, 0] : [n / (n - 1), 1 / (n - 1)];
  const identity = Float64Array.from({ length: d * d }, (_, k) => (k % (d + 1) === 0 ? 1 : 0));
  return largestEigenvalue(identity, (S) => {
    const drift = squareProduct(second, S, d);
    const both = squareProduct(drift, second, d);
    const one = weightedSquares(points, squareForms(points, S));
    // Symmetric to the last bit: rounding must not feed antisymmetric parts, which would grow.
    return S.map((value, k) => {
      const mirror = (k % d) * d + Math.floor(k / d);
      const pairs = (whole / 2) * (both[k] + both[mirror]) - same * one[k];
      return value - eta * (drift[k] + drift[mirror]) + eta * eta * (one[k] / b + (1 - 1 / b) * pairs);
    });
  });
}

/** The sum of weight_i a_i a_iᵀ over the points. */
function weightedSquares({ data, rows, columns: d }: Rows, weights: Float64Array): Float64Array {
  const sum = new Float64Array(d * d);
  for (let i = 0; i < rows; i++) {
    const a = data.subarray(i * d, (i + 1) * d);
    for (let j = 0; j < d; j++) {
      const factor = weights[i] * a[j];
      for (let k = 0; k <= j; k++) sum[j * d + k] += factor * a[k];
    }
  }
  for (let j = 0; j < d; j++) for (let k = 0; k < j; k++) sum[k * d + j] = sum[j * d + k];
  return sum;
}

/** aᵀ S a / n for every point a, S symmetric. */
function squareForms({ data, rows, columns: d }: Rows, S: Float64Array): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    const a = data.subarray(i * d, (i + 1) * d);
    let form = 0;
    for (let j = 0; j < d; j++) {
      let dot = S[j * d + j] * a[j] * 0.5;
      for (let k = 0; k < j; k++) dot += S[j * d + k] * a[k];
      form += 2 * a[j] * dot;
    }
    return form / rows;
  });
}
