import { argumentError, checkFields, checkInteger, checkNonNegative, checkPositive } from '../check.js';
import { logMomentGrowth } from './momentGrowth.js';
import { logNoiseMoment } from './noiseMoment.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';

/** Options of {@link momentBound}. */
export interface MomentBoundOptions {
  /** The iteration k whose iterate is bounded. Default: the stationary law, where k is without end. */
  readonly iterations?: number;
  /** |x_0 - x_*|, at least 0. Default 0. */
  readonly start?: number;
}

/** 1 + r + … + r^(k - 1); k may be Infinity for r below 1. */
function geometric(logRatio: number, k: number): number {
  if (k === Infinity && logRatio >= 0) return Infinity;
  if (logRatio === 0) return k;
  return Math.expm1(k * logRatio) / Math.expm1(logRatio);
}

/**
 * An explicit upper bound of E|x_k - x_*|^s for SGD on streaming isotropic Gaussian data with label noise: by the triangle inequality for
 * |.|^s where s <= 1, and for the norm (E|.|^s)^(1/s) where s >= 1, with E|M x|^s = h(s) E|x|^s and E|q|^s in closed form. It is sharp to
 * first order in neither case, and exact for none but s = 0: at s = 2 the exact moment is E|q|²/(1 - h(2)).
 * Gürbüzbalaban, Şimşekli & Zhu 2021, Section 3, with h(s) in the place of E||M||^s, which is never smaller.
 *
 * @param p step-size, batch-size, dimension and sigma
 * @param s order of the moment, above 0 and at most 1e4
 * @param labelNoise standard deviation of the labels about a·x_*, above 0
 * @returns the bound; for the stationary law Infinity from the tail-index on, where the moment is infinite too
 * @throws RangeError naming the argument outside its range
 * @example
 * const p = { stepSize: 0.42, batchSize: 1, dimension: 2, sigma: 1 };
 * momentBound(p, 1, 1); // 3.148
 * momentBound(p, 3, 1); // Infinity
 */
export function momentBound(
  p: IsotropicParameters,
  s: number,
  labelNoise: number,
  options: MomentBoundOptions = {},
): number {
  checkedScale(p);
  checkPositive('s', s);
  if (s > 1e4) throw argumentError('s', s, 'at most 1e4');
  checkPositive('labelNoise', labelNoise);
  checkFields('options', options, ['iterations', 'start']);
  const { iterations = Infinity, start = 0 } = options;
  if (iterations !== Infinity) checkInteger('iterations', iterations, 0);
  checkNonNegative('start', start);
  const logGrowth = logMomentGrowth(p, s);
  if (iterations === Infinity && logGrowth >= 0) return Infinity;
  // In norms where they obey the triangle inequality, in moments otherwise.
  const root = Math.max(1, s);
  const [ratio, noise] = [logGrowth / root, Math.exp(logNoiseMoment(p, labelNoise, s) / root)];
  const left = iterations === Infinity ? 0 : Math.exp(iterations * ratio);
  const first = left === 0 || start === 0 ? 0 : left * start ** Math.min(1, s);
  return (first + noise * geometric(ratio, iterations)) ** root;
}
