/**
 * Where E||M e1||^s has its mass for s > 0: a density of (sqrt X, sqrt Y) tilted by ||M e1||^s. For large s that is far from the bulk
 * of the density, and between the two there is nothing to integrate.
 */

/** The tilted log-density, and where it counts. */
export interface FarField {
  /** at p = sqrt X: its maximum over q = sqrt Y, less the log of the moment */
  readonly profile: (p: number) => number;
  /** local maxima of the profile, below and above the singularity p = 1/sqrt(c), where they are above `floor` */
  readonly peaks: readonly number[];
  /** at p, the values of q between which the tilted log-density is above `floor`; null if it is nowhere */
  readonly range: (p: number) => readonly [number, number] | null;
}

/** Log-density of a chi variable up to a constant: 0 at its mode, precise near it. */
export function chiLogDensity(freedom: number, v: number): number {
  if (freedom === 1) return (-v * v) / 2;
  const mode = Math.sqrt(freedom - 1);
  const ratio = (v - mode) / mode;
  const log = ratio > -0.5 && ratio < 0.5 ? Math.log1p(ratio) : Math.log(v / mode);
  return (freedom - 1) * log - ((v - mode) * (v + mode)) / 2;
}

/** Math.hypot of two numbers as V8 rounds it, in half the time: its call takes any number of numbers. */
function hypotenuse(x: number, y: number): number {
  const [a, b] = [Math.abs(x), Math.abs(y)];
  const most = Math.max(a, b);
  if (!(most > 0 && most < Infinity)) return Math.hypot(x, y);
  return Math.sqrt((a / most) * (a / most) + (b / most) * (b / most)) * most;
}

/** The tilted log-density of (p, q) as a function of q, s above 0. */
function tilted(b: number, d: number, c: number, s: number, p: number): (q: number) => number {
  const row = chiLogDensity(b, p);
  const gap = 1 - c * p * p;
  const pull = c * p;
  return (q) => row + (d === 1 ? 0 : chiLogDensity(d - 1, q)) + s * Math.log(hypotenuse(gap, pull * q));
}

/** The q that maximises the tilted density at p: for d > 2 the positive root of a quadratic equation in Y. */
function bestColumn(d: number, c: number, s: number, p: number): number {
  if (d === 1) return 0;
  const k = d - 2;
  const tilt = c * c * p * p;
  const gap = (1 - c * p * p) ** 2 / tilt;
  if (!Number.isFinite(gap)) return Math.sqrt(k);
  // Y² - (k + s - gap) Y - k gap = 0
  const half = (k + s - gap) / 2;
  const root = Math.sqrt(half * half + k * gap);
  const y = half > 0 ? half + root : (k * gap) / (root - half || 1);
  return Math.sqrt(Math.max(0, y));
}

/** Maximum of a function on [from, to] that has one: a scan, then golden sections. */
function maximum(f: (x: number) => number, from: number, to: number): number {
  const pieces = 24;
  const at = (j: number): number => from + ((to - from) * j) / pieces;
  let best = 0;
  let value = -Infinity;
  for (let j = 0; j <= pieces; j++) {
    const next = f(at(j));
    if (next > value) [best, value] = [j, next];
  }
  let [left, right] = [at(Math.max(0, best - 1)), at(Math.min(pieces, best + 1))];
  const golden = 0.6180339887498949;
  let [x1, x2] = [right - golden * (right - left), left + golden * (right - left)];
  let [f1, f2] = [f(x1), f(x2)];
  for (let i = 0; i < 60 && right - left > 0.1; i++)
    if (f1 > f2) {
      [right, x2, f2] = [x2, x1, f1];
      f1 = f((x1 = right - golden * (right - left)));
    } else {
      [left, x1, f1] = [x1, x2, f2];
      f2 = f((x2 = left + golden * (right - left)));
    }
  return (left + right) / 2;
}

/** Beyond it the tilted density of S = X + Y, at most S^(n/2 - 1) e^(-S/2) (cS - 1)^s, has fallen for good. */
const beyond = (n: number, c: number, s: number): number => n + 2 * s + (s > 0 ? 1 / c : 0) + 1;

/**
 * @param logGrowth a lower bound of log E||M e1||^s
 * @param floor log of the least share of the moment that counts
 */
export function farField(
  p: { readonly batchSize: number; readonly dimension: number; readonly scale: number },
  s: number,
  logGrowth: number,
  floor: number,
): FarField {
  const { batchSize: b, dimension: d, scale: c } = p;
  const profile = (x: number): number => tilted(b, d, c, s, x)(bestColumn(d, c, s, x)) - logGrowth;
  const split = 1 / Math.sqrt(c);
  const end = Math.sqrt(beyond(b + d, c, s)) + 10;
  const peaks = [maximum(profile, 0, Math.min(split, end))];
  if (end > split) peaks.push(maximum(profile, split, end));
  return {
    profile,
    peaks: peaks.filter((x) => profile(x) > floor),
    range(x) {
      const top = bestColumn(d, c, s, x);
      const density = tilted(b, d, c, s, x);
      const value = (q: number): number => density(q) - logGrowth - floor;
      if (!(value(top) > 0)) return null;
      if (d === 1) return [0, 1];
      return [edge(value, top, -1), edge(value, top, 1)];
    },
  };
}

/** Where a function that falls from `top` in direction `side` is 0, from outside to within a quarter; 0 at the least. */
function edge(value: (q: number) => number, top: number, side: number): number {
  let inside = 0;
  let outside = 4;
  while (top + side * outside > 0 && value(top + side * outside) > 0)
    [inside, outside] = [outside, 2 * outside];
  if (top + side * outside <= 0) return 0;
  while (outside - inside > 0.25) {
    const middle = (inside + outside) / 2;
    if (value(top + side * middle) > 0) inside = middle;
    else outside = middle;
  }
  return top + side * outside;
}

/**
 * The positive root of the convex function sup over (p, q) of the tilted log-density: alpha by the largest term of the integral,
 * which is near for large alpha.
 */
export function saddleTailIndex(p: {
  readonly batchSize: number;
  readonly dimension: number;
  readonly scale: number;
}): number {
  const { batchSize: b, dimension: d, scale: c } = p;
  let s = 2 / c + 4;
  for (let i = 0; i < 50; i++) {
    const end = Math.sqrt(beyond(b + d, c, s)) + 10;
    const profile = (x: number): number => tilted(b, d, c, s, x)(bestColumn(d, c, s, x));
    const x = maximum(profile, Math.min(1 / Math.sqrt(c), end / 2), end);
    const slope = Math.log(Math.hypot(1 - c * x * x, c * x * bestColumn(d, c, s, x)));
    if (!(slope > 0)) return s;
    const next = s - profile(x) / slope;
    if (Math.abs(next - s) < 1e-3 * Math.sqrt(s)) return next;
    s = Math.max(next, s / 2);
  }
  return s;
}
