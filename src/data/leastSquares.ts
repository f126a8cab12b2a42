import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import { argumentError, checkInteger } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';
import { byNormalEquations } from './normalEquations.js';

export interface LeastSquaresSolution {
  /** The minimiser of ||A x - y||, shape dimension; of least Euclidean norm where there are many. */
  readonly solution: Float64Array;
  /** Numerical rank of A. */
  readonly rank: number;
  /** Whether rank < dimension: the minimiser is not unique. Always so when dimension > rows. */
  readonly rankDeficient: boolean;
}

/** Rows for each column from which normal equations are tried first. */
const MANY = 4;
/** Below this ratio of R's diagonal entries the rank is settled by singular values. */
const SUSPECT = 1e-8;

/** Rows of one fold: blocks small enough for the cache make the decomposition twice as fast. */
const foldRows = (dimension: number): number => Math.max(64, 4 * dimension);

/**
 * [R z; 0 r] with R upper triangular, ||A x - y||² = ||R x - z||² + r²: QR of [A y], a block of rows folded in at a time.
 */
const triangle = (features: Float64Array, labels: Float64Array, rows: number, dimension: number): Matrix => {
  const columns = dimension + 1;
  let r = new Matrix(0, columns);
  for (let from = 0; from < rows;) {
    const count = Math.min(rows - from, Math.max(foldRows(dimension), columns - r.rows));
    const stacked = new Matrix(r.rows + count, columns);
    stacked.setSubMatrix(r, 0, 0);
    for (let i = 0; i < count; i++) {
      const row = from + i;
      for (let j = 0; j < dimension; j++) stacked.set(r.rows + i, j, features[row * dimension + j]);
      stacked.set(r.rows + i, dimension, labels[row]);
    }
    r = stacked.rows >= columns ? new QrDecomposition(stacked).upperTriangularMatrix : stacked;
    from += count;
  }
  return r;
};

const bySingularValues = (matrix: Matrix, right: Matrix, rows: number): LeastSquaresSolution => {
  const dimension = matrix.columns;
  const svd = new SingularValueDecomposition(matrix, { autoTranspose: true });
  const values = svd.diagonal;
  const least = Number.EPSILON * Math.max(rows, dimension) * Math.max(...values);
  const projected = svd.leftSingularVectors.transpose().mmul(right);
  const solution = new Float64Array(dimension);
  let rank = 0;
  values.forEach((value, k) => {
    if (!(value > least)) return;
    rank++;
    for (let j = 0; j < dimension; j++)
      solution[j] += (svd.rightSingularVectors.get(j, k) * projected.get(k, 0)) / value;
  });
  return { solution, rank, rankDeficient: rank < dimension };
};

/**
 * The least-squares solution: the x of least norm that minimises ||A x - y||. By normal equations and corrections to them where
 * there are many rows and the columns are far from dependent, else by QR decomposition (ml-matrix); where the columns are
 * dependent, or more than the rows, a singular value decomposition with singular values below epsilon · max(rows, dimension) ·
 * (the largest) taken as zero.
 *
 * @param data features (row-major, rows x dimension) and labels (rows)
 * @throws RangeError for lengths that do not fit, NaN or infinite entries
 * @example
 * const data = generateRegression({ rows: 1000, dimension: 3, noiseDeviation: 0.1, seed: 1 });
 * leastSquares(data).solution; // [1.869, -5.117, -0.070]
 * data.trueParameter; // [1.866, -5.125, -0.067]
 */
export function leastSquares(data: {
  readonly features: Float64Array;
  readonly labels: Float64Array;
  readonly rows: number;
  readonly dimension: number;
}): LeastSquaresSolution {
  checkArguments('leastSquares', { data });

  const { features, labels, rows, dimension } = data;
  checkInteger('data.rows', rows);
  checkInteger('data.dimension', dimension);
  const check = (name: string, values: Float64Array, length: number): void => {
    if (!(values instanceof Float64Array) || values.length !== length)
      throw argumentError(name, values, `a Float64Array of ${length} numbers`);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw argumentError(`${name}[${bad}]`, values[bad], 'a finite number');
  };
  check('data.features', features, rows * dimension);
  check('data.labels', labels, rows);
  // Of many rows sums are enough, where the columns are far from dependent.
  const quick = rows < MANY * dimension ? undefined : byNormalEquations(data);
  if (quick !== undefined) return { solution: quick, rank: dimension, rankDeficient: false };
  const r = triangle(features, labels, rows, dimension);
  const size = Math.min(r.rows, dimension);
  const matrix = r.subMatrix(0, r.rows - 1, 0, dimension - 1);
  const right = r.subMatrix(0, r.rows - 1, dimension, dimension);
  const diagonal = Array.from({ length: size }, (_, k) => Math.abs(r.get(k, k)));
  const square = rows > dimension && r.rows === dimension + 1;
  if (!square || Math.min(...diagonal) <= SUSPECT * Math.max(...diagonal))
    return bySingularValues(matrix, right, rows);
  return { solution: backSubstitute(r, dimension), rank: dimension, rankDeficient: false };
}

const backSubstitute = (r: Matrix, dimension: number): Float64Array => {
  const solution = new Float64Array(dimension);
  for (let k = dimension - 1; k >= 0; k--) {
    let rest = r.get(k, dimension);
    for (let j = k + 1; j < dimension; j++) rest -= r.get(k, j) * solution[j];
    solution[k] = rest / r.get(k, k);
  }
  return solution;
};
