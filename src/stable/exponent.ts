import { tanHalf } from './law.js';

/**
 * The exponent of Zolotarev's integrals on one side of a standard stable law.
 *
 * Angles psi + phi = length are measured from both ends of the interval of integration, so that each is exact
 * near its own end; psi = length / (1 + e^-s) maps the interval onto the whole line, where log g is smooth, monotone
 * and nearly straight towards both ends.
 */
export interface Exponent {
  /** Length of the interval of integration. */
  readonly length: number;
  /** log g at the place s. */
  readonly log: (s: number) => number;
  /** Whether log g rises with s. */
  readonly rises: boolean;
  /** log g as a function of the step from a place. */
  readonly from: (origin: Place) => (step: number) => number;
}

/** A place s with u = log g there. */
export interface Place {
  readonly s: number;
  readonly u: number;
}

/** What does not depend on x on one side (y > 0) of a law with alpha other than 1. */
export interface Side {
  readonly length: number;
  /** pi - length, exact where it is small. */
  readonly rest: number;
  /** log g = power * log y + shape(s). */
  readonly power: number;
  readonly shape: (s: number) => number;
  readonly rises: boolean;
}

/**
 * log V of Nolan's formula in the angles psi and phi:
 * V = cos(alpha theta_0)^(1/(alpha-1)) [sin phi / sin alpha psi]^(alpha/(alpha-1)) sin(alpha psi + phi) / sin phi.
 * Every sine of an angle near pi is taken of its supplement, a sum of positive terms.
 */
export function sideOf(alpha: number, beta: number): Side {
  const tangent = alpha === 2 ? 0 : Math.abs(tanHalf(alpha));
  // The two angles of which one vanishes for a totally skewed law.
  const towards = Math.atan2((1 + beta) * tangent, 1 - beta * tangent * tangent);
  const away = Math.atan2((1 - beta) * tangent, 1 + beta * tangent * tangent);
  const light = alpha > 1;
  const supplement = light ? towards : Math.PI * (1 - alpha) + away; // pi - alpha length
  const length = light ? (Math.PI - towards) / alpha : towards / alpha;
  const rest = light ? (Math.PI * (alpha - 1) + towards) / alpha : away / alpha;
  const power = alpha / (alpha - 1);
  const constant = (-0.5 * Math.log1p((beta * tangent) ** 2)) / (alpha - 1);
  const shape = (s: number): number => {
    const e = Math.exp(-Math.abs(s));
    const near = (length * e) / (1 + e);
    const far = length / (1 + e);
    const psi = s < 0 ? near : far;
    const phi = s < 0 ? far : near;
    const turned = alpha * psi;
    const sinPhi = Math.sin(phi < 1.6 ? phi : rest + psi);
    const sinTurned = Math.sin(turned < 1.6 ? turned : supplement + alpha * phi);
    const both = turned + phi;
    const sinBoth = Math.sin(
      both < 1.6 ? both : light ? supplement + (alpha - 1) * phi : rest + (1 - alpha) * psi,
    );
    return power * Math.log(sinPhi / sinTurned) + Math.log(sinBoth / sinPhi) + constant;
  };
  return { length, rest, power, shape, rises: !light };
}

/** Angles at a place, each exact near its own end; `cotangent` is that of phi, `q` is pi/2 + beta theta. */
interface AtOne {
  readonly psi: number;
  readonly phi: number;
  readonly sine: number;
  readonly cotangent: number;
  readonly q: number;
}

/** The exponent for alpha = 1 and 0 < beta <= 1 at x: -pi x / (2 beta) + log(2/pi) + log(q / cos theta) + (q / beta) tan theta. */
export function exponentAtOne(x: number, beta: number): Exponent {
  const length = Math.PI;
  const start = (Math.PI / 2) * (1 - beta);
  const constant = Math.log(2 / Math.PI) - (Math.PI * x) / (2 * beta);
  const at = (s: number): AtOne => {
    const e = Math.exp(-Math.abs(s));
    const [near, far] = [(length * e) / (1 + e), length / (1 + e)];
    const [psi, phi] = s < 0 ? [near, far] : [far, near];
    const sine = Math.sin(near);
    const cosine = s < 0 ? -Math.cos(near) : Math.cos(near);
    return { psi, phi, sine, cotangent: cosine / sine, q: start + beta * psi };
  };
  const log = (s: number): number => {
    const { q, sine, cotangent } = at(s);
    return constant + Math.log(q / sine) + (q / beta) * cotangent;
  };
  // For large x the constant and the last term nearly cancel and log g is very steep; its differences are not hurt.
  const from = (origin: Place) => {
    const o = at(origin.s);
    return (step: number): number => {
      const { psi, phi, sine, cotangent, q } = at(origin.s + step);
      // o.phi - phi without cancellation
      const closer = (step > 0 ? -o.phi * psi * Math.expm1(-step) : o.psi * phi * Math.expm1(step)) / length;
      const logs = origin.u + Math.log((q / o.q) * (o.sine / sine));
      const cotangents = Math.sin(closer) / (sine * o.sine);
      if (origin.s > 0) return logs + (q / beta) * cotangents + closer * o.cotangent;
      const opening = start === 0 ? 0 : (start / beta) * cotangents;
      return logs + opening + (psi * cotangent - o.psi * o.cotangent);
    };
  };
  return { length, log, from, rises: true };
}
