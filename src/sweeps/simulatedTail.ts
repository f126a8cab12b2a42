import { hill } from '../estimators/index.js';
import { sortNumbers } from '../sortNumbers.js';

/** Groups into which a sample is cut for the standard error of Hill's estimate. */
export const GROUPS = 20;

/** Hill's estimate from the largest 0.5 % of the norms: mean and standard error over groups. */
export function groupedHill(norms: Float64Array): { hill: number; hillError: number } {
  const size = Math.floor(norms.length / GROUPS);
  const k = Math.max(5, Math.round(0.005 * size));
  // The mean of 1/alpha, which is what Hill's estimator averages.
  const inverse = Array.from(
    { length: GROUPS },
    (_, i) => 1 / hill(norms.subarray(i * size, (i + 1) * size), { k }).tailIndex,
  );
  const mean = inverse.reduce((s, v) => s + v, 0) / GROUPS;
  const square = inverse.reduce((s, v) => s + (v - mean) ** 2, 0);
  return { hill: 1 / mean, hillError: Math.sqrt(square / GROUPS / (GROUPS - 1)) / (mean * mean) };
}

/** P(norm > threshold) at levels from a half down to where 20 norms are left. */
export function survivalCurve(norms: Float64Array): { thresholds: number[]; survival: number[] } {
  const sorted = sortNumbers(Float64Array.from(norms));
  const survival: number[] = [];
  for (let p = 0.5; p > 20 / sorted.length; p /= 1.3) survival.push(p);
  return {
    survival,
    thresholds: survival.map((p) => sorted[Math.floor((1 - p) * sorted.length)]),
  };
}

/** Where Hill's estimate looks, and standard deviations that the time to get there has to be late. */
const [FAR, LATE] = [0.0005, 2.3];

/**
 * Iterations until the tail has become that of the stationary law, to 1 % where one value in 2000 is beyond. A value at t, of probability t^-alpha,
 * builds up in about T = log t / h'(alpha) iterations, with the variance T (log h)''(alpha) / h'(alpha)²; with the parabola for log h that has
 * the slope rho at 0 and the root alpha these are |rho| and 2 |rho| / alpha.
 *
 * @param lyapunov rho per iteration, below 0
 * @param most so many are enough in any case
 */
export function settlingTime(lyapunov: number, tailIndex: number, most: number): number {
  const spread = LATE * Math.sqrt(2 / tailIndex);
  const root = (spread + Math.sqrt(spread ** 2 - (4 * Math.log(FAR)) / tailIndex)) / 2;
  return Math.min(most, Math.ceil(root ** 2 / -lyapunov));
}
