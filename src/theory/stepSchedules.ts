import { argumentError } from '../check.js';
import type { CheckedStepSizes } from '../setting/stepSizes.js';
import { lyapunov } from './lyapunov.js';
import { LARGEST_EXPONENT, logMomentGrowth } from './momentGrowth.js';
import type { IsotropicModel } from './parameters.js';
import { tailIndex } from './tailIndex.js';

/**
 * rho for step-sizes that change, isotropic Gaussian data. ||M x|| / ||x|| does not depend on x, so that the logarithms add up.
 *
 * @param p batch-size, dimension and sigma
 * @param stepSizes a cycle, or a choice
 * @returns of a cycle the sum of rho over its step-sizes: rho per cycle; of a random choice their mean: rho per iteration
 */
export function scheduleLyapunov(p: IsotropicModel, { kind, table }: CheckedStepSizes): number {
  const sum = table.reduce((total, stepSize) => total + lyapunov({ ...p, stepSize }), 0);
  return kind === 'cycle' ? sum : sum / table.length;
}

/**
 * alpha for step-sizes that change, isotropic Gaussian data: the positive root of prod h_i(alpha) = 1 over a cycle, of
 * mean h_i(alpha) = 1 over a random choice, h_i the moment growth at the i-th step-size. (Gürbüzbalaban, Şimşekli & Zhu 2021,
 * Theorem 2, for one cycle or one iteration at a time; E||M_k … M_1 x||^s is a product because the data is isotropic.)
 *
 * About 9 digits.
 *
 * @param p batch-size, dimension and sigma
 * @param stepSizes a cycle, or a choice
 * @returns alpha > 0, at most the largest of the tail-indices at the single step-sizes; null where rho >= 0: there is no stationary law
 * @throws RangeError naming the argument outside its range
 */
export function scheduleTailIndex(p: IsotropicModel, stepSizes: CheckedStepSizes): number | null {
  const all = stepSizes.table;
  const alone = all.map((stepSize) => tailIndex({ ...p, stepSize }));
  if (all.every((stepSize) => stepSize === all[0])) return alone[0];
  if (scheduleLyapunov(p, stepSizes) >= 0) return null;
  const excess = (s: number): number => {
    const growths = all.map((stepSize) => logMomentGrowth({ ...p, stepSize }, s));
    const largest = Math.max(...growths);
    if (stepSizes.kind === 'cycle') return growths.reduce((sum, growth) => sum + growth, 0);
    return largest + Math.log(growths.reduce((sum, g) => sum + Math.exp(g - largest), 0) / all.length);
  };
  // excess is convex, 0 at 0 and falls from there: below 0 up to alpha, above 0 beyond. At the largest of the single tail-indices
  // every h_i is at least 1.
  let high = alone.reduce<number>((most, alpha) => Math.max(most, alpha ?? 0), 0);
  if (high > LARGEST_EXPONENT)
    throw argumentError('stepSize', all, `of step-sizes whose tail-indices are up to ${LARGEST_EXPONENT}`);
  let low = 0;
  for (let i = 0; i < 100 && high - low > 1e-10 * high; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
