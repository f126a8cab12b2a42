import { rowNorms } from '../rows.js';
import { argumentError, checkFields, checkInteger } from '../check.js';
import { blockSums } from './blockSums.js';
import { centreRows, type Centre } from './centre.js';
import { checkNotDegenerate } from './degenerate.js';
import { asymptoticInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { belowOverflow } from './overflow.js';
import { smallest } from './sortNumbers.js';
import { unlikeStable } from './stableWarnings.js';
import { droppedRows, notScaling, offCentre, stableLimit } from './warnings.js';

/** Options of {@link logOrder}. */
export interface LogOrderOptions extends SampleOptions, IntervalOptions {
  /** Block size m, from 2 to half the number of rows. */
  readonly blockSize: number;
  /** Rank k of the block sums, counted from the smallest, from 1 to the number of blocks; the default is the middle one. */
  readonly k?: number;
  /** See `logMoment`. */
  readonly centre?: Centre;
}

/** Diagnostics of {@link logOrder}. */
export interface LogOrderDiagnostics {
  readonly blockSize: number;
  readonly blocks: number;
  readonly k: number;
}

/**
 * The order-statistic sibling of the log-moment estimator: with the n sums Y of m consecutive rows X and K = m n,
 * 1/alpha = [log ||Y||_(k) - log ||X||_(mk)] / log m, order statistics counted from the smallest. Robust, as single
 * huge or tiny norms do not matter. It supposes a stable law. The standard error is by the delta method, from the spread over
 * blocks of what each adds to the two order statistics; `null` for fewer than 20 blocks.
 *
 * Source: Mohammadi, Mohammadpour & Ogata 2015, Corollary 2.2.
 *
 * @throws RangeError for bad or degenerate samples, m or k out of range, a zero order statistic
 */
export function logOrder(sample: Sample, options: LogOrderOptions): TailEstimate<LogOrderDiagnostics> {
  checkFields('options', options, ['blockSize', 'k', 'centre', 'nonFinite', 'level']);
  const checked = checkSample(sample, 4, options);
  const { blockSize } = options ?? {};
  checkInteger('blockSize', blockSize, 2, Math.floor(checked.rows / 2));
  const blocks = Math.floor(checked.rows / blockSize);
  const k = options.k ?? Math.ceil(blocks / 2);
  checkInteger('k', k, 1, blocks);
  checkNotDegenerate(checked, checked.largest);
  const rows = centreRows(belowOverflow(checked, checked.largest), options.centre);
  const sums = rowNorms(blockSums(rows, blockSize));
  const norms = rowNorms(rows).subarray(0, blocks * blockSize);
  const [sum, norm] = [smallest(sums.slice(), k - 1), smallest(norms.slice(), blockSize * k - 1)];
  if (!(sum > 0 && norm > 0))
    throw argumentError('k', k, 'such that the k-th block sum and the mk-th norm are above 0');
  const inverse = (Math.log(sum) - Math.log(norm)) / Math.log(blockSize) + 0; // + 0: never -0
  const tailIndex = 1 / inverse;
  const inverseError =
    blocks < 20 ? null : orderError(sums, norms, sum, norm, k / blocks) / Math.log(blockSize);
  const error = inverseError === null ? NaN : inverseError * tailIndex ** 2;
  const standardError = Number.isFinite(error) ? error : null;
  const interval = asymptoticInterval(tailIndex, standardError, options.level);
  return {
    tailIndex,
    interval,
    standardError,
    method: 'log-order',
    diagnostics: { blockSize, blocks, k },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...stableLimit(tailIndex, standardError),
      ...notScaling(inverse > 0 ? [] : [blockSize]),
      ...offCentre([{ blocks, blockSize, inverse, inverseError }]),
      ...unlikeStable(rows, interval, true),
      ...(standardError === null ? ['No standard error: too few blocks, or too many equal norms.'] : []),
    ],
  };
}

/** Probability mass per unit of log |value| near a quantile, from the share of values within a window around it. */
function logDensity(values: Float64Array, quantile: number): number {
  // Widened until it holds enough values for a share known to about 10 %.
  for (let half = 0.02; half < 10; half *= 1.5) {
    const [low, high] = [quantile * Math.exp(-half), quantile * Math.exp(half)];
    let count = 0;
    for (let i = 0; i < values.length; i++) if (values[i] > low && values[i] < high) count++;
    if (count >= Math.min(100, values.length / 4)) return count / values.length / (2 * half);
  }
  return 0;
}

/** Standard error of log sum - log norm: both are p-quantiles, moved by every block and by its own rows. */
function orderError(sums: Float64Array, norms: Float64Array, sum: number, norm: number, p: number): number {
  const m = norms.length / sums.length;
  const [sumDensity, normDensity] = [logDensity(sums, sum), logDensity(norms, norm)];
  let [total, squares] = [0, 0];
  for (let i = 0; i < sums.length; i++) {
    let below = 0;
    for (let j = i * m; j < (i + 1) * m; j++) if (norms[j] <= norm) below++;
    const moved = (p - (sums[i] <= sum ? 1 : 0)) / sumDensity - (p - below / m) / normDensity;
    total += moved;
    squares += moved * moved;
  }
  return Math.sqrt(squares / sums.length - (total / sums.length) ** 2) / Math.sqrt(sums.length);
}
