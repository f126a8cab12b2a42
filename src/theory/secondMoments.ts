import { argumentError } from '../check.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';
import { checkNetwork, type MixingMatrix } from '../setting/network.js';
import { spectralRadius, spectralRadiusOfMatrix } from './spectralRadius.js';
import { squareProduct } from './squareProduct.js';

/**
 * h(2) of SGD with momentum, v <- mu v - (eta/b) H x, x <- x + v, on isotropic Gaussian data: E|x|², E x·v and E|v|² obey a
 * linear recursion, and h(2) is the spectral radius of its 3 x 3 matrix. alpha > 2 exactly where h(2) < 1 (and rho < 0), alpha = 2 where h(2) = 1.
 *
 * @param p step-size, batch-size, dimension, sigma; momentum mu in [0, 1)
 */
export function momentumSecondMoment(p: IsotropicParameters & { readonly momentum: number }): number {
  const c = checkedScale(p, 'momentum');
  const { batchSize: b, dimension: d, momentum: mu } = p;
  if (typeof mu !== 'number' || !(mu >= 0 && mu < 1))
    throw argumentError('momentum', mu, 'a number of at least 0 and below 1');
  const [drift, noise] = [c * b, c * c * b * (d + b + 1)];
  // x·v' = mu x·v - drift x·x and v'·v' = mu² v·v - 2 mu drift x·v + noise x·x, in the mean; x' = x + v'.
  const cross = [-drift, mu, 0];
  const square = [noise, -2 * mu * drift, mu * mu];
  const rows = [
    [0, 1, 2].map((j) => (j === 0 ? 1 : 0) + 2 * cross[j] + square[j]),
    [0, 1, 2].map((j) => cross[j] + square[j]),
    square,
  ];
  return spectralRadiusOfMatrix(Float64Array.from(rows.flat()), 3);
}

/**
 * h(2) of decentralised SGD, x_i <- sum_j W_ij x_j - (eta/b) H_i x_i, on isotropic Gaussian data: the inner products E x_i·x_j
 * of the m nodes obey a linear recursion, and h(2) is its spectral radius.
 *
 * @param p step-size and batch-size of a node, dimension, sigma
 */
export function networkSecondMoment(p: IsotropicParameters & { readonly network: MixingMatrix }): number {
  const c = checkedScale(p);
  const { batchSize: b, dimension: d } = p;
  const { nodes: m, weights: mixing } = checkNetwork(p.network);
  const [drift, noise] = [c * b, c * c * b * (d + b + 1)];
  const identity = Float64Array.from({ length: m * m }, (_, k) => (k % (m + 1) === 0 ? 1 : 0));
  const steps = mixing.map((w, k) => w - drift * identity[k]);
  // Two nodes have batches of their own: only the square of one gains from the noise of its batch.
  return spectralRadius(identity, (gram) => {
    const next = congruence(steps, gram, m);
    for (let k = 0; k < m * m; k += m + 1) next[k] += (noise - drift * drift) * gram[k];
    return next;
  });
}

/** A G Aᵀ for m x m matrices, row-major. */
function congruence(A: Float64Array, G: Float64Array, m: number): Float64Array {
  const half = squareProduct(A, G, m);
  const result = new Float64Array(m * m);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++)
      for (let k = 0; k < m; k++) result[i * m + j] += half[i * m + k] * A[j * m + k];
  return result;
}
