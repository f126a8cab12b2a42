import { argumentError, checkInteger } from '../check.js';
import { blockSums } from './blockSums.js';
import { centreRows, type Centre } from './centre.js';
import type { TailEstimate } from './estimate.js';
import { checkSample, rowNorms, type Sample, type SampleOptions } from './sample.js';
import { droppedRows, stableLimit } from './warnings.js';

/** Options of {@link logOrder}. */
export interface LogOrderOptions extends SampleOptions {
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
 * huge or tiny norms do not matter. It supposes a stable law and has no simple standard error: use `bootstrap`.
 * Samples above 1e300 can overflow in the sums, which is an error here.
 *
 * Source: Mohammadi, Mohammadpour & Ogata 2015, Corollary 2.2.
 *
 * @throws RangeError for bad samples, m or k out of range, a zero order statistic
 */
export function logOrder(sample: Sample, options: LogOrderOptions): TailEstimate<LogOrderDiagnostics> {
  const checked = checkSample(sample, 4, options);
  const { blockSize } = options ?? {};
  checkInteger('blockSize', blockSize, 2, Math.floor(checked.rows / 2));
  const blocks = Math.floor(checked.rows / blockSize);
  const k = options.k ?? Math.ceil(blocks / 2);
  checkInteger('k', k, 1, blocks);
  const rows = centreRows(checked, options.centre);
  const sums = rowNorms(blockSums(rows, blockSize)).sort();
  const norms = rowNorms(rows)
    .subarray(0, blocks * blockSize)
    .sort();
  const [sum, norm] = [sums[k - 1], norms[blockSize * k - 1]];
  if (!(sum > 0 && norm > 0 && sum < Infinity))
    throw argumentError('k', k, 'such that the k-th block sum and the mk-th norm are positive and finite');
  const tailIndex = Math.log(blockSize) / (Math.log(sum) - Math.log(norm) + 0);
  return {
    tailIndex,
    interval: null,
    standardError: null,
    method: 'log-order',
    diagnostics: { blockSize, blocks, k },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...stableLimit(tailIndex, null),
      'No standard error: take one from a bootstrap.',
    ],
  };
}
