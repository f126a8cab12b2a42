import { checkFields } from '../check.js';
import { stableLogPdf } from '../stable/index.js';
import { asymptoticInterval, type TailEstimate } from './estimate.js';
import { mcculloch } from './mcculloch.js';
import { Matrix, inverse } from 'ml-matrix';
import { minimise } from './nelderMead.js';
import type { Sample } from './sample.js';
import {
  fitWarnings,
  readScalars,
  SMALLEST_ALPHA,
  type StableFit,
  type StableFitOptions,
} from './stableFit.js';

/** alpha in (0.2, 2) and beta in (-1, 1) from two unbounded numbers, so that the search needs no bounds. */
const alphaOf = (a: number): number => SMALLEST_ALPHA + (2 - SMALLEST_ALPHA) / (1 + Math.exp(-a));
const betaOf = (b: number): number => Math.tanh(b);
const fromAlpha = (alpha: number): number => {
  const share = (Math.min(1.98, Math.max(0.25, alpha)) - SMALLEST_ALPHA) / (2 - SMALLEST_ALPHA);
  return Math.log(share / (1 - share));
};

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
 * sample really is stable, and slow: some tenths of a second for a thousand values, a second or two where alpha is near 1.
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
  checkFields('options', options, ['shape', 'nonFinite', 'level']);
  const { checked, sorted } = readScalars(sample, options, 20);
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
  const interval = asymptoticInterval(fit.alpha, standardError, options.level);
  return {
    tailIndex: fit.alpha,
    interval,
    standardError,
    method: 'stable-maximum-likelihood',
    diagnostics: { ...fit, logLikelihood: -value, evaluations },
    warnings: fitWarnings(checked, sorted, fit.alpha, standardError, interval),
  };
}
