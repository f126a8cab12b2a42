import { checkNonNegative } from '../check.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';
import { criticalStepSize } from './stepSizes.js';

/**
 * The variance v of every coordinate of x - x_* under the stationary law, whose covariance is v I, for
 * streaming isotropic Gaussian data with label noise of standard deviation `labelNoise`:
 * v = eta noise² / (2b - eta sigma² (d + b + 1)). Exact; it follows from E||x_k||² = E||x_(k-1)||².
 *
 * @param p step-size, batch-size, dimension and sigma
 * @param labelNoise standard deviation of the labels about a·x_*, at least 0
 * @returns v, or Infinity from the critical step-size on, where alpha <= 2 (or where there is no stationary law)
 * @throws RangeError naming the argument outside its range
 */
export function stationaryVariance(p: IsotropicParameters, labelNoise: number): number {
  checkedScale(p);
  checkNonNegative('labelNoise', labelNoise);
  if (p.stepSize >= criticalStepSize(p)) return Infinity;
  const { stepSize, batchSize: b, dimension: d, sigma } = p;
  return (stepSize * labelNoise * labelNoise) / (2 * b - stepSize * (sigma * sigma) * (d + b + 1));
}
