import { argumentError, checkInteger, checkPositive } from '../check.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';

/** The continuous-time picture of SGD beside the exact one, see {@link diffusionTail}. */
export interface DiffusionTail {
  /** alpha of the diffusion, or null where it has no stationary law */
  readonly tailIndex: number | null;
  /** its Lyapunov exponent per iteration */
  readonly lyapunov: number;
}

/**
 * The tail of homogenised SGD for isotropic data: the diffusion with the drift and the gradient covariance of SGD,
 * dX = -eta sigma² X dt + eta sigma² |X| / sqrt(b) dB in d dimensions (homogenised SGD of Paquette et al. 2022, whose tails
 * Jiao & Keller-Ressel 2024, arXiv 2402.01382, bound). With x = eta sigma², log|X| is a Brownian motion with drift
 * rho = -x + x² (d - 2)/(2b) and variance x²/b per iteration, so that
 * alpha = -2 rho / (x²/b) = 2b/x - (d - 2): for isotropic data the bounds meet. It sees eta and b through eta/b only.
 *
 * It is 2 where the exact alpha is 2 up to the factor (d + b + 1)/d in eta, and 11 % too large for tiny steps. Between these
 * it can be off by a large factor either way: a step near eta_crit is not small, eta |a|²/b is about 2 there.
 *
 * @throws RangeError naming the argument outside its range
 */
export function diffusionTail(p: IsotropicParameters): DiffusionTail {
  checkedScale(p);
  const x = p.stepSize * p.sigma * p.sigma;
  const lyapunov = -x + (x * x * (p.dimension - 2)) / (2 * p.batchSize);
  const tailIndex = (2 * p.batchSize) / x - (p.dimension - 2);
  return { tailIndex: tailIndex > 0 ? tailIndex : null, lyapunov };
}

/**
 * Bounds of the tail-index of homogenised SGD for data of any second moment matrix Sigma. With q = u·Sigma u along a direction u
 * the generator gives d/dt E|X|^s = s E|X|^s q (-eta + (eta²/2b)((s - 2) q + tr Sigma)), and q lies between the extreme
 * eigenvalues, so alpha is between 2 + (2b/eta - tr Sigma)/lambda for lambda the smallest and the largest one.
 * The bounds meet for isotropic data and at alpha = 2, that is eta = 2b/tr Sigma.
 *
 * @param p.eigenvalues those of Sigma, all above 0
 * @returns lower and upper bound; null where the lower or both are not above 0 (they say nothing then)
 */
export function diffusionTailBounds(p: {
  readonly eigenvalues: ArrayLike<number>;
  readonly stepSize: number;
  readonly batchSize: number;
}): { readonly lower: number | null; readonly upper: number | null } {
  checkPositive('stepSize', p.stepSize);
  checkInteger('batchSize', p.batchSize);
  const values = Array.from(p.eigenvalues);
  if (values.length === 0) throw argumentError('eigenvalues', values, 'at least one number');
  values.forEach((value, j) => checkPositive(`eigenvalues[${j}]`, value));
  const room = (2 * p.batchSize) / p.stepSize - values.reduce((sum, v) => sum + v, 0);
  const ends = [Math.min(...values), Math.max(...values)].map((v) => 2 + room / v).sort((a, b) => a - b);
  const [lower, upper] = ends.map((alpha) => (alpha > 0 ? alpha : null));
  return { lower, upper };
}
