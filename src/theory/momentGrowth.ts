import { argumentError, checkFinite } from '../check.js';
import { contractionLaw } from './contraction.js';
import { logMoment } from './lawMoments.js';
import { checkedScale, type IsotropicParameters } from './parameters.js';

/** Values of s in (-d, -d + MARGIN) are too near the pole at -d to be computed. */
const MARGIN = 0.1;
/** The largest s of h(s) that is computed. */
export const LARGEST_EXPONENT = 1e7;

/**
 * log h(s), h(s) = lim (E||M_k … M_1||^s)^(1/k) = E||M e1||^s for isotropic Gaussian data, where it does not
 * overflow: h(s) = E[((1 - cX)² + c² X Y)^(s/2)], c = eta sigma²/b, X ~ chi²_b, Y ~ chi²_(d-1) independent.
 * Gürbüzbalaban, Şimşekli & Zhu 2021, Section 3 and Theorem 3.
 *
 * About 12 correct digits, also relative to a result near 0 (small s, or s near the tail-index).
 *
 * @param p step-size, batch-size, dimension and sigma, all in their natural units
 * @param s exponent from -d + 0.1 to 1e7; 0 gives 0, s <= -d gives Infinity, the true value; between
 *   -d and -d + 0.1 the computation is refused
 * @returns log h(s); above 0 beyond the tail-index
 * @throws RangeError naming the argument outside its range
 */
export function logMomentGrowth(p: IsotropicParameters, s: number): number {
  const c = checkedScale(p);
  checkFinite('s', s);
  if (s === 0) return 0;
  const { dimension } = p;
  if (s <= -dimension) return Infinity;
  if (s < MARGIN - dimension || s > LARGEST_EXPONENT)
    throw argumentError(
      's',
      s,
      `from ${MARGIN - dimension} to ${LARGEST_EXPONENT} (or at most ${-dimension}, where h is infinite)`,
    );
  return growthAndSlope(p, c, s).value;
}

/** log h(s) and its derivative in s, for an s in the range of {@link logMomentGrowth} and c = eta sigma²/b. */
export function growthAndSlope(
  { batchSize, dimension }: IsotropicParameters,
  c: number,
  s: number,
): { value: number; slope: number } {
  const law = contractionLaw({
    batchSize,
    dimension,
    scale: c,
    exponents: [0, s],
    logGrowth: [0, growthEstimate(batchSize, dimension, c, s)],
  });
  return logMoment(law, s);
}

/**
 * h(s) = E||M e1||^s, see {@link logMomentGrowth} for the formula, the range of s and the accuracy.
 *
 * @returns h(s) > 0: exactly 1 at s = 0; below 1 between 0 and the tail-index, above 1 beyond; Infinity where it
 *   exceeds the largest number or s <= -d, 0 where it is below the smallest
 */
export const momentGrowth = (p: IsotropicParameters, s: number): number => Math.exp(logMomentGrowth(p, s));

/**
 * A rough lower bound of log h(s). For s < 0 Jensen's: h(s) >= h(2)^(s/2). For s > 0 the largest log-density + s log||M e1||
 * over a few points.
 */
function growthEstimate(b: number, d: number, c: number, s: number): number {
  if (s < 0) return (s / 2) * Math.log1p(c * b * (c * (d + b + 1) - 2)) - 1;
  const n = b + d - 1;
  const chi = (k: number, v: number): number =>
    k === 0 ? 0 : (k - 1) * Math.log(v / Math.sqrt(Math.max(1, k - 1))) - (v * v - Math.max(0, k - 1)) / 2;
  const value = (p: number, g: number): number => {
    const log = Math.log(Math.hypot(1 - c * p * p, c * p * g));
    return chi(b, p) + chi(d - 1, g) + s * log;
  };
  const g = Math.sqrt(d - 1);
  let best = -Infinity;
  for (let j = -1; j <= 24; j++) best = Math.max(best, value(Math.sqrt(b) * 2 ** (-j / 4), g));
  const share = (b + s) / (n + s);
  for (let j = 0; j <= 12; j++) {
    const S = (n + 2 * s) * 2 ** (j / 4);
    best = Math.max(best, value(Math.sqrt(S * share), Math.sqrt(S * (1 - share))));
  }
  return Math.min(best, 1e300) - 1;
}
