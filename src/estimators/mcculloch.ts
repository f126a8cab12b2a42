import { argumentError, checkFields } from '../check.js';
import { stablePdf } from '../stable/index.js';
import { asymptoticInterval, type TailEstimate } from './estimate.js';
import { lawWithRatios, quantilesOf, ratiosOf, SHARES } from './quantileRatios.js';
import type { Sample } from './sample.js';
import {
  fitWarnings,
  readScalars,
  SMALLEST_ALPHA,
  type StableFit,
  type StableFitOptions,
} from './stableFit.js';

/** Quantile of sorted values with the plotting position (i - 1/2) / n. */
function sampleQuantile(sorted: Float64Array, p: number): number {
  const place = Math.max(0, Math.min(sorted.length - 1, p * sorted.length - 0.5));
  const low = sorted[Math.floor(place)];
  return low + (sorted[Math.ceil(place)] - low) * (place - Math.floor(place));
}

/** The slope of alpha in each of the five quantiles, at those of a standard law. */
function alphaSlopes(quantiles: readonly number[], symmetric: boolean): number[] {
  const spread = quantiles[3] - quantiles[1];
  return quantiles.map((_, i) => {
    const moved = (by: number): number =>
      lawWithRatios(ratiosOf(quantiles.map((q, j) => (i === j ? q + by : q))), symmetric).alpha;
    const step = 0.01 * spread;
    return (moved(step) - moved(-step)) / (2 * step);
  });
}

/** Standard error of alpha: sample quantiles have covariance p (1 - q) / (n f(x_p) f(x_q)) for p <= q; `quantiles` of the standard law. */
function alphaError(
  { alpha, beta }: StableFit,
  quantiles: readonly number[],
  count: number,
  symmetric: boolean,
): number | null {
  if (alpha >= 2 || alpha <= SMALLEST_ALPHA) return null;
  const slopes = alphaSlopes(quantiles, symmetric);
  const density = (x: number): number => stablePdf(x, { alpha, beta });
  const upper = quantiles.slice(2).map(density);
  const lower = beta === 0 ? [upper[2], upper[1]] : quantiles.slice(0, 2).map(density);
  const densities = [...lower, ...upper];
  let variance = 0;
  for (let i = 0; i < 5; i++)
    for (let j = 0; j < 5; j++) {
      const [p, q] = [SHARES[Math.min(i, j)], SHARES[Math.max(i, j)]];
      variance += (slopes[i] * slopes[j] * p * (1 - q)) / (densities[i] * densities[j]);
    }
  return variance > 0 && Number.isFinite(variance) ? Math.sqrt(variance / count) : null;
}

/**
 * McCulloch's quantile estimator of a scalar stable law: alpha and beta from the 5, 25, 50, 75 and 95 per cent quantiles, by a
 * table as in the paper, but finer. Robust and quick for any sample size (the first call makes the table, about 0.2 s). The
 * standard error is from the joint asymptotic law of the quantiles; `null` at alpha = 2 and 0.2, where the table ends.
 *
 * Source: McCulloch 1986, "Simple consistent estimators of stable distribution parameters".
 *
 * @throws RangeError for vectors, fewer than 20 values, a sample whose middle half is one value
 */
export function mcculloch(sample: Sample, options: StableFitOptions = {}): TailEstimate<StableFit> {
  checkFields('options', options, ['shape', 'nonFinite', 'level']);
  const { checked, sorted } = readScalars(sample, options, 20);
  // In quarters, so that the differences of the largest doubles are finite.
  const own = SHARES.map((p) => sampleQuantile(sorted, p) / 4);
  if (!(own[3] > own[1])) throw argumentError('sample', 4 * own[1], 'spread out; the quartiles are both');
  const symmetric = options.shape === 'symmetric';
  const { alpha, beta } = lawWithRatios(ratiosOf(own), symmetric);
  const law = quantilesOf(alpha, beta);
  const scale = 4 * ((own[3] - own[1]) / (law[3] - law[1]));
  const fit = { alpha, beta, scale, location: 4 * own[2] - scale * law[2] };
  const standardError = alphaError(fit, law, checked.rows, symmetric);
  const interval = asymptoticInterval(alpha, standardError, options.level);
  return {
    tailIndex: alpha,
    interval,
    standardError,
    method: 'mcculloch',
    diagnostics: fit,
    warnings: fitWarnings(checked, sorted, alpha, standardError, interval),
  };
}
