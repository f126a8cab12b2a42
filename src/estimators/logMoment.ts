import { rowNorms, type Rows } from '../rows.js';
import { argumentError, checkFields, checkInteger, checkNumbers } from '../check.js';
import { nestedBlockSums } from './blockSums.js';
import { centreRows, type Centre } from './centre.js';
import { asymptoticInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
import { sumLogs, upwardShift } from './logNorms.js';
import { checkNotDegenerate, DegenerateSampleError } from './degenerate.js';
import { belowOverflow } from './overflow.js';
import { checkSample, type Sample, type SampleOptions } from './sample.js';
import { unlikeStable } from './stableWarnings.js';
import { droppedRows, notScaling, offCentre, stableLimit, zeroRows } from './warnings.js';

/** The block sizes m of the published synthetic experiments, 40 at the end as published. */
export const SYNTHETIC_BLOCK_SIZES: readonly number[] = Object.freeze([2, 5, 10, 20, 50, 100, 40]);

/** The block sizes m that the published code uses for the weights of a network layer. */
export const NETWORK_BLOCK_SIZES: readonly number[] = Object.freeze([2, 5, 10, 20, 50, 100, 500, 1000]);

/** Those of `blockSizes` that leave at least one block of a sample with `rows` rows. */
export function blockSizesThatFit(blockSizes: readonly number[], rows: number): number[] {
  checkNumbers('blockSizes', blockSizes, 0);
  checkInteger('rows', rows, 0);
  return Array.from(blockSizes).filter((size) => size <= rows);
}

/** Options of {@link logMoment}. */
export interface LogMomentOptions extends SampleOptions, IntervalOptions {
  /**
   * Block size m, or a list of them over which the median is taken; each from 2 to the number of rows.
   * The default is those of {@link SYNTHETIC_BLOCK_SIZES} that leave at least one block.
   */
  readonly blockSizes?: number | readonly number[];
  /** Subtract the mean (`true` or `'mean'`) or the median of each column first; the default takes the sample as given. */
  readonly centre?: Centre;
}

/** The estimate for one block size m. */
export interface BlockSizeEstimate {
  readonly blockSize: number;
  /** Number of blocks, floor(rows / m). */
  readonly blocks: number;
  /** 1 / tailIndex, the quantity that is averaged. */
  readonly inverse: number;
  readonly tailIndex: number;
  /** Standard error of `inverse` from the spread over blocks; `null` with one block. */
  readonly inverseError: number | null;
}

/** Diagnostics of {@link logMoment}. */
export interface LogMomentDiagnostics {
  /** One entry for each block size, in the order given. */
  readonly perBlockSize: readonly BlockSizeEstimate[];
  readonly rows: number;
  readonly columns: number;
}

/** What the log-moment formula reads, before it is judged. */
interface Reading {
  readonly checked: ReturnType<typeof checkSample>;
  /** Centred, and scaled where their sums would overflow. */
  readonly rows: Rows;
  /** Rows that are 0. */
  readonly zeros: number;
  readonly perBlockSize: readonly BlockSizeEstimate[];
  readonly tailIndex: number;
  readonly standardError: number | null;
}

function read(sample: Sample, options: LogMomentOptions): Reading {
  checkFields('options', options, ['blockSizes', 'centre', 'nonFinite', 'level']);
  const checked = checkSample(sample, 2, options);
  const sizes = checkBlockSizes(options.blockSizes, checked.rows);
  const rows = centreRows(belowOverflow(checked, checked.largest), options.centre);
  const norms = rowNorms(rows);
  const zeros = countZeros(norms);
  if (zeros === norms.length)
    throw new DegenerateSampleError(
      `sample must not be all zero${options.centre ? ' after centring' : ''}: it is degenerate and has no tail-index`,
    );
  checkNotDegenerate(checked, checked.largest);
  const shift = upwardShift(norms);
  const perBlockSize = nestedBlockSums(rows, sizes).map((blocks, i) =>
    oneBlockSize(norms, rowNorms(blocks), sizes[i], shift),
  );
  return { checked, rows, zeros, perBlockSize, ...medianOver(perBlockSize) };
}

/** The tail-index of {@link logMoment} alone: its warnings take longer than the estimate. */
export const logMomentIndex = (sample: Sample, options: LogMomentOptions = {}): number =>
  read(sample, options).tailIndex;

/**
 * Log-moment estimator of the tail-index of a stable law, for scalars and vectors: with n blocks of m
 * consecutive rows X, their sums Y and K = m n,
 *
 *     1/alpha = [ (1/n) sum log(||Y_i|| + eps) - (1/K) sum log(||X_j|| + eps) ] / log m,
 *
 * the median of alpha over the list of m. Rows behind the last whole block are dropped, from the X too.
 * eps is the machine epsilon, as published; for a sample whose geometric mean norm is below 2^-26 it is
 * taken relative to that mean, so that magnitudes from 1e-300 to 1e300 give the same answer.
 *
 * The rows must be centred (see `centre`) and independent. The method supposes a stable law: it reads
 * every law with tail-index above 2 as 2. A negative or infinite answer is possible where sums do not
 * outgrow their terms; a warning says so.
 *
 * The standard error is that of the median block size (mean of the two middle ones for a list of even
 * length), from the spread between blocks; it takes rows as independent.
 *
 * Source: Mohammadi, Mohammadpour & Ogata 2015, "On estimating the tail index and the spectral measure of
 * multivariate alpha-stable distributions", Corollary 2.4; the median over m is Gürbüzbalaban, Şimşekli & Zhu 2021.
 *
 * @param sample values, or row-major vectors
 * @throws RangeError for NaN or infinite values (unless dropped), a block size below 2 or above the number
 *   of rows, an empty list, a sample that is all zero (after centring) or degenerate: all rows equal up to rounding
 * @example
 * const sample = stableSample(10_000, { alpha: 1.5 }, 1);
 * logMoment(sample).tailIndex; // 1.49
 * const { interval } = logMoment(sample, { blockSizes: [10] });
 * [interval?.lower, interval?.upper]; // [1.42, 1.56]
 */
export function logMoment(
  sample: Sample,
  options: LogMomentOptions = {},
): TailEstimate<LogMomentDiagnostics> {
  const { checked, rows, zeros, perBlockSize, tailIndex, standardError } = read(sample, options);
  const interval = asymptoticInterval(tailIndex, standardError, options.level);
  return {
    tailIndex,
    interval,
    standardError,
    method: 'log-moment',
    diagnostics: { perBlockSize, rows: checked.rows, columns: checked.columns },
    warnings: [
      ...droppedRows(checked.dropped, checked.rows),
      ...zeroRows(zeros, checked.rows),
      ...stableLimit(tailIndex, standardError),
      ...notScaling(perBlockSize.filter(({ inverse }) => !(inverse > 0)).map(({ blockSize }) => blockSize)),
      ...offCentre(perBlockSize),
      ...unlikeStable(rows, interval, true),
    ],
  };
}

function checkBlockSizes(given: number | readonly number[] | undefined, rows: number): readonly number[] {
  if (given === undefined) return blockSizesThatFit(SYNTHETIC_BLOCK_SIZES, rows);
  const sizes = typeof given === 'number' ? [given] : given;
  if (!Array.isArray(sizes) || sizes.length === 0)
    throw argumentError('blockSizes', given, 'an integer or a list of at least one integer');
  sizes.forEach((size, i) =>
    checkInteger(typeof given === 'number' ? 'blockSizes' : `blockSizes[${i}]`, size, 2, rows),
  );
  return sizes;
}

function countZeros(norms: Float64Array): number {
  let zeros = 0;
  for (let i = 0; i < norms.length; i++) if (norms[i] === 0) zeros++;
  return zeros;
}

/** At most about this many batches of blocks are compared for a standard error: it is then known to 3 per cent. */
const BATCHES = 512;

/** The published formula for one m, with a standard error from the spread between batches of whole blocks. */
function oneBlockSize(
  rowNorms: Float64Array,
  blockNorms: Float64Array,
  m: number,
  shift: number,
): BlockSizeEstimate {
  const n = blockNorms.length;
  const perBatch = Math.ceil(n / BATCHES);
  const differences = new Float64Array(Math.floor(n / perBatch));
  const difference = (from: number, to: number): number =>
    sumLogs(blockNorms, from, to, shift) - sumLogs(rowNorms, from * m, to * m, shift) / m;
  for (let i = 0; i < differences.length; i++) differences[i] = difference(i * perBatch, (i + 1) * perBatch);
  const whole = differences.length * perBatch;
  const total = differences.reduce((sum, x) => sum + x, 0);
  const inverse = (total + difference(whole, n)) / n / Math.log(m) + 0; // + 0: never -0
  const mean = total / differences.length;
  const squares = differences.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const variance = (squares / (differences.length - 1)) * (n / perBatch);
  const inverseError = n > 1 ? Math.sqrt(variance) / n / Math.log(m) : null;
  return { blockSize: m, blocks: n, inverse, tailIndex: 1 / inverse, inverseError };
}

/** Median of alpha over the block sizes and the standard error of the middle one (or two). */
function medianOver(all: readonly BlockSizeEstimate[]): { tailIndex: number; standardError: number | null } {
  const sorted = [...all].sort((a, b) => a.tailIndex - b.tailIndex);
  const middle = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  const error = ({ tailIndex, inverseError }: BlockSizeEstimate): number =>
    inverseError === null ? NaN : inverseError * tailIndex ** 2;
  const standardError = (error(middle[0]) + error(middle[1])) / 2;
  return {
    tailIndex:
      middle[0] === middle[1] ? middle[0].tailIndex : (middle[0].tailIndex + middle[1].tailIndex) / 2,
    standardError: Number.isFinite(standardError) ? standardError : null,
  };
}
