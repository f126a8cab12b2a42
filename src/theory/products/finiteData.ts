import { symmetricEigenvalues, symmetricEigenvectors } from '../../symmetricEigenvalues.js';
import type { Rows } from '../../rows.js';
import { checkEachFinite } from '../../check.js';
import type { BatchSampler, DataLaw, HessianMoments } from './dataLaw.js';
import { squaredLength } from './matrixLaw.js';
import type { Generator } from '../../random/index.js';

/**
 * The empirical law of a finite data set, batches drawn afresh for each iteration.
 *
 * @param points n data vectors as rows
 * @param options.replacement draw the batch with replacement; without it no point is twice in a batch, and b <= n
 * @param options.matrices of the points, where they are known
 */
export function finiteData(
  points: Rows,
  options: { readonly replacement: boolean; readonly matrices?: MomentMatrices },
): DataLaw {
  const { data, rows: n, columns: d } = points;
  checkEachFinite('data.features', data);
  const { replacement } = options;
  let known = options.matrices;
  const matrices = (): MomentMatrices => (known ??= momentMatrices(data, n, d));
  const momentsMatrix = (batchSize: number, first: number, second: number): Float64Array => {
    const pairs = pairMoments(matrices(), d, batchSize, replacement ? Infinity : n);
    return matrices().second.map((value, i) => first * value + second * pairs[i]);
  };
  return {
    dimension: d,
    sampler: (generator) => rowSampler(data, n, d, replacement, generator),
    moments: (batchSize, kept, first, second) =>
      quadraticForm(momentsMatrix(batchSize, first, second), d, kept),
    turned: (batchSize, first, second) => {
      const axes = symmetricEigenvectors(
        'the second moments of the rows',
        momentsMatrix(batchSize, first, second),
        d,
      );
      const turnedMatrix = (matrix: Float64Array): Float64Array =>
        turn(transposed(turn(matrix, axes, d), d), axes, d);
      const { second: squares, fourth } = matrices();
      return finiteData(
        { data: turn(data, axes, d), rows: n, columns: d },
        { replacement, matrices: { second: turnedMatrix(squares), fourth: turnedMatrix(fourth) } },
      );
    },
    spans: () => n >= d && fullRank(matrices().second, d),
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
      // A loop: a view of each row costs more than the row.
      for (let j = 0; j < d; j++) batch[i * d + j] = data[row * d + j];
    }
  };
}

/** Whether a matrix of second moments has no eigenvalue 0, up to rounding. */
function fullRank(second: Float64Array, d: number): boolean {
  const eigenvalues = symmetricEigenvalues('the second moments of the rows', second, d);
  return Math.min(...eigenvalues) > 1e-13 * d * Math.max(...eigenvalues);
}

/** Means of a aᵀ and |a|² a aᵀ over the points. */
interface MomentMatrices {
  readonly second: Float64Array;
  readonly fourth: Float64Array;
}

function momentMatrices(data: Float64Array, n: number, d: number): MomentMatrices {
  const second = new Float64Array(d * d);
  const fourth = new Float64Array(d * d);
  for (let i = 0; i < n; i++) {
    const a = data.subarray(i * d, (i + 1) * d);
    let square = 0;
    for (let j = 0; j < d; j++) square += a[j] * a[j];
    for (let j = 0; j < d; j++) {
      const scaled = a[j] / n;
      for (let k = 0; k <= j; k++) {
        const product = scaled * a[k];
        second[j * d + k] += product;
        fourth[j * d + k] += square * product;
      }
    }
  }
  for (const matrix of [second, fourth])
    for (let j = 0; j < d; j++) for (let k = 0; k < j; k++) matrix[k * d + j] = matrix[j * d + k];
  return { second, fourth };
}

/**
 * The matrix of E|(H/b)x|² = x·K x / b + (1 - 1/b) E over two different points of x·a aᵀa' a'ᵀx, K the fourth moments; the last mean is
 * by the square of the second.
 */
