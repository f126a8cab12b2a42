import {
  argumentError,
  checkFields,
  checkInteger,
  checkNonNegative,
  checkNumbers,
  checkPositive,
} from '../check.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';

/** The continuous-time picture of SGD beside the exact one, see {@link diffusionTail}. */
export interface DiffusionTail {
  /** alpha of the diffusion, or null where it has no stationary law */
  readonly tailIndex: number | null;
  /** its Lyapunov exponent per iteration */
  readonly lyapunov: number;
}

/**
 * The tail of homogenised SGD for isotropic data: the diffusion with the drift and (nearly) the gradient covariance of SGD,
 * dX = -eta (sigma² + w) X dt + eta sigma² |X| / sqrt(b) dB in d dimensions (homogenised SGD of Paquette et al. 2022, whose tails
 * Jiao & Keller-Ressel 2024, arXiv 2402.01382, bound). log|X| is a Brownian motion with drift
 * rho = -eta (sigma² + w) + x² (d - 2)/(2b) and variance x²/b per iteration, x = eta sigma², so that
 * alpha = -2 rho b/x² = 2 + 2b (sigma² + w)/(eta sigma⁴) - d. Without w it sees eta and b through eta/b only.
 *
 * Without w it is 2 at eta = 2b/(sigma² d), which is the exact eta_crit times (d + b + 1)/d, and 11 % too large for tiny steps. Between
 * these it can be off by a large factor either way: a step near eta_crit is not small, eta |a|²/b is about 2 there.
 *
 * @param p step-size, batch-size, dimension and sigma; `weightDecay` w >= 0 (default 0) adds w |x|²/2 to the loss
 * @throws RangeError naming the argument outside its range
 */
export function diffusionTail(p: IsotropicParameters & { readonly weightDecay?: number }): DiffusionTail {
  checkedScale(p, 'weightDecay');
  checkFields('p', p, ['stepSize', 'batchSize', 'dimension', 'sigma', 'weightDecay']);
  const { stepSize, batchSize, dimension, sigma, weightDecay = 0 } = p;
  checkNonNegative('weightDecay', weightDecay);
  const x = stepSize * sigma * sigma;
  const pull = x + stepSize * weightDecay;
  const tailIndex = (2 * batchSize * pull) / (x * x) - (dimension - 2);
  return {
    tailIndex: tailIndex > 0 ? tailIndex : null,
    lyapunov: -pull + (x * x * (dimension - 2)) / (2 * batchSize),
  };
}

/** What homogenised SGD on data with the second moment matrix Sigma is given by. */
export interface HomogenisedSettings {
  /** those eigenvalues of Sigma (of AᵀA/n for a data set of n rows A) that are not 0: all above 0 */
  readonly eigenvalues: ArrayLike<number>;
  readonly stepSize: number;
  readonly batchSize: number;
  /** w >= 0: the loss has the additional term w |x|²/2; default 0 */
  readonly weightDecay?: number;
}

/** Checks the settings, which may have `more` fields; the eigenvalues come back as an array, the weight decay with its default. */
export function checkedHomogenised(
  p: HomogenisedSettings,
  more: readonly string[] = [],
): {
  eigenvalues: number[];
  stepSize: number;
  batchSize: number;
  weightDecay: number;
} {
  if (typeof p !== 'object' || p === null)
    throw argumentError('p', p, 'an object { eigenvalues, stepSize, batchSize }');
  const { stepSize, batchSize, weightDecay = 0 } = p;
  checkFields('p', p, ['eigenvalues', 'stepSize', 'batchSize', 'weightDecay', ...more]);
  checkPositive('stepSize', stepSize);
  checkInteger('batchSize', batchSize);
  checkNonNegative('weightDecay', weightDecay);
  checkNumbers('eigenvalues', p.eigenvalues);
  const eigenvalues = Array.from(p.eigenvalues);
  eigenvalues.forEach((value, j) => checkPositive(`eigenvalues[${j}]`, value));
  return { eigenvalues, stepSize, batchSize, weightDecay };
}

const sum = (values: readonly number[]): number => values.reduce((total, v) => total + v, 0);

/**
 * The bounds that Jiao & Keller-Ressel 2024 (arXiv 2402.01382) prove for homogenised SGD. With l the largest eigenvalue,
 * upper = 1 + 2b (l + w)/(eta l²) (Theorem 3.2, by comparison with a Pearson diffusion) and, for step-sizes below
 * 2b (l + w)/(l tr Sigma), lower = 1 + 2b (l + w)/(eta l²) - (tr Sigma - l)/l (Theorem 3.3). In their notation eta is gamma, b is B, the
 * eigenvalues are lambda_i²/n for the singular values lambda_i of the n rows of data, and w = delta/n.
 *
 * @returns the bounds; `lower` is null where the step-size is too large for Theorem 3.3 (where it would be 2 or less)
 * @throws RangeError naming the argument outside its range
 */
export function homogenisedTailBounds(p: HomogenisedSettings): {
  readonly lower: number | null;
  readonly upper: number;
} {
  const { eigenvalues, stepSize, batchSize, weightDecay } = checkedHomogenised(p);
  const largest = Math.max(...eigenvalues);
  const trace = sum(eigenvalues);
  const upper = 1 + (2 * batchSize * (largest + weightDecay)) / (stepSize * largest * largest);
  const limit = (2 * batchSize * (largest + weightDecay)) / (largest * trace);
  return { lower: stepSize < limit ? upper - (trace - largest) / largest : null, upper };
}

/**
 * Bounds of the tail-index of homogenised SGD that hold at every step-size. Along a direction u with q = u·Sigma u
 * the generator gives d/dt E|X|^s = s E|X|^s (-eta (q + w) + (eta²/2b) q ((s - 2) q + tr Sigma)), which vanishes at
 * s = f(q) = 2 + (2b/eta - tr Sigma)/q + 2b w/(eta q²). As q lies between the extreme eigenvalues, alpha lies between the least and
 * the greatest f there; Theorem 3.2 of Jiao & Keller-Ressel (see {@link homogenisedTailBounds}) may cut the upper end. Their
 * lower bound is f at the largest eigenvalue.
 * Without w the bounds meet for isotropic data and at alpha = 2, that is eta = 2b/tr Sigma.
 *
 * @returns lower and upper bound; null where the lower or both are not above 0: the upper one then says that there is no
 *   stationary law, the lower one says nothing
 * @throws RangeError naming the argument outside its range
 */
export function diffusionTailBounds(p: HomogenisedSettings): {
  readonly lower: number | null;
  readonly upper: number | null;
} {
  const { eigenvalues, stepSize, batchSize, weightDecay } = checkedHomogenised(p);
  const room = (2 * batchSize) / stepSize - sum(eigenvalues);
  const decay = (2 * batchSize * weightDecay) / stepSize;
  const f = (q: number): number => 2 + room / q + decay / (q * q);
  const ends = [Math.min(...eigenvalues), Math.max(...eigenvalues)] as const;
  // With weight decay and room < 0, f falls, then rises: its minimum is at -2 decay/room.
  const lowest = f(Math.min(Math.max(room < 0 ? (-2 * decay) / room : Infinity, ends[0]), ends[1]));
  const highest = Math.max(f(ends[0]), f(ends[1]));
  const upper = highest > 0 ? Math.min(highest, homogenisedTailBounds(p).upper) : null;
  return { lower: lowest > 0 ? lowest : null, upper };
}
