import type { Exponent, Place } from './exponent.js';
import { gaussLegendre } from './gaussLegendre.js';

/** The three integrals of Zolotarev over the interval of an exponent. */
export interface Integrals {
  /** log of the integral of g e^-g, for the density. */
  readonly logDensity: number;
  /** Integral of e^-g. */
  readonly passed: number;
  /** Integral of 1 - e^-g. */
  readonly held: number;
}

const POINTS = 16;
const { nodes, weights } = gaussLegendre(POINTS);
const FARTHEST = 700;
const NEGLIGIBLE = 1e-15;
/** log g from which e^-g is 0 whatever happens, and the density e^-g but for 1e-11 of its log. */
const LARGEST = 30;

/** Where log g = 0, or the low end of log g if it is above 0 everywhere. Bisection, then false position (Illinois). */
function start({ log, rises }: Exponent): Place {
  let low = rises ? -FARTHEST : FARTHEST;
  let high = -low;
  let uLow = log(low);
  if (!(uLow < 0)) {
    // g - g_low grows at least as fast as e^-|s| g_low here: e^-45 beyond it nothing is left.
    const s = Math.sign(low) * Math.min(FARTHEST, 45 + Math.max(0, uLow));
    return { s, u: log(s) };
  }
  let uHigh = log(high);
  let kept = 0;
  for (let i = 0; i < 200; i++) {
    const finite = uLow > -50 && uHigh < 50;
    const s = finite ? (low * uHigh - high * uLow) / (uHigh - uLow) : (low + high) / 2;
    const u = log(s);
    if (Math.abs(u) < 0.3 || Math.abs(high - low) < 1e-13 * (1 + Math.abs(s))) return { s, u };
    if (u < 0) {
      [low, uLow] = [s, u];
      if (kept === -1 && finite) uHigh /= 2;
      kept = -1;
    } else {
      [high, uHigh] = [s, u];
      if (kept === 1 && finite) uLow /= 2;
      kept = 1;
    }
  }
  return { s: low, u: log(low) };
}

/** Sums over panels from a place in one direction until the rest is negligible; `floor` is taken off g in e^-g. */
function march(exponent: Exponent, from: Place, direction: 1 | -1, floor: number, sums: Float64Array): void {
  const { length, rises } = exponent;
  const log = exponent.from(from);
  const upwards = rises === direction > 0;
  let step = 0;
  let u = from.u;
  let width = 0.5;
  for (;;) {
    let next = log(step + direction * width);
    const limit = u > -2.5 || upwards ? 2 : 3;
    while (Math.abs(next - u) > 1.4 * limit && width > 1e-300) {
      width *= Math.max(0.1, (0.9 * limit) / Math.abs(next - u));
      next = log(step + direction * width);
    }
    addPanel(log, from.s, step + (direction * width) / 2, width / 2, length, floor, sums);
    const change = Math.abs(next - u);
    step += direction * width;
    u = next;
    const s = from.s + step;
    const g = Math.exp(u);
    const remaining = length / (1 + Math.exp(direction * s));
    const bound = upwards ? (g > 1 ? g * Math.exp(floor - g) : 1) : Math.min(g, 1);
    if (!(bound * remaining > NEGLIGIBLE * sums[0]) || Math.abs(s) > FARTHEST + 10) {
      if (upwards) sums[2] += remaining;
      else if (floor === 0) sums[1] += remaining;
      return;
    }
    width = Math.min(2, width * Math.min(4, (0.95 * limit) / change));
  }
}

/** Adds a Gauss–Legendre panel to the sums of g e^-g, e^-g and 1 - e^-g. */
function addPanel(
  log: (step: number) => number,
  origin: number,
  middle: number,
  half: number,
  length: number,
  floor: number,
  sums: Float64Array,
): void {
  for (let i = 0; i < POINTS; i++) {
    const step = middle + half * nodes[i];
    const e = Math.exp(-Math.abs(origin + step));
    const g = Math.exp(log(step));
    const weight = (weights[i] * half * length * e) / ((1 + e) * (1 + e));
    const left = Math.exp(floor - g);
    sums[0] += weight * g * left;
    sums[1] += weight * left;
    sums[2] -= weight * Math.expm1(-g);
  }
}

/**
 * Integrates by Gauss–Legendre panels, outwards from the place where g = 1, with panels short enough
 * for log g to change little on each. All terms are positive, so nothing cancels and far tails keep their relative
 * accuracy; g is monotone, so what is left out is bounded.
 */
export function integrate(exponent: Exponent): Integrals {
  const from = start(exponent);
  if (from.u > LARGEST) return { logDensity: -Math.exp(from.u), passed: 0, held: exponent.length };
  const floor = from.u > 0.5 ? Math.exp(from.u) : 0;
  const sums = new Float64Array(3);
  march(exponent, from, 1, floor, sums);
  march(exponent, from, -1, floor, sums);
  return {
    logDensity: Math.log(sums[0]) - floor,
    passed: sums[1] * Math.exp(-floor),
    held: sums[2],
  };
}
