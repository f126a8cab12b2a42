import type { Rows } from '../rows.js';
import { checkEachFinite } from '../check.js';
import { largestEigenvalue } from './largestEigenvalue.js';
import { squareProduct } from './squareProduct.js';

/**
 * h(2) of SGD on a data set, b of its n points drawn afresh for every iteration, with replacement or without: the spectral radius of
 * S -> E M S M on symmetric d x d matrices, a symmetric map itself. Costs n d² operations a step of the method of Lanczos.
 *
 * @param points n data vectors as rows
 * @throws RangeError naming a number of the points that is not finite
 */
export function dataSecondMoment(
  points: Rows,
  p: { readonly stepSize: number; readonly batchSize: number; readonly replacement: boolean },
): number {
  const { data, rows: n, columns: d } = points;
  checkEachFinite('data.features', data);
  const { stepSize: eta, batchSize: b } = p;
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
