import { argumentError, checkFinite } from '../../check.js';

/**
 * alpha of the scalar recursion x_k = M_k x_(k-1) + q_k where M_k is one of finitely many factors, each as likely as another:
 * the positive root of mean |M|^s = 1. SGD on a data set in one dimension with b = 1 has the factors 1 - eta a_i².
 *
 * @param factors the values of M, at least one, finite
 * @returns alpha > 0; Infinity where no |M| is above 1 (below 1 all of them: the stationary law has bounded support); null where
 * the mean of log |M| is not below 0: there is no stationary law
 * @throws RangeError if there is no factor or one is not finite
 */
export function scalarTailIndex(factors: ArrayLike<number>): number | null {
  if (factors.length === 0) throw argumentError('factors', factors, 'at least one number');
  const logs = Float64Array.from(factors, (factor, i) => {
    checkFinite(`factors[${i}]`, factor);
    return Math.log(Math.abs(factor));
  });
  const largest = logs.reduce((top, value) => Math.max(top, value), -Infinity);
  if (logs.reduce((sum, value) => sum + value, 0) >= 0) return null;
  if (largest <= 0) return Infinity;
  // log of n times the mean of |M|^s, less s times the largest log: no overflow at any s.
  const excess = (s: number): number => {
    let sum = 0;
    for (const value of logs) sum += Math.exp(s * (value - largest));
    return s * largest + Math.log(sum / logs.length);
  };
  let low = 0;
  let high = 1e-3;
  // excess is convex and falls from 0 at s = 0, so that it is below 0 up to the root and above it beyond.
  while (excess(high) <= 0) {
    low = high;
    high *= 2;
  }
  for (let i = 0; i < 200 && high - low > 1e-14 * high; i++) {
    const middle = (low + high) / 2;
    if (excess(middle) <= 0) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The smallest interval that holds the stationary law of x_k = M x_(k-1) + q, where (M, q) is one of finitely many pairs: its
 * ends are the ends of the support. Found by shrinking [-B, B], B = max |q| / (1 - max |M|), which holds it, under the maps;
 * each step leaves an interval that holds it.
 *
 * @returns the ends to about 12 digits of B; null where some |M| is 1 or more
 * @throws RangeError unless there are as many shifts as factors, at least one, all finite
 */
export function scalarSupport(
  factors: ArrayLike<number>,
  shifts: ArrayLike<number>,
): readonly [number, number] | null {
  if (factors.length === 0 || factors.length !== shifts.length)
    throw argumentError('shifts', shifts.length, `as many as the ${factors.length} factors, at least one`);
  let [contraction, push] = [0, 0];
  for (let i = 0; i < factors.length; i++) {
    checkFinite(`factors[${i}]`, factors[i]);
    checkFinite(`shifts[${i}]`, shifts[i]);
    contraction = Math.max(contraction, Math.abs(factors[i]));
    push = Math.max(push, Math.abs(shifts[i]));
  }
  if (contraction >= 1) return null;
  if (push === 0) return [0, 0];
  const bound = push / (1 - contraction);
  let [low, high] = [-bound, bound];
  // The interval is within bound * contraction^k of its limit after k steps.
  const steps = Math.min(1e5, Math.ceil(Math.log(1e-13) / Math.log(Math.max(contraction, 1e-300))));
  for (let k = 0; k < steps; k++) {
    let [nextLow, nextHigh] = [Infinity, -Infinity];
    for (let i = 0; i < factors.length; i++) {
      const [one, other] = [factors[i] * low + shifts[i], factors[i] * high + shifts[i]];
      nextLow = Math.min(nextLow, one, other);
      nextHigh = Math.max(nextHigh, one, other);
    }
    [low, high] = [nextLow, nextHigh];
  }
  return [low, high];
}
