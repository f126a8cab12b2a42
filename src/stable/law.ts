import { argumentError, checkFields, checkFinite, checkOneOf, checkPositive } from '../check.js';

/**
 * An alpha-stable law. Its characteristic function is, for alpha other than 1,
 *
 *     S1:  exp(-|c t|^alpha [1 - i beta sign(t) tan(pi alpha / 2)] + i m t)
 *     S0:  exp(-|c t|^alpha [1 + i beta sign(t) tan(pi alpha / 2) (|c t|^(1 - alpha) - 1)] + i m t)
 *
 * and for alpha = 1
 *
 *     S1:  exp(-|c t| [1 + i beta (2/pi) sign(t) log|t|] + i m t)
 *     S0:  exp(-|c t| [1 + i beta (2/pi) sign(t) log|c t|] + i m t)
 *
 * with scale c and location m. The two differ by a shift only: m1 = m0 - beta c tan(pi alpha / 2), for
 * alpha = 1 m1 = m0 - beta (2/pi) c log c. S0 is continuous in alpha at 1 and is a location-scale family:
 * the one to fit and to plot with. S1 is the classical one: for alpha < 1 and beta = 1 it starts at m, for
 * alpha > 1 its mean is m, and sums of independent S1 variables add up their locations.
 *
 * Source: Nolan 2020, "Univariate stable distributions", chapter 1.
 */
export interface StableLaw {
  /** Tail-index, from 0.2 to 2: P(|X| > t) falls like t^-alpha for alpha < 2; 2 is the Gaussian with variance 2 c^2. */
  readonly alpha: number;
  /** Skewness, from -1 to 1; the default is 0. Without effect at alpha = 2. */
  readonly beta?: number;
  /** Scale c > 0; the default is 1. */
  readonly scale?: number;
  /** Location m; the default is 0. */
  readonly location?: number;
  /** `'S0'` (the default) or `'S1'`. */
  readonly parametrization?: 'S0' | 'S1';
}

/** A law after its checks. */
export interface CheckedLaw {
  readonly alpha: number;
  readonly beta: number;
  readonly scale: number;
  readonly location: number;
  /** The form `location` is meant in; at alpha = 1 and 2 always S0. */
  readonly form: 'S0' | 'S1';
}

/** tan(pi alpha / 2), exactly 0 at alpha = 2; do not call at alpha = 1. */
export function tanHalf(alpha: number): number {
  return alpha === 2
    ? 0
    : alpha > 1
      ? -Math.tan((Math.PI * (2 - alpha)) / 2)
      : Math.tan((Math.PI * alpha) / 2);
}

/** The shift m0 - m1 between the two forms. */
export function shiftBetweenForms(alpha: number, beta: number, scale: number): number {
  if (beta === 0) return 0;
  return alpha === 1 ? beta * (2 / Math.PI) * scale * Math.log(scale) : beta * scale * tanHalf(alpha);
}

/**
 * Checks a law and fills in the defaults.
 *
 * @throws RangeError for alpha outside [0.2, 2], beta outside [-1, 1], a scale that is not positive
 */
export function checkLaw(law: StableLaw): CheckedLaw {
  checkFields('law', law, ['alpha', 'beta', 'scale', 'location', 'parametrization']);
  const { alpha, beta = 0, scale = 1, location = 0, parametrization = 'S0' } = law;
  if (typeof alpha !== 'number' || !(alpha >= 0.2 && alpha <= 2))
    throw argumentError('alpha', alpha, 'a number from 0.2 to 2');
  if (typeof beta !== 'number' || !(beta >= -1 && beta <= 1))
    throw argumentError('beta', beta, 'a number from -1 to 1');
  checkPositive('scale', scale);
  checkFinite('location', location);
  checkOneOf('parametrization', parametrization, ['S0', 'S1']);
  if (alpha === 2) return { alpha, beta: 0, scale, location, form: 'S0' };
  if (alpha !== 1 || parametrization === 'S0') return { alpha, beta, scale, location, form: parametrization };
  return { alpha, beta, scale, location: location + shiftBetweenForms(1, beta, scale), form: 'S0' };
}

/** The same law with its location in the other form. */
export function toParametrization(law: StableLaw, parametrization: 'S0' | 'S1'): Required<StableLaw> {
  checkOneOf('parametrization', parametrization, ['S0', 'S1']);
  const { alpha, beta, scale } = checkLaw(law);
  const given = law.parametrization ?? 'S0';
  const shift = given === parametrization ? 0 : shiftBetweenForms(alpha, beta, scale);
  const location = (law.location ?? 0) + (parametrization === 'S0' ? shift : -shift);
  return { alpha, beta, scale, location, parametrization };
}
