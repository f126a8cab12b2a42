import { argumentError, checkFields, checkInteger } from '../check.js';
import { blockMaxima } from './blockMaxima.js';
import { checkLevel, type IntervalOptions, type TailEstimate } from './estimate.js';
import { momentsGamma } from './extremes.js';
import { normalQuantile } from './normalQuantile.js';
import { countTies } from './orderStatistics.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { fitSpacings, scaledSpacings, type SpacingFit } from './spacingModel.js';
import { largestOf, positiveValues, tailValues, type TailOptions } from './tail.js';
import {
  cutOff,
  dependentRows,
  droppedRows,
  fewTailPoints,
  heavierOutwards,
  lightTail,
  tiedValues,
  type Warnings,
} from './warnings.js';

/** Options of {@link feuervergerHall}. */
export interface FeuervergerHallOptions extends SampleOptions, IntervalOptions, TailOptions {
  /**
   * Number of upper order statistics, from 10 to the number of positive values - 1; the default is their number to the power 0.6, and
   * with `dependent` at most four tenths of the block maxima. It depends on the size of the sample only, so there is no choice by the data for
   * the interval to ignore.
   */
  readonly k?: number;
  /**
   * The second-order exponents rho < 0 that are held possible; the default is -0.35, -0.5, -0.7, -1, -1.4, -2. The interval is wide
   * enough for each of them. Without -0.35 it is a quarter shorter, and misses alpha of laws that come slowly to their power more often the
   * larger the sample. Where the power has a slowly varying factor (log-gamma and g-and-h laws, mixtures over alpha) alpha is missed in large
   * samples, and no warning can say so: the largest values are those of a law with another alpha but for less than chance. -0.15 beside the
   * default holds such alphas too, at twice the width at 100 000 values.
   */
  readonly rho?: number | readonly number[];
  /**
   * The rows are consecutive states of one stationary chain: the largest values of blocks of them, which are nearly independent and
   * have the same tail-index, stand for the sample. Needs 300 rows. The default is `false`.
   */
  readonly dependent?: boolean;
}

/** Diagnostics of {@link feuervergerHall}. */
export interface FeuervergerHallDiagnostics {
  readonly k: number;
  /** The (k + 1)-th largest value. */
  readonly threshold: number;
  /** The rho of largest likelihood, and its factor: what the tail does between the threshold and the largest values. */
  readonly rho: number;
  /** Tail-index that Hill's estimator would give from the same k, without correction. */
  readonly uncorrected: number;
  /** Rows of a block whose largest value is taken; 1 unless `dependent`. */
  readonly blockLength: number;
}

const LEAST = 10;
const LEAST_OF_CHAIN = 300;
const RHOS: readonly number[] = Object.freeze([-0.35, -0.5, -0.7, -1, -1.4, -2]);

/**
 * Bias-corrected maximum likelihood of the tail-index (Feuerverger & Hall): the scaled log spacings i log(X_(i) / X_(i+1)),
 * i = 1 … k, are taken as exponential with means (1/alpha) exp(D (i/(k+1))^-rho), so that a tail that only approaches a power law
 * does not mislead it as it misleads Hill's estimator. rho cannot be told from samples of ordinary size: each rho of a list is fitted,
 * the estimate is their mean weighted by likelihood (in log alpha), and the interval holds every alpha that is within the
 * likelihood-ratio bound of the best fit for one of them.
 *
 * For any tail with a power law; the recommended estimator where nothing else is known of the law.
 *
 * Source: Feuerverger & Hall 1999, "Estimating a tail exponent by modelling departure from a Pareto distribution".
 *
 * @throws RangeError for bad samples, fewer than 11 positive values, k or rho out of range, ties that leave no spread
 * @example
 * const sample = stableSample(10_000, { alpha: 1.5 }, 3);
 * const { tailIndex, interval } = feuervergerHall(sample);
 * tailIndex; // 1.51
 * [interval?.lower, interval?.upper]; // [1.04, 2.13]
 */
