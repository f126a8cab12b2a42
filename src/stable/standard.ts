import { exponentAtOne, sideOf, type Side } from './exponent.js';
import { gammaFunction } from './gammaFunction.js';
import { tanHalf } from './law.js';
import { integrate } from './quadrature.js';
import { sideDensity } from './sideDensity.js';

/** Density and both tail probabilities at a point, each with its own relative accuracy. */
export interface StablePoint {
  readonly logDensity: number;
  /** P(X <= x). */
  readonly below: number;
  /** P(X > x). */
  readonly above: number;
}

/** A law with scale 1 and location 0 as a function of x, in the S0 form unless `form` says S1 (not at alpha = 1). */
export type StandardLaw = (x: number, form?: 'S0' | 'S1') => StablePoint;

const mirrored = ({ logDensity, below, above }: StablePoint): StablePoint => ({
  logDensity,
  below: above,
  above: below,
});

const cauchy: StandardLaw = (x) => ({
  logDensity: -Math.log(Math.PI) - (Math.abs(x) > 1e8 ? 2 * Math.log(Math.abs(x)) : Math.log1p(x * x)),
  below: Math.atan2(1, -x) / Math.PI,
  above: Math.atan2(1, x) / Math.PI,
});

/** |x| from which the tail series at alpha = 1 is used: exact to 1e-8 there, where the integral loses digits for small beta. */
const FAR_AT_ONE = 1e5;

/** Tail series for alpha = 1 and large x > 0, to the second term: the next is smaller by (log x / x)². */
function farAtOne(x: number, beta: number): StablePoint {
  const DIGAMMA_2 = 0.4227843350984671;
  const bend = ((2 * beta) / Math.PI) * (Math.log(x) - DIGAMMA_2);
  const above = ((1 + beta) / (Math.PI * x)) * (1 + bend / x);
  const slope = 1 + (2 * bend - (2 * beta) / Math.PI) / x;
  const logDensity = Math.log((1 + beta) / Math.PI) - 2 * Math.log(x) + Math.log(slope);
  return { logDensity, below: 1 - above, above };
}

function atOne(beta: number): StandardLaw {
  const size = Math.abs(beta);
  const positive: StandardLaw = (x) => {
    if (x > FAR_AT_ONE) return farAtOne(x, size);
    if (-x > FAR_AT_ONE && size < 1) return mirrored(farAtOne(-x, -size));
    const { logDensity, passed, held } = integrate(exponentAtOne(x, size));
    return { logDensity: logDensity - Math.log(2 * size), below: passed / Math.PI, above: held / Math.PI };
  };
  return beta > 0 ? positive : (x) => mirrored(positive(-x));
}

/** log of what the integral is multiplied by to be the density. */
const logFactor = (alpha: number, y: number): number => Math.log(alpha / (Math.PI * Math.abs(alpha - 1) * y));

/** y > 0 from the point where the two sides meet. */
function onSide(alpha: number, side: Side, y: number): StablePoint {
  const { length, rest, power, shape, rises } = side;
  if (length === 0) return { logDensity: -Infinity, below: 1, above: 0 };
  const shift = power * Math.log(y);
  const { logDensity, passed, held } = integrate({
    length,
    rises,
    log: (s) => shift + shape(s),
    from: (origin) => (step) => shift + shape(origin.s + step),
  });
  const own = alpha > 1 ? passed : held;
  const other = alpha > 1 ? held : passed;
  return {
    logDensity: logDensity + logFactor(alpha, y),
    below: (rest + other) / Math.PI,
    above: own / Math.PI,
  };
}

/** Where the two sides meet: the density there has a closed form. */
function atJoin(alpha: number, beta: number, right: Side): StablePoint {
  const zeta = -beta * tanHalf(alpha);
  const theta = right.length - Math.PI / 2;
  const cosine = Math.abs(theta) > 1.5 ? Math.sin(Math.min(right.length, right.rest)) : Math.cos(theta);
  const density =
    (gammaFunction(1 + 1 / alpha) * cosine) / (Math.PI * (1 + zeta * zeta) ** (1 / (2 * alpha)));
  return { logDensity: Math.log(density), below: right.rest / Math.PI, above: right.length / Math.PI };
}