function pairMoments({ second, fourth }: MomentMatrices, d: number, b: number, n: number): Float64Array {
  const pairs = n === 1 ? 0 : 1 - 1 / b;
  const [whole, same] = n === Infinity ? [1, 0] : [n / Math.max(1, n - 1), 1 / Math.max(1, n - 1)];
  const squared = squareOf(second, d);
  return fourth.map((k, i) => k / b + pairs * (whole * squared[i] - same * k));
}

/**
 * Every row in the coordinates of the axes, the columns of an orthogonal matrix. Two entries at a time read and write the sums once; every
 * number is rounded as when they come one by one.
 */
function turn(data: Float64Array, axes: Float64Array, d: number): Float64Array {
  const turned = new Float64Array(data.length);
  for (let row = 0; row < data.length; row += d) {
    let k = 0;
    for (; k + 2 <= d; k += 2) {
      const value = data[row + k];
      const next = data[row + k + 1];
      for (let j = 0, at = k * d; j < d; j++, at++)
        turned[row + j] = turned[row + j] + value * axes[at] + next * axes[at + d];
    }
    for (; k < d; k++) for (let j = 0; j < d; j++) turned[row + j] += data[row + k] * axes[k * d + j];
  }
  return turned;
}

const transposed = (matrix: Float64Array, d: number): Float64Array =>
  matrix.map((_, i) => matrix[(i % d) * d + Math.floor(i / d)]);

/** kept |x|² + x·A x of a symmetric matrix. */
function quadraticForm(matrix: Float64Array, d: number, kept: number): HessianMoments {
  const diagonal = matrix.filter((_, i) => i % (d + 1) === 0);
  const largest = diagonal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // But for rounding, as on the axes of `turned`.
  if (matrix.every((value, i) => i % (d + 1) === 0 || Math.abs(value) <= 1e-13 * d * largest))
    return (x, offset) => diagonalForm(diagonal, d, kept, x, offset);
  const upper = upperTriangle(matrix, d);
  return (x, offset) => kept * squaredLength(x, offset, d) + formOf(upper, d, x, offset);
}

/** kept |x|² and x·diag x: in one loop neither sum waits for the other. */
function diagonalForm(
  diagonal: Float64Array,
  d: number,
  kept: number,
  x: Float64Array,
  offset: number,
): number {
  let square = 0;
  let form = 0;
  for (let j = 0; j < d; j++) {
    const value = x[offset + j];
    square += value * value;
    form += diagonal[j] * value * value;
  }
  return kept * square + form;
}

/** x·U x of an upper triangle; four rows at a time, whose sums need not wait for each other. */
function formOf(upper: Float64Array, d: number, x: Float64Array, offset: number): number {
  let form = 0;
  let j = 0;
  for (; j + 4 <= d; j += 4) {
    const row0 = j * d;
    const row1 = row0 + d;
    const row2 = row1 + d;
    const row3 = row2 + d;
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    // What the later rows have before their diagonal is 0.
    for (let k = j; k < d; k++) {
      const value = x[offset + k];
      sum0 += upper[row0 + k] * value;
      sum1 += upper[row1 + k] * value;
      sum2 += upper[row2 + k] * value;
      sum3 += upper[row3 + k] * value;
    }
    form +=
      x[offset + j] * sum0 + x[offset + j + 1] * sum1 + x[offset + j + 2] * sum2 + x[offset + j + 3] * sum3;
  }
  for (; j < d; j++) {
    let sum = 0;
    for (let k = j; k < d; k++) sum += upper[j * d + k] * x[offset + k];
    form += x[offset + j] * sum;
  }
  return form;
}

/** The square of a symmetric matrix. */
function squareOf(matrix: Float64Array, d: number): Float64Array {
  const square = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let k = 0; k < d; k++) {
      const factor = matrix[i * d + k];
      for (let j = 0; j < d; j++) square[i * d + j] += factor * matrix[k * d + j];
    }
  return square;
}

/** The upper triangle that has the quadratic form of a symmetric matrix: what is off the diagonal counts twice. */
function upperTriangle(matrix: Float64Array, d: number): Float64Array {
  return matrix.map((value, i) => {
    const [row, column] = [Math.floor(i / d), i % d];
    return column < row ? 0 : column === row ? value : 2 * value;
  });
}
