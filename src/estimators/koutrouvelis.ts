import { argumentError, checkFields } from '../check.js';
import { tanHalf } from '../stable/law.js';
import { asymptoticInterval, type TailEstimate } from './estimate.js';
import { fitWarnings, readScalars, type StableFit, type StableFitOptions } from './stableFit.js';
import type { Sample } from './sample.js';

/** Number of points t = pi k / 25 of the regression by alpha (rows) for samples of 200, 800 and 1600 (Koutrouvelis' table 1). */
const POINTS: readonly (readonly [alpha: number, small: number, middle: number, large: number])[] = [
  [1.9, 9, 9, 10],
  [1.5, 11, 11, 11],
  [1.3, 22, 16, 14],
  [1.1, 24, 18, 15],
  [0.9, 28, 22, 18],
  [0.7, 30, 24, 20],
  [0.5, 86, 68, 56],
  [0.3, 134, 124, 118],
];

function pointCount(alpha: number, n: number): number {
  const row = POINTS.reduce((best, r) => (Math.abs(r[0] - alpha) < Math.abs(best[0] - alpha) ? r : best));
  return n < 400 ? row[1] : n < 1200 ? row[2] : row[3];
}

/** Values in units of the fit; what is too large for a double is as good as the largest. */
function standardised(values: Float64Array, location: number, scale: number): Float64Array {
  const z = new Float64Array(values.length);
  const middle = location / scale;
  for (let i = 0; i < z.length; i++)
    z[i] = Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, values[i] / scale - middle));
  return z;
}

/** Cosines and sines of angle, 2 angle, …, as many as there is room for, by the recurrence of cosines. */
function multiples(angle: number, cosines: Float64Array, sines: Float64Array): void {
  let cos = Math.cos(angle);
  let sin = Math.sin(angle);
  const twice = 2 * cos;
  let cosBefore = 1;
  let sinBefore = 0;
  for (let k = 0; k < cosines.length; k++) {
    cosines[k] = cos;
    sines[k] = sin;
    const cosNext = twice * cos - cosBefore;
    const sinNext = twice * sin - sinBefore;
    cosBefore = cos;
    sinBefore = sin;
    cos = cosNext;
    sin = sinNext;
  }
}

/** Adds what {@link multiples} gives for two angles, the first one first: side by side neither recurrence waits for itself. */
function addTwo(first: number, second: number, re: Float64Array, im: Float64Array): void {
  let [cosA, sinA, cosB, sinB] = [Math.cos(first), Math.sin(first), Math.cos(second), Math.sin(second)];
  const [twiceA, twiceB] = [2 * cosA, 2 * cosB];
  let [cosBeforeA, sinBeforeA, cosBeforeB, sinBeforeB] = [1, 0, 1, 0];
  for (let k = 0; k < re.length; k++) {
    re[k] = re[k] + cosA + cosB;
    im[k] = im[k] + sinA + sinB;
    const cosNextA = twiceA * cosA - cosBeforeA;
    const sinNextA = twiceA * sinA - sinBeforeA;
    const cosNextB = twiceB * cosB - cosBeforeB;
    const sinNextB = twiceB * sinB - sinBeforeB;
    cosBeforeA = cosA;
    sinBeforeA = sinA;
    cosBeforeB = cosB;
    sinBeforeB = sinB;
    cosA = cosNextA;
    sinA = sinNextA;
    cosB = cosNextB;
    sinB = sinNextB;
  }
}

/** Empirical characteristic function at t = spacing k: entry k - 1. */
function empirical(z: Float64Array, spacing: number, count: number): { re: Float64Array; im: Float64Array } {
  const [re, im] = [new Float64Array(count), new Float64Array(count)];
  const pairs = z.length - (z.length % 2);
  for (let i = 0; i < pairs; i += 2) addTwo(spacing * z[i], spacing * z[i + 1], re, im);
  if (pairs < z.length) {
    const [cos, sin] = [new Float64Array(count), new Float64Array(count)];
    multiples(spacing * z[pairs], cos, sin);
    for (let k = 0; k < count; k++) {
      re[k] += cos[k];
      im[k] += sin[k];
    }
  }
  return { re: re.map((sum) => sum / z.length), im: im.map((sum) => sum / z.length) };
}