function awayFromOne(alpha: number, beta: number): StandardLaw {
  const right = sideOf(alpha, beta);
  const left = sideOf(alpha, -beta);
  const zeta = -beta * tanHalf(alpha);
  const join = atJoin(alpha, beta, right);
  return (x, form) => {
    const y = form === 'S1' ? x : x - zeta;
    if (Math.abs(y) < 1e-280) return join;
    return y > 0 ? onSide(alpha, right, y) : mirrored(onSide(alpha, left, -y));
  };
}

const ALPHA_SPACING = 1e-4;
const BETA_SPACING = 4e-3;
const NODES = [-2, -1, 0, 1, 2];

/**
 * Fourth-order interpolation between the laws at -2, -1, 0, 1, 2 spacings, for parameters where the formulas lose digits.
 *
 * @param t the place, in spacings
 */
function between(t: number, zeta: number, laws: readonly StandardLaw[]): StandardLaw {
  const factors = NODES.map((node) =>
    NODES.reduce(
      (product, other) => (other === node ? product : (product * (t - other)) / (node - other)),
      1,
    ),
  );
  return (given, form) => {
    const x = form === 'S1' ? given + zeta : given;
    const points = laws.map((law) => law(x));
    const blend = (values: number[]): number =>
      values.every(Number.isFinite)
        ? values.reduce((sum, value, i) => sum + factors[i] * value, 0)
        : values[2];
    return {
      logDensity: blend(points.map((p) => p.logDensity)),
      below: Math.exp(blend(points.map((p) => Math.log(p.below)))),
      above: Math.exp(blend(points.map((p) => Math.log(p.above)))),
    };
  };
}

/**
 * The standard stable law with scale 1 and location 0 in the S0 form.
 *
 * Source: Nolan 1997, "Numerical calculation of stable densities and distribution functions", theorem 1 (Zolotarev's
 * integrals). Within 1e-4 of alpha = 1 (for beta other than 0), and 4e-3 of beta = 0 at alpha = 1, where those lose digits, the law
 * is interpolated between its neighbours: it is smooth there.
 *
 * @param alpha from 0.2 to 2
 * @param beta from -1 to 1
 */
export function standardLaw(alpha: number, beta: number): StandardLaw {
  const near = (offset: number, spacing: number): boolean =>
    offset !== 0 && Math.abs(offset) < 0.99 * spacing;
  if (near(alpha - 1, ALPHA_SPACING))
    return between(
      (alpha - 1) / ALPHA_SPACING,
      -beta * tanHalf(alpha),
      NODES.map((node) => standardLaw(1 + node * ALPHA_SPACING, beta)),
    );
  if (alpha !== 1) return awayFromOne(alpha, beta);
  if (near(beta, BETA_SPACING))
    return between(
      beta / BETA_SPACING,
      0,
      NODES.map((node) => standardLaw(1, node * BETA_SPACING)),
    );
  return beta === 0 ? cauchy : atOne(beta);
}

/** Nearer to alpha = 1 log g is so steep that there would be thousands of panels. */
const STEEP = 0.05;

/** The log density of {@link standardLaw} alone, for many points: what does not depend on x is computed once. */
export function standardLogDensity(alpha: number, beta: number): (x: number, form?: 'S0' | 'S1') => number {
  const law = standardLaw(alpha, beta);
  if (Math.abs(alpha - 1) < STEEP) return (x, form) => law(x, form).logDensity;
  const zeta = -beta * tanHalf(alpha);
  const sides = [sideOf(alpha, beta), sideOf(alpha, -beta)];
  const densities = sides.map(sideDensity);
  return (x, form) => {
    const y = form === 'S1' ? x : x - zeta;
    const which = y > 0 ? 0 : 1;
    const size = Math.abs(y);
    const log =
      size < 1e-280 || sides[which].length === 0
        ? null
        : densities[which](sides[which].power * Math.log(size));
    return log === null ? law(x, form).logDensity : log + logFactor(alpha, size);
  };
}
