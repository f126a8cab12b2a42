import { argumentError, checkFields, checkInteger } from '../check.js';
import type { TailEstimate } from './estimate.js';
import { fromGamma, readTop, type TopDiagnostics, type TopOptions } from './orderStatistics.js';
import { normalQuantile } from './normalQuantile.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { sortedTail, type TailOptions } from './tail.js';
import { dependentRows } from './warnings.js';

/** Diagnostics of {@link generalisedPareto}. */
export interface GeneralisedParetoDiagnostics extends TopDiagnostics {
  /** Scale of the excesses over the threshold. */
  readonly scale: number;
}

/** Values of theta looked at, evenly spread in log (1 + theta times the largest excess). */
const LOOKS = 200;

/** The likelihood's best gamma for theta = gamma / scale: the mean of log(1 + theta y). */
function gammaAt(excesses: Float64Array, theta: number): number {
  let sum = 0;
  for (let i = 0; i < excesses.length; i++) sum += Math.log1p(theta * excesses[i]);
  return sum / excesses.length;
}

/** Negative mean log likelihood at theta, gamma profiled out; at 0 that of the exponential law. */
function costAt(excesses: Float64Array, mean: number, theta: number): number {
  if (Math.abs(theta) * mean < 1e-9) return 1 + Math.log(mean);
  const gamma = gammaAt(excesses, theta);
  return Math.log(gamma / theta) + gamma + 1;
}

/** gamma and scale of largest likelihood, gamma above -1/2 where the likelihood is regular. */
function fit(excesses: Float64Array): { gamma: number; scale: number } {
  const mean = excesses.reduce((sum, y) => sum + y / excesses.length, 0);
  const largest = excesses.reduce((a, b) => Math.max(a, b));
  // u = log(1 + theta largest): from where gamma is about -1/2 to where it is beyond 10.
  const thetaOf = (u: number): number => Math.expm1(u) / largest;
  const cost = (u: number): number => {
    const theta = thetaOf(u);
    return gammaAt(excesses, theta) < -0.5 ? Infinity : costAt(excesses, mean, theta);
  };
  const [from, to] = [-5, 30];
  const step = (to - from) / LOOKS;
  let best = 0;
  for (let i = 0; i <= LOOKS; i++) if (cost(from + i * step) < cost(from + best * step)) best = i;
  // Golden section around the best look.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from + (best - 1) * step, from + (best + 1) * step];
  while (b - a > 1e-10) {
    const [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (cost(c) < cost(d)) b = d;
    else a = c;
  }
  const theta = thetaOf((a + b) / 2);
  const gamma = gammaAt(excesses, theta);
  return { gamma, scale: Math.abs(theta) * mean < 1e-9 ? mean : gamma / theta };
}

/**
 * Peaks over threshold: maximum likelihood of a generalised Pareto law, P(excess > y) = (1 + gamma y / scale)^(-1/gamma), of the excesses
 * of the k largest values over the (k + 1)-th. alpha = 1/gamma is the exponent of the survival function; `tailIndex` is Infinity where
 * gamma <= 0 (no power tail). Does not change with shifts of the sample. Asymptotic variance of gamma: (1 + gamma)² / k.
 *
 * Source: Smith 1987, "Estimating tails of probability distributions"; the profile in gamma / scale is Grimshaw 1993.
 *
 * @throws RangeError for bad samples, k below 10 or out of range, values that are not positive
 * @example
 * const sample = stableSample(10_000, { alpha: 1.5 }, 3);
 * const { tailIndex, interval } = generalisedPareto(sample, { k: 500 });
 * tailIndex; // 1.63
 * [interval?.lower, interval?.upper]; // [1.29, 2.05]
 */
export function generalisedPareto(
  sample: Sample,
  options: TopOptions,
): TailEstimate<GeneralisedParetoDiagnostics> {
  checkFields('options', options, ['k', 'nonFinite', 'level', 'tail']);
  const { k } = options;
  checkInteger('k', k, 10);
  const top = readTop(sample, options);
  // In units of the threshold, so that the largest doubles do no harm.
  const threshold = top.values[k];
  const excesses = top.values.subarray(0, k).map((x) => x / threshold - 1);
  if (!excesses.every(Number.isFinite))
    throw argumentError('k', k, 'small enough for values that are not infinitely larger than the threshold');
  const { gamma, scale } = fit(excesses);
  const estimate = fromGamma('generalised-pareto', gamma, (1 + gamma) / Math.sqrt(k), top, options);
  return {
    ...estimate,
    diagnostics: { ...estimate.diagnostics, scale: scale * threshold },
    warnings: [...estimate.warnings, ...dependentRows(top.checked)],
  };
}

/** Options of {@link meanExcess}. */
export interface MeanExcessOptions extends SampleOptions, TailOptions {
  /** Largest number of values above a threshold; the default is half of the positive values. */
  readonly kMax?: number;
}

/** The mean excess over every threshold, for a mean-excess plot. */
export interface MeanExcess {
  /** The (k + 1)-th largest value for k = 10 … kMax, falling. */
  readonly threshold: Float64Array;
  /** Mean of what the k largest values exceed it by. */
  readonly mean: Float64Array;
  /** 95 % band, as of k independent excesses with a variance. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

const LEAST = 10;

/**
 * Mean excess over every threshold. Above a threshold from which the excesses follow a generalised Pareto law it is a straight line with
 * slope 1/(alpha - 1): rising for a power tail with alpha above 1, level for an exponential one. Where alpha is 1 or below there is
 * no mean, and where it is 2 or below the band means nothing.
 *
 * Source: Davison & Smith 1990, "Models for exceedances over high thresholds".
 *
 * @throws RangeError for bad samples, kMax below 10 or out of range
 * @example
 * const { threshold, mean } = meanExcess(stableSample(2000, { alpha: 1.8 }, 1));
 * [threshold[90], mean[90]]; // [3.149, 4.165]
 */
export function meanExcess(sample: Sample, options: MeanExcessOptions = {}): MeanExcess {
  checkFields('options', options, ['kMax', 'nonFinite', 'tail']);
  const checked = checkSample(sample, 2 * LEAST, options);
  const values = sortedTail(checked, options.tail).reverse();
  const fewest = options.kMax === undefined ? 2 * LEAST : LEAST + 1;
  if (values.length < fewest)
    throw argumentError('sample', values.length, `at least ${fewest} positive values long in this tail`);
  const { kMax = Math.floor(values.length / 2) } = options;
  checkInteger('kMax', kMax, LEAST, values.length - 1);
  const count = kMax - LEAST + 1;
  const make = (): Float64Array => new Float64Array(count);
  const found = { threshold: make(), mean: make(), lower: make(), upper: make() };
  const z = normalQuantile(0.975);
  let [mean, squares] = [0, 0];
  for (let k = 1; k <= kMax; k++) {
    // Running mean and sum of squares about it, of the k largest values.
    const change = values[k - 1] - mean;
    mean += change / k;
    squares += change * (values[k - 1] - mean);
    if (k < LEAST) continue;
    const [at, error] = [k - LEAST, Math.sqrt(squares / (k - 1) / k)];
    found.threshold[at] = values[k];
    found.mean[at] = mean - values[k];
    found.lower[at] = found.mean[at] - z * error;
    found.upper[at] = found.mean[at] + z * error;
  }
  return found;
}
