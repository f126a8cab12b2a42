import { argumentError, checkFinite } from '../check.js';
import { checkLaw, tanHalf, type StableLaw } from './law.js';

/**
 * Characteristic function E exp(itX) of a stable law at t, as real and imaginary part; see {@link StableLaw} for the formulas.
 *
 * @throws RangeError for t that is not finite, or parameters out of range
 */
export function stableCharacteristic(
  t: number,
  law: StableLaw,
): { readonly re: number; readonly im: number } {
  checkFinite('t', t);
  const { alpha, beta, scale, location, form } = checkLaw(law);
  const size = Math.abs(scale * t);
  if (size === 0) return { re: 1, im: 0 };
  const power = size ** alpha;
  let phase: number;
  if (alpha === 1) phase = -beta * (2 / Math.PI) * size * Math.log(size);
  else if (form === 'S1') phase = beta * tanHalf(alpha) * power;
  else phase = beta * tanHalf(alpha) * power * -Math.expm1((1 - alpha) * Math.log(size));
  const angle = Math.sign(t) * phase + location * t;
  const modulus = Math.exp(-power);
  if (modulus === 0) return { re: 0, im: 0 };
  if (!Number.isFinite(angle)) throw argumentError('t', t, 'small enough for location * t to be finite');
  return { re: modulus * Math.cos(angle), im: modulus * Math.sin(angle) };
}
