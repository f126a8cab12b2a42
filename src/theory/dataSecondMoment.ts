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

/**
 * The sum of weight_i a_i a_iᵀ over the points. Four points at a time read and write the sum once; every number is rounded as when they
 * come one by one.
 */
function weightedSquares({ data, rows, columns: d }: Rows, weights: Float64Array): Float64Array {
  const sum = new Float64Array(d * d);
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const [a0, a1, a2, a3] = [i * d, (i + 1) * d, (i + 2) * d, (i + 3) * d];
    for (let j = 0; j < d; j++) {
      const f0 = weights[i] * data[a0 + j];
      const f1 = weights[i + 1] * data[a1 + j];
      const f2 = weights[i + 2] * data[a2 + j];
      const f3 = weights[i + 3] * data[a3 + j];
      for (let k = 0, at = j * d; k <= j; k++, at++)
        sum[at] = sum[at] + f0 * data[a0 + k] + f1 * data[a1 + k] + f2 * data[a2 + k] + f3 * data[a3 + k];
    }
  }
  for (; i < rows; i++)
    for (let j = 0; j < d; j++) {
      const factor = weights[i] * data[i * d + j];
      for (let k = 0; k <= j; k++) sum[j * d + k] += factor * data[i * d + k];
    }
  for (let j = 0; j < d; j++) for (let k = 0; k < j; k++) sum[k * d + j] = sum[j * d + k];
  return sum;
}

/** aᵀ S a / n for every point a, S symmetric. Four points at a time, whose sums need not wait for each other. */
function squareForms({ data, rows, columns: d }: Rows, S: Float64Array): Float64Array {
  const forms = new Float64Array(rows);
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    const [a0, a1, a2, a3] = [i * d, (i + 1) * d, (i + 2) * d, (i + 3) * d];
    for (let j = 0; j < d; j++) {
      const diagonal = S[j * d + j];
      let dot0 = diagonal * data[a0 + j] * 0.5;
      let dot1 = diagonal * data[a1 + j] * 0.5;
      let dot2 = diagonal * data[a2 + j] * 0.5;
      let dot3 = diagonal * data[a3 + j] * 0.5;
      for (let k = 0, at = j * d; k < j; k++, at++) {
        const value = S[at];
        dot0 += value * data[a0 + k];
        dot1 += value * data[a1 + k];
        dot2 += value * data[a2 + k];
        dot3 += value * data[a3 + k];
      }
      forms[i] += 2 * data[a0 + j] * dot0;
      forms[i + 1] += 2 * data[a1 + j] * dot1;
      forms[i + 2] += 2 * data[a2 + j] * dot2;
      forms[i + 3] += 2 * data[a3 + j] * dot3;
    }
  }
  for (; i < rows; i++)
    for (let j = 0; j < d; j++) {
      let dot = S[j * d + j] * data[i * d + j] * 0.5;
      for (let k = 0; k < j; k++) dot += S[j * d + k] * data[i * d + k];
      forms[i] += 2 * data[i * d + j] * dot;
    }
  return forms.map((form) => form / rows);
}
