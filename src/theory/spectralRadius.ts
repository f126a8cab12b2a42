import { argumentError } from '../check.js';
import { squareProduct } from './squareProduct.js';

/** The power method gives up after so many steps. */
const MOST_STEPS = 100_000;

/** The Euclidean length; the unit, a power of 2, keeps the squares of large and small entries finite and changes no bit. */
function lengthOf(vector: Float64Array): number {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return 0;
  if (!Number.isFinite(largest))
    throw argumentError('the second moments after an iteration', largest, 'finite numbers');
  const unit = 2 ** Math.floor(Math.log2(largest));
  return unit * Math.sqrt(vector.reduce((sum, value) => sum + (value / unit) ** 2, 0));
}

/**
 * The spectral radius of a linear map that keeps the cone of covariances, by the power method from inside the cone: the growth of
 * the norm per step, once four steps in a row agree to 1e-11.
 *
 * @throws RangeError if the map overflows
 */
export function spectralRadius(
  start: ArrayLike<number>,
  map: (vector: Float64Array) => ArrayLike<number>,
): number {
  let vector = Float64Array.from(start);
  let [growth, agreeing] = [0, 0];
  for (let k = 0; k < MOST_STEPS; k++) {
    const length = lengthOf(vector);
    if (length === 0) return 0;
    agreeing = Math.abs(length - growth) <= 1e-11 * length ? agreeing + 1 : 0;
    growth = length;
    if (agreeing === 4) return growth;
    vector = Float64Array.from(map(vector.map((value) => value / length)));
  }
  throw new Error(`the second moments do not settle to a growth rate within ${MOST_STEPS} iterations`);
}

/**
 * The spectral radius of an m x m matrix by Gelfand's formula, lim ||B^n||^(1/n), n = 2, 4, … 2^60 by squaring: also where eigenvalues of
 * equal modulus turn the vectors of the power method for ever, as those of momentum with little noise.
 */
export function spectralRadiusOfMatrix(matrix: Float64Array, m: number): number {
  let power = matrix;
  let log = 0;
  for (let k = 0; ; k++) {
    const norm = power.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (norm === 0) return 0;
    log += Math.log(norm) / 2 ** k;
    if (k === 60) return Math.exp(log);
    power = power.map((value) => value / norm);
    power = squareProduct(power, power, m);
  }
}