export function feuervergerHall(
  sample: Sample,
  options: FeuervergerHallOptions = {},
): TailEstimate<FeuervergerHallDiagnostics> {
  checkFields('options', options, ['k', 'rho', 'dependent', 'nonFinite', 'level', 'tail']);
  const { level = 0.95, tail, dependent = false } = options;
  checkLevel(level);
  const rhos = checkRhos(options.rho ?? RHOS);
  const checked = checkSample(sample, dependent ? LEAST_OF_CHAIN : LEAST + 1, options);
  const blocks = dependent ? blockMaxima(checked, tail) : null;
  const values = positiveValues(blocks === null ? tailValues(checked, tail) : blocks.maxima);
  // Of a long sample a share of all maxima would reach into its bulk.
  const usual = blocks === null ? undefined : Math.min(checked.rows ** 0.6, 0.4 * values.length);
  const fit = fitLargest(values, { k: options.k, usual, rhos, level });
  const { k, top, best, total, tailIndex, deviation, lower, upper } = fit;
  return {
    tailIndex,
    interval: { lower, upper, level, method: 'profile' },
    standardError: tailIndex * deviation,
    method: 'feuerverger-hall',
    diagnostics: {
      ...{ k, threshold: top[k], rho: best.rho, uncorrected: k / total },
      blockLength: blocks?.blockLength ?? 1,
    },
    warnings: [
      ...(blocks?.warnings ?? dependentRows(checked)),
      ...trust(fit),
      ...droppedRows(checked.dropped, checked.rows),
      ...fewTailPoints(k),
      ...tiedValues(countTies(top), k + 1),
    ],
  };
}

function checkRhos(given: number | readonly number[]): readonly number[] {
  const rhos = typeof given === 'number' ? [given] : given;
  if (!Array.isArray(rhos) || rhos.length === 0)
    throw argumentError('rho', given, 'a number or a list of at least one number');
  rhos.forEach((rho, i) => {
    if (typeof rho !== 'number' || !(rho >= -10 && rho <= -0.1))
      throw argumentError(typeof given === 'number' ? 'rho' : `rho[${i}]`, rho, 'a number from -10 to -0.1');
  });
  return rhos;
}

/** The mean over rho, its deviation, and the ends between which the likelihood for some rho comes near enough to the best. */
function overRhos(
  fits: readonly SpacingFit[],
  best: SpacingFit,
  level: number,
): { logAlpha: number; deviation: number; lower: number; upper: number } {
  const bound = normalQuantile((1 + level) / 2) ** 2;
  let [lower, upper, total, mean, square] = [Infinity, -Infinity, 0, 0, 0];
  for (const { logAlpha, variance, logLikelihood } of fits) {
    const short = 2 * (best.logLikelihood - logLikelihood);
    const weight = Math.exp(-short / 2);
    total += weight;
    mean += weight * logAlpha;
    square += weight * (logAlpha ** 2 + variance);
    const reach = Math.sqrt(Math.max(0, bound - short) * variance);
    if (short > bound) continue;
    lower = Math.min(lower, logAlpha - reach);
    upper = Math.max(upper, logAlpha + reach);
  }
  const logAlpha = mean / total;
  return { logAlpha, deviation: Math.sqrt(Math.max(0, square / total - logAlpha ** 2)), lower, upper };
}

/** What the largest values read. */
interface LargestFit {
  readonly k: number;
  /** The k + 1 largest values and their logs, largest first. */
  readonly top: Float64Array;
  readonly logs: Float64Array;
  readonly fits: readonly SpacingFit[];
  readonly best: SpacingFit;
  /** Sum of the spacings. */
  readonly total: number;
  readonly tailIndex: number;
  /** Standard deviation of the log of the tail-index. */
  readonly deviation: number;
  readonly lower: number;
  readonly upper: number;
}

/** The estimate of {@link feuervergerHall} from values above 0, without its warnings; the array is used up. */
export function fitLargest(
  values: Float64Array,
  given: { k?: number; usual?: number; rhos?: readonly number[]; level?: number } = {},
): LargestFit {
  const { rhos = RHOS, level = 0.95 } = given;
  const positive = values.length;
  if (positive <= LEAST)
    throw argumentError('sample', positive, `at least ${LEAST + 1} positive values long`);
  const usual = given.usual ?? positive ** 0.6;
  const k = given.k ?? Math.max(LEAST, Math.min(positive - 1, Math.round(usual)));
  checkInteger('k', k, LEAST, positive - 1);
  const top = largestOf(values, k + 1);
  const logs = top.map(Math.log);
  const spacings = scaledSpacings(logs);
  const total = spacings.reduce((sum, z) => sum + z, 0);
  if (!(total > 0))
    throw argumentError('sample', top[k], `of at least two distinct values among the ${k + 1} largest`);
  const fits = rhos.map((rho) => fitSpacings(spacings, rho));
  const best = fits.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  const { logAlpha, deviation, lower, upper } = overRhos(fits, best, level);
  return {
    ...{ k, top, logs, fits, best, total, deviation },
    ...{ tailIndex: Math.exp(logAlpha), lower: Math.exp(lower), upper: Math.exp(upper) },
  };
}

/** Where the estimate cannot be trusted, in words. */
function trust({ top, logs, fits }: LargestFit): Warnings {
  const { gamma, error } = momentsGamma(logs);
  return [
    ...lightTail(gamma, error),
    ...heavierOutwards(fits.every(({ slope, slopeError }) => slope < -2 * slopeError)),
    ...cutOff(top[0] === top[1]),
  ];
}
