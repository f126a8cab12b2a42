import { argumentError, checkFields, checkInteger } from '../check.js';
import { asymptoticInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { chosenThreshold, droppedRows, fewTailPoints } from './warnings.js';

/** Options of {@link zetaTail}. */
export interface ZetaTailOptions extends SampleOptions, IntervalOptions {
  /** Where the power tail begins, an integer from 1; by default the value with the smallest Kolmogorov distance. */
  readonly xmin?: number;
}

/** Diagnostics of {@link zetaTail}. */
export interface ZetaTailDiagnostics {
  readonly xmin: number;
  /** Values at or above xmin. */
  readonly tailCount: number;
  /** Largest difference between the distribution functions of the tail and of the fitted law. */
  readonly distance: number;
}

/** Terms summed before the rest is taken from the Euler-Maclaurin formula. */
const TERMS = 12;

/**
 * Hurwitz' zeta function, the sum of (q + i)^-s over i = 0, 1 …, times q^s, which for large q and s the sum alone would be below every
 * number; s > 1, q > 0.
 */
export function scaledHurwitz(s: number, q: number): number {
  let sum = 0;
  for (let i = 0; i < TERMS; i++) sum += (1 + i / q) ** -s;
  const a = q + TERMS;
  const last = (a / q) ** -s;
  sum += (a * last) / (s - 1) + last / 2;
  // s/12, s(s+1)(s+2)/720 …: Bernoulli numbers over factorials.
  let term = (s * last) / a;
  for (const [i, factor] of [1 / 12, -1 / 720, 1 / 30_240, -1 / 1_209_600].entries()) {
    sum += factor * term;
    term *= ((s + 2 * i + 1) * (s + 2 * i + 2)) / (a * a);
  }
  return sum;
}

/** alpha of largest likelihood, from the mean log of the values over xmin: -(log scaledHurwitz)'(alpha + 1) is that mean. */
function likeliest(meanLog: number, xmin: number): number {
  const slope = (alpha: number): number => {
    const h = 1e-5 * alpha;
    const at = (x: number): number => Math.log(scaledHurwitz(x + 1, xmin));
    return (at(alpha - h) - at(alpha + h)) / (2 * h);
  };
  let [low, high] = [1e-3, 1];
  while (slope(high) > meanLog && high < 1e3) [low, high] = [high, 2 * high];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (slope(middle) > meanLog) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The fit to the values in rising order from a place on, of a law that begins at xmin, and its distance from them. */
function fitFrom(
  values: Float64Array,
  from: number,
  xmin = values[from],
): { alpha: number; distance: number } {
  const tail = values.subarray(from);
  const alpha = likeliest(tail.reduce((sum, x) => sum + Math.log(x / xmin), 0) / tail.length, xmin);
  const whole = scaledHurwitz(alpha + 1, xmin);
  let distance = 0;
  for (let i = 0; i < tail.length; i++) {
    if (i + 1 < tail.length && tail[i + 1] === tail[i]) continue;
    const next = tail[i] + 1;
    const below = 1 - (scaledHurwitz(alpha + 1, next) / whole) * (next / xmin) ** -(alpha + 1);
    distance = Math.max(distance, Math.abs((i + 1) / tail.length - below));
  }
  return { alpha, distance };
}

/** Places where the distinct values begin, the last two left out. */
const starts = (values: Float64Array): number[] =>
  [...values.keys()].filter((i) => i === 0 || values[i] > values[i - 1]).slice(0, -2);

/**
 * Maximum likelihood of a discrete power tail, P(X = x) proportional to x^-(alpha + 1) for the integers x from xmin on: for counts, on which
 * {@link paretoTail} and its kin are biased. alpha is the exponent of the survival function, one less than that of the law of x. The
 * standard error takes xmin as known.
 *
 * Source: Clauset, Shalizi & Newman 2009, "Power-law distributions in empirical data", section 3.5.
 *
 * @throws RangeError for bad samples, values that are not integers from 1, an xmin that leaves fewer than two distinct values
 * @example
 * const g = createGenerator('degrees');
 * const degrees = Float64Array.from({ length: 2000 }, () => Math.floor(0.5 / (1 - g.uniform()) ** (1 / 1.5) + 0.5));
 * zetaTail(degrees.filter((x) => x > 0), { xmin: 4 }).tailIndex; // 1.59
 */
export function zetaTail(sample: Sample, options: ZetaTailOptions = {}): TailEstimate<ZetaTailDiagnostics> {
  checkFields('options', options, ['xmin', 'nonFinite', 'level']);
  const checked = checkSample(sample, 2, options);
  if (checked.columns !== 1)
    throw argumentError('sample.columns', checked.columns, '1: the method is for scalars');
  const bad = checked.data.find((x) => !(Number.isInteger(x) && x >= 1));
  if (bad !== undefined) throw argumentError('sample', bad, 'of integers from 1; one is');
  const values = checked.data.slice().sort();
  const places = starts(values);
  if (options.xmin !== undefined) checkInteger('xmin', options.xmin);
  const from =
    options.xmin === undefined
      ? places.reduce(
          (best, place) => {
            const { distance } = fitFrom(values, place);
            return distance < best.distance ? { place, distance } : best;
          },
          { place: 0, distance: Infinity },
        ).place
      : values.findIndex((x) => x >= options.xmin!);
  if (from < 0 || values[from] === values[values.length - 1])
    throw argumentError(
      'xmin',
      options.xmin ?? values[0],
      'such that two distinct values are at or above it',
    );
  const xmin = options.xmin ?? values[from];
  const tailCount = values.length - from;
  const { alpha: tailIndex, distance } = fitFrom(values, from, xmin);
  const h = 1e-3 * tailIndex;
  const log = (alpha: number): number => Math.log(scaledHurwitz(alpha + 1, xmin));
  const curvature = (log(tailIndex + h) - 2 * log(tailIndex) + log(tailIndex - h)) / (h * h);
  const standardError = 1 / Math.sqrt(tailCount * curvature);
  return {
    tailIndex,
    interval: asymptoticInterval(tailIndex, standardError, options.level),
    standardError,
    method: 'zeta-tail',
    diagnostics: { xmin, tailCount, distance },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...fewTailPoints(tailCount, 50),
      ...chosenThreshold(options.xmin === undefined),
    ],
  };
}
