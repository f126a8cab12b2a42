import type { Rows } from '../../rows.js';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { checkFinite } from '../../check.js';
import type { BatchSampler, DataLaw, HessianMoments } from './dataLaw.js';
import type { Generator } from '../../random/index.js';

/**
 * The empirical law of a finite data set, batches drawn afresh for each iteration.
 *
 * @param points n data vectors as rows
 * @param options.replacement draw the batch with replacement; without it no point is twice in a batch, and b <= n
 */
export function finiteData(points: Rows, options: { readonly replacement: boolean }): DataLaw {
  const { data, rows: n, columns: d } = points;
  data.forEach((value, i) => checkFinite(`data.features[${i}]`, value));
  const { replacement } = options;
  let matrices: { second: Float64Array; fourth: Float64Array } | undefined;
  const moments = (): { second: Float64Array; fourth: Float64Array } =>
    (matrices ??= momentMatrices(data, n, d));
  return {
    dimension: d,
    sampler: (generator) => rowSampler(data, n, d, replacement, generator),
    moments: (batchSize) =>
      quadraticForms(moments().second, moments().fourth, d, batchSize, replacement ? Infinity : n),
    spans: () => n >= d && fullRank(moments().second, d),
  };
}

function rowSampler(
  data: Float64Array,
  n: number,
  d: number,
  replacement: boolean,
  g: Generator,
): BatchSampler {
  // A partial Fisher-Yates shuffle that is kept between batches: every batch is a uniform subset.
  const order = Int32Array.from({ length: n }, (_, i) => i);
  return (batch, batchSize) => {
    for (let i = 0; i < batchSize; i++) {
      let row = g.below(n);
      if (!replacement) {
        const j = i + g.below(n - i);
        row = order[j];
        order[j] = order[i];
        order[i] = row;
      }
      batch.set(data.subarray(row * d, (row + 1) * d), i * d);
    }
  };
}

/** Whether a matrix of second moments has no eigenvalue 0, up to rounding. */
function fullRank(second: Float64Array, d: number): boolean {
  const matrix = Matrix.from1DArray(d, d, second);
  const { realEigenvalues } = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return Math.min(...realEigenvalues) > 1e-13 * d * Math.max(...realEigenvalues);
}

/** Means of a aᵀ and |a|² a aᵀ over the points. */
function momentMatrices(
  data: Float64Array,
  n: number,
  d: number,
): { second: Float64Array; fourth: Float64Array } {
  const second = new Float64Array(d * d);
  const fourth = new Float64Array(d * d);
  for (let i = 0; i < n; i++) {
    const a = data.subarray(i * d, (i + 1) * d);
    let square = 0;
    for (let j = 0; j < d; j++) square += a[j] * a[j];
    for (let j = 0; j < d; j++) {
      const scaled = a[j] / n;
      for (let k = 0; k < d; k++) {
        const product = scaled * a[k];
        second[j * d + k] += product;
        fourth[j * d + k] += square * product;
      }
    }
  }
  return { second, fourth };
}

/** E|(H/b)x|² = x·K x / b + (1 - 1/b) E over two different points of x·a aᵀa' a'ᵀx. */
function quadraticForms(
  second: Float64Array,
  fourth: Float64Array,
  d: number,
  b: number,
  n: number,
): HessianMoments {
  const pairs = n === 1 ? 0 : 1 - 1 / b;
  const [whole, same] = n === Infinity ? [1, 0] : [n / Math.max(1, n - 1), 1 / Math.max(1, n - 1)];
  return (x, offset) => {
    let first = 0;
    let kurtic = 0;
    let square = 0;
    for (let j = 0; j < d; j++) {
      let s = 0;
      let f = 0;
      for (let k = 0, at = j * d; k < d; k++, at++) {
        s += second[at] * x[offset + k];
        f += fourth[at] * x[offset + k];
      }
      first += x[offset + j] * s;
      kurtic += x[offset + j] * f;
      square += s * s;
    }
    return [first, kurtic / b + pairs * (whole * square - same * kurtic)];
  };
}
