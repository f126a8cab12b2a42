import { contractionLaw, type ContractionLaw } from './contraction.js';
import { logMoment, meanLog } from './lawMoments.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';
import { criticalStepSize } from './stepSizes.js';

const LARGEST = 1e7;

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
export function tailIndex(p: IsotropicParameters): number | null {
  const scale = checkedScale(p);
  const critical = criticalStepSize(p);
  if (p.stepSize === critical) return 2;
  if (p.stepSize > critical) {
    const law = lawBetween(p, scale, 0, 2);
    return meanLog(law) >= 0 ? null : rootBelow(law, roughRoot(p, scale, 2), 1e-13);
  }
  const guess = roughRoot(p, scale, 4);
  for (let width = 0.02; ; width *= 4) {
    const upper = guess * (1 + width) + 1e-3;
    const law = lawBetween(p, scale, guess * Math.max(0, 1 - width), upper);
    const root = rootBelow(law, guess, 1e-13);
    if (root <= upper) return root;
  }
}

/** The root to a few digits from a coarse law, which doubles its reach until the root is inside. */
function roughRoot(p: IsotropicParameters, scale: number, start: number): number {
  const coarse = { step: 0.8, depth: 14 };
  let top = start;
  let law = lawBetween(p, scale, 0, top, coarse);
  while (top < LARGEST && logMoment(law, top).value <= 0) {
    top *= 2;
    law = lawBetween(p, scale, top / 2, top, coarse);
  }
  return rootBelow(law, top, 1e-3);
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

/** Newton's method on the convex function log h; from the right of the positive root it falls monotonically. */
function rootBelow(law: ContractionLaw, start: number, tolerance: number): number {
  let s = start;
  for (let i = 0; i < 60; i++) {
    const { value, slope } = logMoment(law, s);
    // Left of the minimum of log h: step out to the right.
    const next = slope > 0 ? s - value / slope : 2 * s;
    if (Math.abs(next - s) <= tolerance * s) return next;
    s = next > 0 ? next : s / 2;
  }
  return s;
}
