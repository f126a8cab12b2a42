import { argumentError, checkFields, checkInteger, checkOneOf, checkPositive } from '../check.js';
import type { TailEstimate } from './estimate.js';
import { fromGamma, hillGammas, readTop, type TopDiagnostics, type TopOptions } from './orderStatistics.js';
import type { Sample } from './sample.js';

/**
 * Moment estimator: gamma = M1 + 1 - 1/2 / (1 - M1²/M2) with the first two moments of the log excesses over the (k + 1)-th
 * largest value. Works for every extreme value index; `tailIndex` is Infinity where gamma <= 0 (no power tail).
 * alpha = 1/gamma is the exponent of the survival function. Asymptotic variance (1 + gamma²) / k.
 *
 * Source: Dekkers, Einmahl & de Haan 1989, "A moment estimator for the index of an extreme-value distribution".
 *
 * @throws RangeError for bad samples, k out of range, values that are not positive
 */
export function moments(sample: Sample, options: TopOptions): TailEstimate<TopDiagnostics> {
  checkFields('options', options, ['k', 'nonFinite', 'level', 'tail']);
  const top = readTop(sample, options);
  const { gamma, error } = momentsGamma(top.logs);
  if (Number.isNaN(gamma)) throw argumentError('k', options.k, 'large enough for log excesses that differ');
  return fromGamma('moments', gamma, error, top, options);
}

/** gamma of {@link moments} from the k + 1 largest logs, largest first, and its standard error; NaN for excesses that do not differ. */
export function momentsGamma(logs: Float64Array): { gamma: number; error: number } {
  const k = logs.length - 1;
  let [first, second] = [0, 0];
  for (let i = 0; i < k; i++) {
    const excess = logs[i] - logs[k];
    first += excess / k;
    second += (excess * excess) / k;
  }
  const spread = 1 - (first * first) / second;
  const gamma = spread > 1e-12 ? first + 1 - 0.5 / spread : NaN;
  return { gamma, error: Math.sqrt((1 + gamma * gamma) / k) };
}

/**
 * Pickands' estimator: gamma = log2[(X_(k) - X_(2k)) / (X_(2k) - X_(4k))]; 4 k values are used. Invariant under shifts, and
 * the noisiest of the family. alpha = 1/gamma is the exponent of the survival function.
 *
 * Source: Pickands 1975, "Statistical inference using extreme order statistics"; variance from Dekkers & de Haan 1989.
 *
 * @throws RangeError for bad samples, 4 k above the number of values, ties that leave it undefined
 */
export function pickands(sample: Sample, options: TopOptions): TailEstimate<TopDiagnostics> {
  checkFields('options', options, ['k', 'nonFinite', 'level', 'tail']);
  const top = readTop(sample, options, 4, 0);
  const { k } = options;
  const [a, b, c] = [k, 2 * k, 4 * k].map((at) => top.values[at - 1]);
  if (!(a > b && b > c)) throw argumentError('k', k, 'such that the values at k, 2k and 4k differ');
  const gamma = Math.log2((a - b) / (b - c));
  const size = gamma === 0 ? Math.LN2 : (2 ** gamma - 1) / gamma;
  const deviation = Math.sqrt(2 ** (2 * gamma + 1) + 1) / (2 * size * Math.LN2);
  return fromGamma('pickands', gamma, deviation / Math.sqrt(k), top, options);
}

/** Options of {@link smoothedHill}. */
export interface SmoothedHillOptions extends TopOptions {
  /** Hill's gamma is averaged over k + 1 … ratio k; above 1, the default is 2. */
  readonly ratio?: number;
}

/**
 * Smoothed Hill estimator: the mean of Hill's gamma over k + 1 … ratio k.
 * Variance gamma²/k 2 (u - 1 - log u) / (u - 1)² with u = ratio.
 *
 * Source: Resnick & Stărică 1997, "Smoothing the Hill estimator".
 *
 * @throws RangeError for bad samples, ratio k out of range, values that are not positive
 */
export function smoothedHill(sample: Sample, options: SmoothedHillOptions): TailEstimate<TopDiagnostics> {
  checkFields('options', options, ['ratio', 'k', 'nonFinite', 'level', 'tail']);
  const { k, ratio = 2 } = options;
  checkInteger('k', k);
  checkPositive('ratio', ratio);
  const last = Math.floor(ratio * k);
  if (last <= k) throw argumentError('ratio', ratio, 'above 1, with ratio k at least k + 1');
  const top = readTop(sample, { ...options, k: last });
  const gammas = hillGammas(top.logs).subarray(k, last);
  const gamma = gammas.reduce((sum, value) => sum + value, 0) / gammas.length;
  const factor = (2 * (ratio - 1 - Math.log(ratio))) / (ratio - 1) ** 2;
  return fromGamma('smoothed-hill', gamma, gamma * Math.sqrt(factor / k), top, options);
}

/** Options of {@link kernelEstimator}. */
export interface KernelOptions extends TopOptions {
  /** `'biweight'` (the default) or `'triangular'`. */
  readonly kernel?: 'biweight' | 'triangular';
}

const KERNELS = {
  biweight: { weight: (u: number): number => (15 / 8) * (1 - u * u) ** 2, square: 10 / 7 },
  triangular: { weight: (u: number): number => 2 * (1 - u), square: 4 / 3 },
};

/**
 * Kernel estimator: a weighted mean of the scaled log spacings i log(X_(i) / X_(i+1)), i = 1 … k, with a kernel that
 * falls to 0 at i = k, so that it changes smoothly with k. Variance gamma² (integral of K²) / k.
 *
 * Source: Csörgő, Deheuvels & Mason 1985, "Kernel estimates of the tail index of a distribution".
 *
 * @throws RangeError for bad samples, k out of range, values that are not positive
 */
export function kernelEstimator(sample: Sample, options: KernelOptions): TailEstimate<TopDiagnostics> {
  checkFields('options', options, ['kernel', 'k', 'nonFinite', 'level', 'tail']);
  const { k, kernel = 'biweight' } = options ?? {};
  checkOneOf('kernel', kernel, ['biweight', 'triangular']);
  const top = readTop(sample, options);
  const { weight, square } = KERNELS[kernel];
  let [sum, total] = [0, 0];
  for (let i = 1; i <= k; i++) {
    const w = weight(i / (k + 1));
    sum += w * i * (top.logs[i - 1] - top.logs[i]);
    total += w;
  }
  const gamma = sum / total;
  return fromGamma('kernel', gamma, gamma * Math.sqrt(square / k), top, options);
}
