import { stableQuantile } from '../stable/index.js';
import { SMALLEST_ALPHA } from './stableFit.js';

/** The probabilities of McCulloch's quantiles. */
export const SHARES: readonly number[] = [0.05, 0.25, 0.5, 0.75, 0.95];

/** McCulloch's ratios: log width of the tails, and their imbalance; neither depends on scale or location. */
export interface Ratios {
  readonly width: number;
  readonly imbalance: number;
}

/** The ratios of five quantiles. */
export const ratiosOf = ([q05, q25, q50, q75, q95]: readonly number[]): Ratios => ({
  width: Math.log((q95 - q05) / (q75 - q25)),
  imbalance: (q95 - q50 + (q05 - q50)) / (q95 - q05),
});

/** Quantiles of the standard law at the shares, S0. */
export function quantilesOf(alpha: number, beta: number): number[] {
  const at = (p: number): number => stableQuantile(p, { alpha, beta });
  if (beta !== 0) return SHARES.map(at);
  const [q75, q95] = [at(SHARES[3]), at(SHARES[4])];
  return [-q95, -q75, 0, q75, q95];
}

const ALPHA_STEPS = 24;
const BETA_STEPS = 8;

/** Place on the grid: the ratios are smooth in 1/alpha, and change fastest near alpha = 2. */
const placeOf = (alpha: number): number =>
  ALPHA_STEPS * Math.sqrt(Math.max(0, 1 / alpha - 0.5) / (1 / SMALLEST_ALPHA - 0.5));
const alphaAt = (place: number): number =>
  1 / (0.5 + (1 / SMALLEST_ALPHA - 0.5) * (place / ALPHA_STEPS) ** 2);

let grid: readonly (readonly Ratios[])[] | undefined;

/** Made at the first call, about 0.2 s: rows by alpha, columns by beta from 0 to 1. */
const ratioGrid = (): readonly (readonly Ratios[])[] =>
  (grid ??= Array.from({ length: ALPHA_STEPS + 1 }, (_, i) =>
    Array.from({ length: BETA_STEPS + 1 }, (_, j) => ratiosOf(quantilesOf(alphaAt(i), j / BETA_STEPS))),
  ));

/** Lagrange's factors of the four nodes around a place. */
function four(place: number, last: number): { first: number; factors: readonly number[] } {
  const first = Math.max(0, Math.min(last - 3, Math.floor(place) - 1));
  const t = place - first;
  return {
    first,
    factors: [
      (-(t - 1) * (t - 2) * (t - 3)) / 6,
      (t * (t - 2) * (t - 3)) / 2,
      (-t * (t - 1) * (t - 3)) / 2,
      (t * (t - 1) * (t - 2)) / 6,
    ],
  };
}

/** The ratios of the law (alpha, beta), beta >= 0, by cubic interpolation: to about 1e-4. */
export function ratiosAt(alpha: number, beta: number): Ratios {
  const table = ratioGrid();
  const a = four(placeOf(alpha), ALPHA_STEPS);
  const b = four(beta * BETA_STEPS, BETA_STEPS);
  let [width, imbalance] = [0, 0];
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) {
      const factor = a.factors[i] * b.factors[j];
      const node = table[a.first + i][b.first + j];
      width += factor * node.width;
      imbalance += factor * node.imbalance;
    }
  return { width, imbalance };
}

/** Root of a rising function between two ends, or the end it lies beyond. */
export function risingRoot(f: (x: number) => number, from: number, to: number): number {
  if (f(from) >= 0) return from;
  if (f(to) <= 0) return to;
  let [low, high] = [from, to];
  for (let i = 0; i < 44; i++) {
    const middle = (low + high) / 2;
    if (f(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** alpha whose law with this beta has the width; 0.2 or 2 where none has. */
const alphaFor = (width: number, beta: number): number =>
  1 / risingRoot((inverse) => ratiosAt(1 / inverse, beta).width - width, 0.5, 1 / SMALLEST_ALPHA);

/** The law (alpha, beta) that has the ratios, or the nearest: alpha from 0.2 to 2, beta from -1 to 1. */
export function lawWithRatios(
  { width, imbalance }: Ratios,
  symmetric: boolean,
): { alpha: number; beta: number } {
  const size = Math.abs(imbalance);
  const beta = symmetric ? 0 : risingRoot((b) => ratiosAt(alphaFor(width, b), b).imbalance - size, 0, 1);
  const alpha = alphaFor(width, beta);
  return { alpha, beta: alpha === 2 ? 0 : Math.sign(imbalance) * beta + 0 };
}
