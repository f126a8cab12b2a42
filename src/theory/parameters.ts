import { argumentError, checkInteger, checkPositive } from '../check.js';

/** SGD on isotropic Gaussian data a ~ N(0, sigma² I_d), everything but the step-size. */
export interface IsotropicModel {
  /** batch-size b, an integer of at least 1 */
  readonly batchSize: number;
  /** dimension d, an integer of at least 1 */
  readonly dimension: number;
  /** standard deviation sigma of each coordinate of the data, above 0 */
  readonly sigma: number;
}

/** SGD on isotropic Gaussian data with step-size eta. */
export interface IsotropicParameters extends IsotropicModel {
  /** step-size eta, above 0 */
  readonly stepSize: number;
}

/** Largest batch-size and dimension accepted. */
const MOST = 1e8;
/** Range of c = eta sigma²/b. */
export const SCALE_RANGE = [1e-100, 1e100] as const;

/** What changes the tail-index, and formulas of plain SGD do not heed: left out without a word, their number would be that of another algorithm. */
const UNHEEDED = ['weightDecay', 'momentum'] as const;

/**
 * Throws unless these are parameters of plain SGD. They may be those of a result, with fields that say nothing about SGD.
 *
 * @param heeded what the caller heeds beyond plain SGD
 */
export function checkModel(p: IsotropicModel, heeded?: (typeof UNHEEDED)[number]): void {
  if (typeof p !== 'object' || p === null)
    throw argumentError('p', p, 'an object { stepSize, batchSize, dimension, sigma }');
  checkInteger('batchSize', p.batchSize, 1, MOST);
  checkInteger('dimension', p.dimension, 1, MOST);
  checkPositive('sigma', p.sigma);
  for (const name of UNHEEDED) {
    const value: unknown = Reflect.get(p, name);
    if (name !== heeded && value !== undefined && value !== 0)
      throw argumentError(name, value, 'left out or 0 here, where plain SGD is meant: exactTail knows more');
  }
  const square = p.sigma * p.sigma;
  if (!(square >= SCALE_RANGE[0] && square <= SCALE_RANGE[1]))
    throw argumentError('sigma', p.sigma, 'between 1e-50 and 1e50');
}

/** Checks the parameters, see {@link checkModel}, and returns c = eta sigma²/b, the scale of every formula. */
export function checkedScale(p: IsotropicParameters, heeded?: (typeof UNHEEDED)[number]): number {
  checkModel(p, heeded);
  checkPositive('stepSize', p.stepSize);
  const c = (p.stepSize * (p.sigma * p.sigma)) / p.batchSize;
  if (!(c >= SCALE_RANGE[0] && c <= SCALE_RANGE[1]))
    throw argumentError('stepSize * sigma² / batchSize', c, 'between 1e-100 and 1e100');
  return c;
}
