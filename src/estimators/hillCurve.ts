import { checkInteger } from '../check.js';
import { normalQuantile } from './normalQuantile.js';
import { hillGammas } from './orderStatistics.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { topValues, type TailOptions } from './tail.js';

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
  /** Largest k; the default is all values - 1 that are positive. */
  readonly kMax?: number;
}

/**
 * Hill's estimate for every k from 1 to kMax. `tailIndex` is Infinity where the k + 1 largest values are equal.
 *
 * @throws RangeError for NaN or infinite values (unless dropped), kMax out of range
 */
export function hillCurve(sample: Sample, options: HillCurveOptions = {}): HillCurve {
  const checked = checkSample(sample, 2, options);
  const kMax = options.kMax ?? checked.rows - 1;
  checkInteger('kMax', kMax, 1, checked.rows - 1);
  const logs = topValues(checked, kMax + 1, options.tail).map(Math.log);
  const tailIndex = hillGammas(logs).map((gamma) => 1 / gamma);
  const z = normalQuantile(0.975);
  const factor = Float64Array.from({ length: kMax }, (_, i) => Math.exp(z / Math.sqrt(i + 1)));
  return {
    k: Float64Array.from({ length: kMax }, (_, i) => i + 1),
    tailIndex,
    lower: tailIndex.map((alpha, i) => alpha / factor[i]),
    upper: tailIndex.map((alpha, i) => alpha * factor[i]),
  };
}
