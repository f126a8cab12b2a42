import { argumentError, checkFields, checkInteger } from '../check.js';
import { normalQuantile } from './normalQuantile.js';
import { hillGammas } from './orderStatistics.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { largestOf, positiveValues, tailValues, type TailOptions } from './tail.js';

/** Hill's estimate for every k, for a Hill plot. */
export interface HillCurve {
  /** k = 1 … kMax. */
  readonly k: Float64Array;
  readonly tailIndex: Float64Array;
  /** Asymptotic 95 % band. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Options of {@link hillCurve}. */
export interface HillCurveOptions extends SampleOptions, TailOptions {
  /** Largest k; the default, and the most, is the number of values that are positive in this tail, less 1. */
  readonly kMax?: number;
}

/**
 * Hill's estimate for every k from 1 to kMax. `tailIndex` is Infinity where the k + 1 largest values are equal.
 *
 * @throws RangeError for NaN or infinite values (unless dropped), fewer than two positive values, kMax out of range
 */
export function hillCurve(sample: Sample, options: HillCurveOptions = {}): HillCurve {
  checkFields('options', options, ['kMax', 'nonFinite', 'tail']);
  const checked = checkSample(sample, 2, options);
  const positive = positiveValues(tailValues(checked, options.tail));
  if (positive.length < 2)
    throw argumentError('sample', sample, 'at least two values that are positive in this tail');
  const { kMax = positive.length - 1 } = options;
  checkInteger('kMax', kMax, 1, positive.length - 1);
  const top = largestOf(positive, kMax + 1);
  for (let i = 0; i <= kMax; i++) top[i] = Math.log(top[i]);
  const gammas = hillGammas(top);
  const z = normalQuantile(0.975);
  const make = (): Float64Array => new Float64Array(kMax);
  const curve = { k: make(), tailIndex: gammas, lower: make(), upper: make() };
  for (let i = 0; i < kMax; i++) {
    const tailIndex = 1 / gammas[i];
    const factor = Math.exp(z / Math.sqrt(i + 1));
    curve.k[i] = i + 1;
    curve.tailIndex[i] = tailIndex;
    curve.lower[i] = tailIndex / factor;
    curve.upper[i] = tailIndex * factor;
  }
  return curve;
}
