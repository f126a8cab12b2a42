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

/** The root from a law about a guess, which is laid out anew until it reaches from below the root to above it. */
function refined(p: IsotropicParameters, scale: number, start: number): number {
  let guess = start;
  // The more s there is between the ends, the wider the law: for large alpha only a few units.
  for (let width = Math.min(0.02, 8 / start); ; width *= 4) {
    const lower = guess * Math.max(0, 1 - width);
    const upper = guess * (1 + width) + 1e-3;
    const root = rootBelow(lawBetween(p, scale, lower, upper, { depth: DEPTH }), guess);
    if (root >= lower && root <= upper) return root;
    // A law does not know the moments beyond its exponents: only the direction counts.
    guess = root > upper ? upper : lower;
  }
}

/**
 * The root to a few digits. The largest term of the integral gives one that is rarely too small, and good unless d is large and the
 * step-size near the critical one; a coarse law, which doubles its reach until the root is inside, betters it.
 */
function roughRoot(p: IsotropicParameters, scale: number): number {
  const saddle = saddleTailIndex({ ...p, scale });
  for (let top = Math.max(4, saddle); top <= COARSE; top *= 2) {
    const law = lawBetween(p, scale, 2, top, { step: 0.8, depth: 14 });
    if (logMoment(law, top).value > 0) return rootBelow(law, top);
  }
  return saddle;
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

/** Below the critical step-size rho is far from 0, so that less of the law counts than near eta_max. */
const DEPTH = 35;

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
