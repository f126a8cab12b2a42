import type { Interval } from '../../interval.js';
import { argumentError, checkNumbers } from '../../check.js';

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
  checkNumbers('factors', factors);
  const logs = Float64Array.from(factors, (factor) => Math.log(Math.abs(factor)));
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
 * ends are the ends of the support, and within max |q| / (1 - max |M|). They solve high = max (M high or M low + q) and the like
 * for low, by policy iteration (Howard): take the maps that push furthest out, solve for the ends they keep, repeat.
 *
 * @returns the smallest interval that holds the law, exact but for rounding (relative, about 1e-16 / (1 - max |M|)); null where some |M| is 1 or more
 * @throws RangeError unless there are as many shifts as factors, at least one, all finite
 */
export function scalarSupport(factors: ArrayLike<number>, shifts: ArrayLike<number>): Interval | null {
  checkNumbers('factors', factors);
  checkNumbers('shifts', shifts);
  if (factors.length !== shifts.length)
    throw argumentError('shifts', shifts, `as many numbers as the ${factors.length} factors`);
  let contraction = 0;
  for (let i = 0; i < factors.length; i++) {
    contraction = Math.max(contraction, Math.abs(factors[i]));
  }
  if (contraction >= 1) return null;
  let [up, down] = [0, 0];
  let [high, low] = keptEnds(factors, shifts, up, down);
  for (;;) {
    const image = (i: number, positive: number, negative: number): number =>
      factors[i] * (factors[i] >= 0 ? positive : negative) + shifts[i];
    for (let i = 0; i < factors.length; i++) {
      if (image(i, high, low) > image(up, high, low)) up = i;
      if (image(i, low, high) < image(down, low, high)) down = i;
    }
    const [nextHigh, nextLow] = keptEnds(factors, shifts, up, down);
    // Every change of map moves an end outwards until rounding is all that is left.
    if (!(nextHigh > high || nextLow < low)) return { lower: low, upper: high };
    [high, low] = [Math.max(high, nextHigh), Math.min(low, nextLow)];
  }
}

/** The ends high, low that map `up` and map `down` make of high and low: two linear equations. */
function keptEnds(
  factors: ArrayLike<number>,
  shifts: ArrayLike<number>,
  up: number,
  down: number,
): readonly [number, number] {
  const [m, n] = [factors[up], factors[down]];
  const [p, q] = [shifts[up], shifts[down]];
  // high = m high + p or m low + p, by the sign of m; low = n low + q or n high + q.
  if (m >= 0) {
    const high = p / (1 - m);
    return [high, n >= 0 ? q / (1 - n) : n * high + q];
  }
  if (n >= 0) {
    const low = q / (1 - n);
    return [m * low + p, low];
  }
  return [(p + m * q) / (1 - m * n), (q + n * p) / (1 - m * n)];
}
