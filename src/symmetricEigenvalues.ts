import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { argumentError } from './check.js';

/**
 * Eigenvalues of a symmetric matrix.
 *
 * @param name of the matrix in messages: squares of large finite numbers are not finite any more
 * @param values row-major, size x size
 * @throws RangeError if an entry is not finite, which the decomposition would not notice
 */
export const symmetricEigenvalues = (name: string, values: Float64Array, size: number): number[] =>
  decomposed(name, values, size).realEigenvalues;

/**
 * Unit eigenvectors of a symmetric matrix, orthogonal to each other, as the columns of a matrix.
 *
 * @param name as for {@link symmetricEigenvalues}, which throws the same
 * @param values row-major, size x size
 */
export const symmetricEigenvectors = (name: string, values: Float64Array, size: number): Float64Array =>
  Float64Array.from(decomposed(name, values, size).eigenvectorMatrix.to1DArray());

function decomposed(name: string, values: Float64Array, size: number): EigenvalueDecomposition {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined)
    throw argumentError(name, wrong, 'made of finite numbers: what it is computed from is too large');
  const matrix = Matrix.from1DArray(size, size, values);
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
}
