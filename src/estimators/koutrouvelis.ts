import { argumentError, checkOneOf } from '../check.js';
import { asymptoticInterval, type TailEstimate } from './estimate.js';
import { checkSample, type Sample } from './sample.js';
import type { StableFit, StableFitOptions } from './stableFits.js';
import { droppedRows, stableLimit } from './warnings.js';

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

interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly slopeError: number;
}

function line(x: readonly number[], y: readonly number[]): Line {
  const n = x.length;
  const mx = x.reduce((a, b) => a + b, 0) / n;
  const my = y.reduce((a, b) => a + b, 0) / n;
  const xx = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  const slope = x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0) / xx;
  const rest = x.reduce((sum, v, i) => sum + (y[i] - my - slope * (v - mx)) ** 2, 0);
  return { slope, intercept: my - slope * mx, slopeError: Math.sqrt(rest / Math.max(1, n - 2) / xx) };
}

const average = (values: Float64Array, f: (x: number) => number): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += f(values[i]);
  return sum / values.length;
};

/** log(-log |phi(t)|²) at the points: a straight line in log t with slope alpha and intercept log(2 c^alpha). */
function modulusLine(z: Float64Array, points: number): Line {
  const x: number[] = [];
  const y: number[] = [];
  for (let k = 1; k <= points; k++) {
    const t = (Math.PI * k) / 25;
    const square = average(z, (v) => Math.cos(t * v)) ** 2 + average(z, (v) => Math.sin(t * v)) ** 2;
    // Below its sampling noise 1/n the modulus says nothing.
    if (square > 4 / z.length && square < 1) {
      x.push(Math.log(t));
      y.push(Math.log(-Math.log(square)));
    }
  }
  if (x.length < 3)
    throw argumentError(
      'sample',
      z.length,
      'large enough for its characteristic function to be seen; its size',
    );
  return line(x, y);
}

/**
 * Regression on the empirical characteristic function (Koutrouvelis): log(-log|phi(t)|²) is a line in log t with slope alpha.
 * The sample is first scaled by its quartiles, then three times by the fit. Gives alpha and the scale; beta and the location
 * of the answer are 0 and the median. The standard error is that of the regression line, whose points depend on each
 * other: too small; use `bootstrap` for an honest one.
 *
 * Source: Koutrouvelis 1980, "Regression-type estimation of the parameters of stable laws".
 *
 * @throws RangeError for vectors, fewer than 100 values, a sample whose middle half is one value
 */
export function koutrouvelis(
  sample: Sample,
  options: Omit<StableFitOptions, 'shape'> = {},
): TailEstimate<StableFit> {
  const checked = checkSample(sample, 100, options);
  if (checked.columns !== 1)
    throw argumentError('sample.columns', checked.columns, '1: the method is for scalars');
  checkOneOf('nonFinite', options.nonFinite ?? 'error', ['error', 'drop']);
  const sorted = checked.data.slice().sort();
  const at = (p: number): number => sorted[Math.round(p * (sorted.length - 1))];
  const location = at(0.5);
  let scale = (at(0.75) - at(0.25)) / 2;
  if (!(scale > 0)) throw argumentError('sample', at(0.25), 'spread out; the quartiles are both');
  let fit: Line = { slope: 1.5, intercept: Math.LN2, slopeError: 0 };
  for (let round = 0; round < 4; round++) {
    const z = checked.data.map((x) => (x - location) / scale);
    fit = modulusLine(z, pointCount(fit.slope, checked.rows));
    scale *= Math.exp((fit.intercept - Math.LN2) / fit.slope);
  }
  const alpha = Math.min(2, fit.slope);
  return {
    tailIndex: alpha,
    interval: asymptoticInterval(alpha, fit.slopeError, options.level),
    standardError: fit.slopeError,
    method: 'koutrouvelis',
    diagnostics: { alpha, beta: 0, scale, location },
    warnings: [...droppedRows(checked.dropped, checked.rows), ...stableLimit(alpha, fit.slopeError)],
  };
}
