/** Normal equations with corrections beside a singular value decomposition of the table itself. */
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createGenerator, leastSquares } from 'heavytail';
import { byNormalEquations } from '../../src/data/normalEquations.js';

/** Gaussian rows whose last column is the first plus `apart` times itself; labels are a sum of all columns and as much noise. */
function table(rows: number, dimension: number, apart: number, size = 1) {
  const g = createGenerator('rows', rows, dimension);
  const features = Float64Array.from({ length: rows * dimension }, () => g.normal());
  for (let r = 0; r < rows; r++) {
    const last = (r + 1) * dimension - 1;
    features[last] = features[r * dimension] + apart * features[last];
  }
  const labels = Float64Array.from({ length: rows }, (_, r) =>
    features.subarray(r * dimension, (r + 1) * dimension).reduce((sum, x) => sum + x, g.normal()),
  );
  return { features: features.map((x) => size * x), labels: labels.map((x) => size * x), rows, dimension };
}

function bySingularValues({ features, labels, rows, dimension }: ReturnType<typeof table>): number[] {
  const svd = new SingularValueDecomposition(Matrix.from1DArray(rows, dimension, features));
  return svd.solve(Matrix.columnVector(labels)).getColumn(0);
}

/** Largest difference beside the largest number. */
const apart = (x: ArrayLike<number>, y: readonly number[]): number =>
  Math.max(...y.map((value, j) => Math.abs(x[j] - value))) / Math.max(...y.map(Math.abs));

describe('the least-squares solution of many rows', () => {
  it.each([
    [40, 10],
    [203, 7],
    [1001, 50],
  ])('is that of the table itself: %d rows, %d columns', (rows, dimension) => {
    const data = table(rows, dimension, 1);
    expect(byNormalEquations(data)).toEqual(leastSquares(data).solution);
    // Rounding of sums of some thousand terms.
    expect(apart(leastSquares(data).solution, bySingularValues(data))).toBeLessThan(1e-13);
  });
  it('is 0 of labels that are 0', () => {
    const data = { ...table(100, 5, 1), labels: new Float64Array(100) };
    expect(leastSquares(data)).toEqual({ solution: new Float64Array(5), rank: 5, rankDeficient: false });
  });
  // Squares lose twice the digits that the table does.
  it.each([1e-4, 1e-6])('comes from the table where a column is %d from another', (near) => {
    const data = table(300, 6, near);
    expect(byNormalEquations(data)).toBeUndefined();
    expect(apart(leastSquares(data).solution, bySingularValues(data))).toBeLessThan(1e-13 / near);
  });
  it.each([1e-170, 1e170])(
    'comes from the table where squares leave the range of numbers: entries of %d',
    (size) => {
      const data = table(100, 5, 1, size);
      expect(byNormalEquations(data)).toBeUndefined();
      expect(apart(leastSquares(data).solution, bySingularValues(table(100, 5, 1)))).toBeLessThan(1e-12);
    },
  );
  it('says which columns are dependent', () => {
    expect(leastSquares(table(300, 6, 0))).toMatchObject({ rank: 5, rankDeficient: true });
  });
});
