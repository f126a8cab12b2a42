import { contractionLaw, type ContractionLaw } from './contraction.js';
import { saddleTailIndex } from './farField.js';
import { logMoment, logNormMoments } from './lawMoments.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';
import { criticalStepSize } from './stepSizes.js';

/** Up to here a coarse law finds the root; beyond, the largest term of the integral is close enough to begin with. */
const COARSE = 1e4;
/** From here on the largest term alone gives ten digits. */
const HUGE = 1e12;
/** alpha c tends to this as c tends to 0: half the root of 1 + y = y log y. */
const TINY_STEP_LIMIT = 1.795560738334311;

/**
 * alpha, the tail-index of the stationary law: the positive root of h(alpha) = 1 for isotropic Gaussian
 * data (Gürbüzbalaban, Şimşekli & Zhu 2021, Theorem 2). P(|u·x| > t) ~ C t^-alpha for every direction u.
 *
 * About 10 digits or more; the same root solves alpha = 2 exactly at the critical step-size.
 *
 * @param p step-size, batch-size, dimension and sigma
 * @returns alpha > 0, or null where rho >= 0: there is no stationary law and so no tail
 * @throws RangeError naming the argument outside its range
 * @example
 * tailIndex({ stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 }); // 2
 * tailIndex({ stepSize: 0.7, batchSize: 1, dimension: 2, sigma: 1 }); // 0.7899
 * tailIndex({ stepSize: 1, batchSize: 1, dimension: 2, sigma: 1 }); // null
 */
export const tailIndex = (p: IsotropicParameters): number | null => tailIndexFrom(p, undefined);

/** The same from a guess, good to a few per cent, which saves the search for one. */
export function tailIndexFrom(p: IsotropicParameters, guess: number | undefined): number | null {
  const scale = checkedScale(p);
  const critical = criticalStepSize(p);
  if (p.stepSize === critical) return 2;
  if (p.stepSize > critical) {
    const law = lawBetween(p, scale, 0, 2);
    const { mean, variance } = logNormMoments(law);
    return mean >= 0 ? null : rootBelow(law, Math.min(2, (-2 * mean) / variance));
  }
  if (scale * (p.batchSize + p.dimension) < 1e-13) return TINY_STEP_LIMIT / scale;
  const rough = guess ?? roughRoot(p, scale);
  return rough > HUGE ? rough : refined(p, scale, rough);
}

/** The root from a law about a guess. Where it is outside the law, Newton's step from the end of the law is the next guess. */
function refined(p: IsotropicParameters, scale: number, start: number): number {
  let guess = start;
  // Below the critical step-size rho is far from 0: less of the law counts than near it.
  const depth = p.stepSize < 0.99 * criticalStepSize(p) ? 35 : undefined;
  for (;;) {
    // The more s there is between the ends, the wider the law: for large alpha only a few units.
    const width = Math.min(0.02, 8 / guess);
    const [lower, upper] = [guess * (1 - width), guess * (1 + width) + 1e-3];
    const law = lawBetween(p, scale, lower, upper, { depth });
    const root = rootBelow(law, guess);
    if (root >= lower && root <= upper) return root;
    // A law does not know the moments beyond its exponents: only the direction counts.
    const end = root > upper ? upper : lower;
    const { value, slope } = logMoment(law, end);
    guess = slope > 0 ? Math.min(end - value / slope, 2 * end) : 2 * end;
  }
}

/**
 * The root to a few digits. The largest term of the integral gives one that is good unless d is large and the step-size near the
 * critical one, where it is too large; there log||M e1|| is nearly normal, and two moments give a good one. A coarse law betters it,
 * its reach doubled until the root is inside.
 */
function roughRoot(p: IsotropicParameters, scale: number): number {
  const saddle = saddleTailIndex({ ...p, scale });
  const normal = normalTailIndex(p, scale);
  for (let top = Math.max(4, saddle > 3 * normal ? 1.2 * normal : saddle); top <= COARSE; top *= 2) {
    const law = lawBetween(p, scale, top > 4 ? top / 2 : 0, top, { step: 0.8, depth: 14 });
    if (logMoment(law, top).value > 0) return rootBelow(law, top);
  }
  return saddle;
}

/** -2 mean/variance of the normal law of log||M e1|| that has the exact h(2) and h(4); Infinity where these do not tell. */
function normalTailIndex({ batchSize: b, dimension: d }: IsotropicParameters, c: number): number {
  const n = b + d - 1;
  // For smaller steps the variance is lost by cancellation.
  if (c * n < 1e-6) return Infinity;
  // R = ||M e1||² = 1 - B u (2 - u), u ~ c chi²(n) and B ~ Beta(b/2, (d-1)/2) independent.
  const first = b * c * (2 - c * (n + 2));
  const second = b * (b + 2) * c * c * ((2 - c * (n + 4)) ** 2 + 2 * c * c * (n + 4));
  const [two, four] = [Math.log1p(-first), Math.log1p(second - 2 * first)];
  const variance = (four - 2 * two) / 4;
  return variance > 0 && two < 0 ? 2 - two / variance : Infinity;
}

const lawBetween = (
  p: IsotropicParameters,
  scale: number,
  from: number,
  to: number,
  precision: { step?: number; depth?: number } = {},
): ContractionLaw =>
  contractionLaw({
    batchSize: p.batchSize,
    dimension: p.dimension,
    scale,
    exponents: [from, to],
    logGrowth: [0, 0],
    ...precision,
  });

/**
 * The last Newton step is at most this times min(s, sqrt(s)). Its error is about the step squared, times 1/s for small s and
 * about 1 for large s: relative to s some 1e-13.
 */
const LAST_STEP = 2e-7;

/**
 * Newton's method on the convex function log h; from the right of the positive root it falls monotonically, from the left of it (but
 * right of the minimum) it first steps beyond.
 */
function rootBelow(law: ContractionLaw, start: number): number {
  let s = start;
  for (let i = 0; i < 60; i++) {
    const { value, slope } = logMoment(law, s);
    // Left of the minimum of log h: step out to the right.
    const next = slope > 0 ? s - value / slope : 2 * s;
    if (Math.abs(next - s) <= LAST_STEP * Math.min(s, Math.sqrt(s))) return next;
    s = next > 0 ? next : s / 2;
  }
  return s;
}
