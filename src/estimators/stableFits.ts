import { argumentError, checkOneOf } from '../check.js';
import { stableLogPdf, stableQuantile } from '../stable/index.js';
import { asymptoticInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
import { Matrix, inverse } from 'ml-matrix';
import { minimise } from './nelderMead.js';
import { checkSample, type CheckedSample, type Sample, type SampleOptions } from './sample.js';
import { droppedRows, stableLimit, type Warnings } from './warnings.js';

/** The stable law that was fitted, in the S0 form. */
export interface StableFit {
  readonly alpha: number;
  readonly beta: number;
  readonly scale: number;
  readonly location: number;
}

/** Options of the estimators that fit a scalar stable law. */
export interface StableFitOptions extends SampleOptions, IntervalOptions {
  /** `'skewed'` (the default) fits beta too, `'symmetric'` sets it to 0. */
  readonly shape?: 'skewed' | 'symmetric';
}

const SMALLEST_ALPHA = 0.2;

function readScalars(sample: Sample, options: StableFitOptions): CheckedSample {
  const checked = checkSample(sample, 20, options);
  checkOneOf('shape', options.shape ?? 'skewed', ['skewed', 'symmetric']);
  if (checked.columns !== 1)
    throw argumentError('sample.columns', checked.columns, '1: the method is for scalars');
  return checked;
}

/** Quantile of sorted values with the plotting position (i - 1/2) / n. */
function sampleQuantile(sorted: Float64Array, p: number): number {
  const place = Math.max(0, Math.min(sorted.length - 1, p * sorted.length - 0.5));
  const low = sorted[Math.floor(place)];
  return low + (sorted[Math.ceil(place)] - low) * (place - Math.floor(place));
}

const ofLaw = (alpha: number, beta: number): number[] =>
  [0.05, 0.25, 0.5, 0.75, 0.95].map((p) => stableQuantile(p, { alpha, beta }));

/** McCulloch's ratios: width of the tails, and their imbalance; neither depends on scale or location. */
const ratios = ([q05, q25, q50, q75, q95]: number[]): [number, number] => [
  Math.log((q95 - q05) / (q75 - q25)),
  (q95 + q05 - 2 * q50) / (q95 - q05),
];

const warningsOf = (checked: CheckedSample, alpha: number, error: number | null): Warnings => [
  ...droppedRows(checked.dropped, checked.rows),
  ...stableLimit(alpha, error),
  ...(alpha <= SMALLEST_ALPHA + 1e-6 ? ['The estimate is at 0.2, the smallest tail index looked at.'] : []),
];

/** alpha in (0.2, 2) and beta in (-1, 1) from two unbounded numbers, so that the search needs no bounds. */
const alphaOf = (a: number): number => SMALLEST_ALPHA + (2 - SMALLEST_ALPHA) / (1 + Math.exp(-a));
const betaOf = (b: number): number => Math.tanh(b);
const fromAlpha = (alpha: number): number => {
  const share = (Math.min(1.98, Math.max(0.25, alpha)) - SMALLEST_ALPHA) / (2 - SMALLEST_ALPHA);
  return Math.log(share / (1 - share));
};

/**
 * McCulloch's quantile estimator of a scalar stable law: alpha and beta from the 5, 25, 50, 75 and 95 per cent quantiles. The map from
 * (alpha, beta) to the two ratios is computed and inverted directly, where the paper interpolates a table. Robust and
 * quick for any sample size (about half a second for a fit); no standard error of its own: use `bootstrap`.
 *
 * Source: McCulloch 1986, "Simple consistent estimators of stable distribution parameters".
 *
 * @throws RangeError for vectors, fewer than 20 values, a sample whose middle half is one value
 */
export function mcculloch(sample: Sample, options: StableFitOptions = {}): TailEstimate<StableFit> {
  const checked = readScalars(sample, options);
  const sorted = checked.data.slice().sort();
  const own = [0.05, 0.25, 0.5, 0.75, 0.95].map((p) => sampleQuantile(sorted, p));
  if (!(own[3] > own[1])) throw argumentError('sample', own[1], 'spread out; the quartiles are both');
  const [width, imbalance] = ratios(own);
  const symmetric = options.shape === 'symmetric';
  const miss = ([a, b = 0]: readonly number[]): number => {
    const [w, i] = ratios(ofLaw(alphaOf(a), betaOf(b)));
    return (w - width) ** 2 + (symmetric ? 0 : (i - imbalance) ** 2);
  };
  const first = fromAlpha(1.4);
  const start = symmetric ? [first] : [first, Math.atanh(Math.max(-0.9, Math.min(0.9, imbalance)))];
  const { at } = minimise(miss, start, symmetric ? [0.7] : [0.7, 0.3], 1e-11, 120);
  const alpha = alphaOf(at[0]);
  const beta = betaOf(at[1] ?? 0);
  const law = ofLaw(alpha, beta);
  const scale = (own[3] - own[1]) / (law[3] - law[1]);
  const location = own[2] - scale * law[2];
  return {
    tailIndex: alpha,
    interval: null,
    standardError: null,
    method: 'mcculloch',
    diagnostics: { alpha, beta, scale, location },
    warnings: [...warningsOf(checked, alpha, null), 'No standard error: take one from a bootstrap.'],
  };
}

/** Options of {@link stableMaximumLikelihood}. */
export type StableLikelihoodOptions = StableFitOptions;

/** Diagnostics of {@link stableMaximumLikelihood}. */
export interface StableLikelihoodFit extends StableFit {
  readonly logLikelihood: number;
  readonly evaluations: number;
}

/** The fit with alpha, log scale, location in scales and beta moved by `by`. */
const near = (fit: StableFit, by: readonly number[]): StableFit => ({
  alpha: fit.alpha + by[0],
  scale: fit.scale * Math.exp(by[1]),
  location: fit.location + fit.scale * by[2],
  beta: fit.beta + (by[3] ?? 0),
});

/** Standard error of alpha from the curvature of the cost in all parameters; `null` too near to their ends. */
function alphaError(cost: (by: readonly number[]) => number, size: number, fit: StableFit): number | null {
  const h = 0.02;
  if (fit.alpha + h > 2 || fit.alpha - h < SMALLEST_ALPHA || Math.abs(fit.beta) + h > 1) return null;
  const step = (signs: Readonly<Record<number, number>>): number =>
    cost(Array.from({ length: size }, (_, i) => h * (signs[i] ?? 0)));
  const centre = step({});
  const single = Array.from({ length: size }, (_, i) => step({ [i]: 1 }) + step({ [i]: -1 }));
  const curvature = new Matrix(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const both = i === j ? 0 : step({ [i]: 1, [j]: 1 }) + step({ [i]: -1, [j]: -1 });
      const value =
        i === j
          ? (single[i] - 2 * centre) / h ** 2
          : (both - single[i] - single[j] + 2 * centre) / (2 * h ** 2);
      curvature.set(i, j, value);
      curvature.set(j, i, value);
    }
  const variance = inverse(curvature).get(0, 0);
  return variance > 0 && Number.isFinite(variance) ? Math.sqrt(variance) : null;
}

/**
 * Maximum likelihood fit of a scalar stable law, searched by a simplex from McCulloch's estimate. The most precise where the
 * sample really is stable, and slow: one to several seconds, about 0.1 s for each of some hundred evaluations.
 * The standard error is from the curvature of the likelihood (observed information); `null` near the ends of the parameters.
 *
 * Source: DuMouchel 1973, "On the asymptotic normality of the maximum-likelihood estimate when sampling from a stable
 * distribution"; Nolan 2001.
 *
 * @throws RangeError for vectors, fewer than 20 values, a sample whose middle half is one value
 */
export function stableMaximumLikelihood(
  sample: Sample,
  options: StableLikelihoodOptions = {},
): TailEstimate<StableLikelihoodFit> {
  const checked = readScalars(sample, options);
  const { diagnostics: first } = mcculloch(sample, options);
  const symmetric = options.shape === 'symmetric';
  const law = (p: readonly number[]): StableFit => ({
    alpha: alphaOf(p[0]),
    beta: symmetric ? 0 : betaOf(p[3]),
    scale: first.scale * Math.exp(p[1]),
    location: first.location + first.scale * p[2],
  });
  const cost = (fit: StableFit): number =>
    -stableLogPdf(checked.data, fit).reduce((sum, value) => sum + value, 0);
  const start = [
    fromAlpha(first.alpha),
    0,
    0,
    ...(symmetric ? [] : [Math.atanh(Math.max(-0.9, Math.min(0.9, first.beta)))]),
  ];
  const { at, value, evaluations } = minimise(
    (p) => cost(law(p)),
    start,
    [0.3, 0.1, 0.1, 0.3].slice(0, start.length),
    1e-3,
    220,
  );
  const fit = law(at);
  const standardError = alphaError((p) => cost(near(fit, p)), symmetric ? 3 : 4, fit);
  return {
    tailIndex: fit.alpha,
    interval: asymptoticInterval(fit.alpha, standardError, options.level),
    standardError,
    method: 'stable-maximum-likelihood',
    diagnostics: { ...fit, logLikelihood: -value, evaluations },
    warnings: warningsOf(checked, fit.alpha, standardError),
  };
}
