import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { argumentError } from './check.js';

/**
 * Eigenvalues of a symmetric matrix.
 *
 * @param name of the matrix in messages: squares of large finite numbers are not finite any more
 * @param values row-major, size x size
 * @throws RangeError if an entry is not finite, which the decomposition would not notice
 */
export function symmetricEigenvalues(name: string, values: Float64Array, size: number): number[] {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined)
    throw argumentError(name, wrong, 'made of finite numbers: what it is computed from is too large');
  const matrix = Matrix.from1DArray(size, size, values);
  return new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
}
