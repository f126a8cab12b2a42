import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** The method of Lanczos gives up after so many steps; each keeps a vector. */
const MOST_STEPS = 300;

const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i], 0);

/** The largest eigenvalue of the symmetric matrix with this diagonal and these numbers beside it, and the last entry of its unit vector. */
function largestOfTridiagonal(
  diagonal: readonly number[],
  beside: readonly number[],
): { value: number; last: number } {
  const m = diagonal.length;
  const matrix = Matrix.zeros(m, m);
  diagonal.forEach((value, i) => matrix.set(i, i, value));
  for (let i = 0; i + 1 < m; i++) {
    matrix.set(i, i + 1, beside[i]);
    matrix.set(i + 1, i, beside[i]);
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const at = realEigenvalues.indexOf(Math.max(...realEigenvalues));
  return { value: realEigenvalues[at], last: eigenvectorMatrix.get(m - 1, at) };
}

/**
 * The largest eigenvalue of a symmetric linear map, by the method of Lanczos with every vector made orthogonal to all before it: a
 * handful of steps where the power method takes a hundred. Of a map that keeps the cone of covariances it is the spectral radius.
 *
 * @param start not orthogonal to the eigenvector, as no inner point of such a cone is
 * @returns to about 1e-12 of itself: what is left of the eigenvector's equation is below 1e-8 of it, and the error is of its square
 */
export function largestEigenvalue(start: Float64Array, map: (vector: Float64Array) => Float64Array): number {
  const vectors: Float64Array[] = [];
  const [diagonal, beside]: [number[], number[]] = [[], []];
  let next = start;
  let length = Math.sqrt(dot(start, start));
  for (let k = 0; k < MOST_STEPS; k++) {
    const vector = next.map((value) => value / length);
    vectors.push(vector);
    next = map(vector);
    diagonal.push(dot(next, vector));
    // Twice is enough to be orthogonal to the last bit.
    for (let pass = 0; pass < 2; pass++)
      for (const before of vectors) {
        const along = dot(next, before);
        for (let i = 0; i < next.length; i++) next[i] -= along * before[i];
      }
    length = Math.sqrt(dot(next, next));
    if (!Number.isFinite(length)) throw new Error('the largest eigenvalue is not found: the map overflows');
    const { value, last } = largestOfTridiagonal(diagonal, beside);
    if (length * Math.abs(last) <= 1e-8 * Math.abs(value)) return value;
    beside.push(length);
  }
  throw new Error(`the largest eigenvalue is not found within ${MOST_STEPS} steps`);
}
