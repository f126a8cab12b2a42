import { argumentError } from '../check.js';
import { checkLaw, tanHalf, type StableLaw } from './law.js';
import { standardLaw, type StablePoint } from './standard.js';

/** log of the smaller tail's probability over its target, and the slope of that in x; rises with x for the lower tail. */
interface Miss {
  readonly value: number;
  readonly slope: number;
}

function missOf(point: StablePoint, p: number): Miss {
  const lower = p <= 0.5;
  const probability = lower ? point.below : point.above;
  const value = Math.log(probability) - Math.log(lower ? p : 1 - p);
  const slope = Math.exp(point.logDensity - Math.log(probability));
  return lower ? { value, slope } : { value: -value, slope };
}

/** Root in t = asinh x of a rising function, by Newton's steps kept inside a bracket. */
function solve(miss: (x: number) => Miss, first: number): number {
  let [low, high] = [-Infinity, Infinity];
  let t = first;
  let stride = 1;
  for (let i = 0; i < 300; i++) {
    const { value, slope } = miss(Math.sinh(t));
    if (value === 0) break;
    if (value < 0) low = t;
    else high = t;
    const newton = t - value / (slope * Math.cosh(t));
    let next = newton;
    if (!(newton > low && newton < high) || !(Math.abs(newton - t) <= stride)) {
      const open = !(Number.isFinite(low) && Number.isFinite(high));
      next = open ? t + (value < 0 ? stride : -stride) : (low + high) / 2;
      if (open) stride *= 2;
    }
    const moved = Math.abs(next - t);
    t = Math.max(-700, Math.min(700, next));
    if (moved <= 2e-16 * Math.abs(t) || (next === newton && moved < 1e-9 * Math.min(1, Math.abs(t)))) break;
  }
  return Math.sinh(t);
}

/**
 * Quantile of a stable law: the x with P(X <= x) = p, for 0 <= p <= 1 (0 and 1 give the ends of the support).
 *
 * @throws RangeError for p outside [0, 1], or parameters out of range, see {@link StableLaw}
 */
export function stableQuantile(p: number, law: StableLaw): number {
  if (typeof p !== 'number' || !(p >= 0 && p <= 1)) throw argumentError('p', p, 'a number from 0 to 1');
  const { alpha, beta, scale, location, form } = checkLaw(law);
  const standard = standardLaw(alpha, beta);
  const oneSided = alpha < 1 && Math.abs(beta) === 1;
  const join = form === 'S1' || alpha === 1 ? 0 : -beta * tanHalf(alpha);
  if (p === 0 || p === 1) {
    const end = p === 0 ? -1 : 1;
    return oneSided && end === -beta ? location + scale * join : end * Infinity;
  }
  const zeta = alpha === 1 ? 0 : -beta * tanHalf(alpha);
  if (alpha < 0.9) {
    // Measured from the place where the sides meet, so that a sharp peak or an end there is resolved.
    const y = solve((x) => missOf(standard(x, 'S1'), p), 0.1 * (oneSided ? beta : 1));
    return location + scale * (form === 'S1' ? y : y + zeta);
  }
  // In the S0 form, where the law stays in place as alpha nears 1.
  const x = solve((at) => missOf(standard(at, 'S0'), p), 0.1);
  return location + scale * (form === 'S1' ? x - zeta : x);
}
