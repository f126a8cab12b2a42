import { argumentError, checkInteger, checkPositive } from '../check.js';
import { lyapunov } from './lyapunov.js';
import { LARGEST_EXPONENT, logMomentGrowth } from './momentGrowth.js';
import type { IsotropicModel } from './parameters.js';
import { tailIndex } from './tailIndex.js';

/** Step-sizes that change: in turn through `cycle`, or one of `choice` at random in every iteration, each as likely. */
export type ScheduledSteps = { readonly cycle: readonly number[] } | { readonly choice: readonly number[] };

/**
 * rho for step-sizes that change, isotropic Gaussian data. ||M x|| / ||x|| does not depend on x, so that the logarithms add up.
 *
 * @param p batch-size, dimension and sigma
 * @param schedule the step-sizes, at least one, each above 0
 * @returns of a cycle the sum of rho over its step-sizes: rho per cycle; of a random choice their mean: rho per iteration
 * @throws RangeError naming the argument outside its range
 */
export function scheduleLyapunov(p: IsotropicModel, schedule: ScheduledSteps): number {
  const stepSizes = stepSizesOf(schedule);
  const sum = stepSizes.reduce((total, stepSize) => total + lyapunov({ ...p, stepSize }), 0);
  return 'cycle' in schedule ? sum : sum / stepSizes.length;
}

/**
 * alpha for step-sizes that change, isotropic Gaussian data: the positive root of prod h_i(alpha) = 1 over a cycle, of
 * mean h_i(alpha) = 1 over a random choice, h_i the moment growth at the i-th step-size. (Gürbüzbalaban, Şimşekli & Zhu 2021,
 * Theorem 2, for one cycle or one iteration at a time; E||M_k … M_1 x||^s is a product because the data is isotropic.)
 *
 * About 9 digits.
 *
 * @param p batch-size, dimension and sigma
 * @param schedule the step-sizes, at least one, each above 0
 * @returns alpha > 0, at most the largest of the tail-indices at the single step-sizes; null where rho >= 0: there is no stationary law
 * @throws RangeError naming the argument outside its range
 */
export function scheduleTailIndex(p: IsotropicModel, schedule: ScheduledSteps): number | null {
  const all = stepSizesOf(schedule);
  const alone = all.map((stepSize) => tailIndex({ ...p, stepSize }));
  if (all.every((stepSize) => stepSize === all[0])) return alone[0];
  if (scheduleLyapunov(p, schedule) >= 0) return null;
  const excess = (s: number): number => {
    const growths = all.map((stepSize) => logMomentGrowth({ ...p, stepSize }, s));
    const largest = Math.max(...growths);
    if ('cycle' in schedule) return growths.reduce((sum, growth) => sum + growth, 0);
    return largest + Math.log(growths.reduce((sum, g) => sum + Math.exp(g - largest), 0) / all.length);
  };
  // excess is convex, 0 at 0 and falls from there: below 0 up to alpha, above 0 beyond. At the largest of the single tail-indices
  // every h_i is at least 1.
  let high = alone.reduce<number>((most, alpha) => Math.max(most, alpha ?? 0), 0);
  if (high > LARGEST_EXPONENT)
    throw argumentError(
      'schedule',
      schedule,
      `of step-sizes whose tail-indices are up to ${LARGEST_EXPONENT}`,
    );
  let low = 0;
  for (let i = 0; i < 100 && high - low > 1e-10 * high; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function stepSizesOf(schedule: ScheduledSteps): readonly number[] {
  const given: unknown = typeof schedule === 'object' && schedule !== null ? schedule : {};
  for (const kind of ['cycle', 'choice'] as const) {
    const stepSizes = (given as Record<string, readonly number[] | undefined>)[kind];
    if (stepSizes === undefined) continue;
    checkInteger(`schedule.${kind}.length`, stepSizes?.length);
    stepSizes.forEach((stepSize, i) => checkPositive(`schedule.${kind}[${i}]`, stepSize));
    return stepSizes;
  }
  throw argumentError('schedule', schedule, '{ cycle } or { choice }, a list of step-sizes');
}
