import { argumentError, checkFields, checkInteger, checkPositive } from '../check.js';

/** Gaussian rows with a covariance of any eigenvalues. */
export interface SpectrumModel {
  /** Eigenvalues of the covariance of the rows, which is the Hessian: above 0, at least one. */
  readonly eigenvalues: ArrayLike<number>;
  /** Batch-size b, an integer of at least 1. */
  readonly batchSize: number;
}

/**
 * eta_crit for a Hessian with any eigenvalues l_j: the step-size at which h(2) = 1 and alpha = 2 for SGD on a stream of Gaussian rows. E x xᵀ
 * has a fixed point up to scale where
 *
 *     sum_j (eta l_j / b) / (2 - eta l_j (1 + 1/b)) = 1,
 *
 * of which the left side rises with eta and with every eigenvalue: more curvature along any direction makes eta_crit smaller. With equal
 * eigenvalues it is `criticalStepSize`.
 *
 * @throws RangeError naming the argument outside its range
 * @example
 * spectrumCriticalStepSize({ eigenvalues: [1, 1, 1], batchSize: 2 }); // 0.667
 * spectrumCriticalStepSize({ eigenvalues: [2, 0.5, 0.5], batchSize: 2 }); // 0.479
 */
export function spectrumCriticalStepSize(p: SpectrumModel): number {
  checkFields('p', p, ['eigenvalues', 'batchSize']);
  const { eigenvalues, batchSize: b } = p;
  checkInteger('batchSize', b, 1, 1e8);
  if (!(Array.isArray(eigenvalues) || ArrayBuffer.isView(eigenvalues)) || eigenvalues.length === 0)
    throw argumentError('eigenvalues', eigenvalues, 'a list of at least one number');
  const values = Array.from(eigenvalues);
  values.forEach((value, j) => checkPositive(`eigenvalues[${j}]`, value));
  const largest = Math.max(...values);
  const shares = values.map((value) => value / largest);
  const left = (t: number): number =>
    shares.reduce((sum, s) => sum + (t * s) / b / (2 - t * s * (1 + 1 / b)), 0);
  // t = eta times the largest eigenvalue, below the pole of its term.
  let [low, high] = [0, 2 / (1 + 1 / b)];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle / largest;
    if (left(middle) < 1) low = middle;
    else high = middle;
  }
}