interface ModulusFit {
  readonly slope: number;
  readonly intercept: number;
  /** What value i adds to the slope is the sum over k of weight k (re_k cos(t_k z_i) + im_k sin(t_k z_i)) - constant. */
  readonly weights: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const MODULUS_SPACING = Math.PI / 25;

/** log(-log |phi(t)|²) at the points: a straight line in log t with slope alpha and intercept log(2 c^alpha). */
function modulusLine(z: Float64Array, count: number): ModulusFit {
  const { re, im } = empirical(z, MODULUS_SPACING, count);
  const square = re.map((c, k) => c * c + im[k] * im[k]);
  // Below its sampling noise 1/n the modulus says nothing.
  const used = [...square.keys()].filter((k) => square[k] > 4 / z.length && square[k] < 1);
  if (used.length < 3)
    throw argumentError(
      'sample',
      z.length,
      'large enough for its characteristic function to be seen; its size',
    );
  const x = used.map((k) => Math.log(MODULUS_SPACING * (k + 1)));
  const y = used.map((k) => Math.log(-Math.log(square[k])));
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const xx = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  const slope = x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0) / xx;
  const weights = new Float64Array(count);
  used.forEach((k, i) => (weights[k] = (2 * (x[i] - mx)) / (xx * square[k] * Math.log(square[k]))));
  return { slope, intercept: my - slope * mx, weights, re, im };
}

/** Standard error of the slope: each value moves the points of the line together (delta method). */
function slopeError(z: Float64Array, { weights, re, im }: ModulusFit): number {
  const count = weights.length;
  const [cos, sin] = [new Float64Array(count), new Float64Array(count)];
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < z.length; i++) {
    let influence = 0;
    multiples(MODULUS_SPACING * z[i], cos, sin);
    for (let k = 0; k < count; k++) influence += weights[k] * (re[k] * cos[k] + im[k] * sin[k]);
    sum += influence;
    squares += influence * influence;
  }
  const n = z.length;
  return Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2) / n);
}

const PHASE_SPACING = Math.PI / 50;
const PHASE_POINTS = 15;

/** beta and location from the phase of phi, which is location t + beta tan(pi alpha / 2) (t^alpha - t) in the S0 form. */
function phaseFit(z: Float64Array, alpha: number, symmetric: boolean): { beta: number; location: number } {
  const { re, im } = empirical(z, PHASE_SPACING, PHASE_POINTS);
  let [aa, ab, bb, ay, by] = [0, 0, 0, 0, 0];
  for (let k = 0; k < PHASE_POINTS; k++) {
    const t = PHASE_SPACING * (k + 1);
    const bend =
      alpha === 1
        ? (-2 / Math.PI) * t * Math.log(t)
        : tanHalf(alpha) * t * Math.expm1((alpha - 1) * Math.log(t));
    const phase = Math.atan2(im[k], re[k]);
    aa += t * t;
    ab += t * bend;
    bb += bend * bend;
    ay += t * phase;
    by += bend * phase;
  }
  const free = symmetric || !(bb > 1e-12) ? 0 : (by * aa - ay * ab) / (bb * aa - ab * ab);
  const beta = Math.max(-1, Math.min(1, free));
  return { beta, location: (ay - beta * ab) / aa };
}

/**
 * Regression on the empirical characteristic function phi of a scalar sample (Koutrouvelis): log(-log|phi(t)|²) is a line in log t
 * with slope alpha, and the phase of phi gives beta and the location. The sample is first scaled by its quartiles, then
 * three times by the fit. The standard error of alpha is by the delta method, as the points of the line depend on each other.
 *
 * Source: Koutrouvelis 1980, "Regression-type estimation of the parameters of stable laws"; the phase is fitted in
 * the S0 form, at 15 points t up to 0.94 scales.
 *
 * @throws RangeError for vectors, fewer than 100 values, a sample whose middle half is one value
 */
export function koutrouvelis(sample: Sample, options: StableFitOptions = {}): TailEstimate<StableFit> {
  checkFields('options', options, ['shape', 'nonFinite', 'level']);
  const { checked, sorted } = readScalars(sample, options, 100);
  const at = (p: number): number => sorted[Math.round(p * (sorted.length - 1))];
  const median = at(0.5);
  let scale = at(0.75) / 2 - at(0.25) / 2;
  if (!(scale > 0)) throw argumentError('sample', at(0.25), 'spread out; the quartiles are both');
  let slope = 1.5;
  let fit: ModulusFit | undefined;
  let z = checked.data;
  for (let round = 0; round < 4; round++) {
    if (fit !== undefined) scale *= Math.exp((fit.intercept - Math.LN2) / fit.slope);
    z = standardised(checked.data, median, scale);
    fit = modulusLine(z, pointCount(slope, checked.rows));
    slope = fit.slope;
    if (!(slope > 0.05)) throw argumentError('sample', slope, 'like a stable law; the slope found is');
  }
  const standardError = slopeError(z, fit!);
  const alpha = Math.min(2, slope);
  const unit = Math.exp((fit!.intercept - Math.LN2) / slope);
  const { beta, location } = phaseFit(
    z.map((value) => value / unit),
    alpha,
    options.shape === 'symmetric',
  );
  scale *= unit;
  const interval = asymptoticInterval(alpha, standardError, options.level);
  return {
    tailIndex: alpha,
    interval,
    standardError,
    method: 'koutrouvelis',
    diagnostics: { alpha, beta, scale, location: median + scale * location },
    warnings: fitWarnings(checked, sorted, alpha, standardError, interval),
  };
}
