import { DegenerateSampleError, rowNorms, type Rows } from '../../estimators/index.js';
import { centreRows } from '../../estimators/centre.js';
import { median } from '../../estimators/median.js';
import { checkNotDegenerate } from '../../estimators/degenerate.js';
import { checkSample } from '../../estimators/sample.js';
import { droppedRows } from '../../estimators/warnings.js';
import type { Interval } from '../../interval.js';
import { applyEstimate, isNamed, type OwnEstimate, type PlainEstimate } from './estimate.js';

/** What the iterates of a point, less what SGD settles around, say about the tail. Plain JSON data. */
export interface PointEstimate {
  /** Estimated tail-index: exponent of the survival function; `null` where the estimator gives none, and the warnings say why. */
  readonly tailIndex: number | null;
  /** The 95 % interval of the estimate, or `null`. */
  readonly interval: Interval | null;
  /** What a reader must know before believing the number. */
  readonly warnings: readonly string[];
  /** Repeats whose iterates overflowed to infinity; they are left out of the sample. */
  readonly overflowed: number;
  /** Median distance of the iterates from the minimiser; infinite ones count, as `null` if they are most. */
  readonly distance: number | null;
  /** The same from their mean over the repeats that did not overflow. */
  readonly spread: number | null;
}

/** Median norm of the rows less `centre`; `null` if it is infinite. */
function medianDistance(sample: Rows, centre?: Float64Array): number | null {
  const { data, rows, columns } = sample;
  const moved = centre
    ? { rows, columns, data: data.map((entry, k) => entry - centre[k % columns]) }
    : sample;
  const middle = median(rowNorms(moved).map((norm) => (Number.isFinite(norm) ? norm : Infinity)));
  return Number.isFinite(middle) ? middle : null;
}

/** Calls `visit` with every row, and whether it is finite. */
function eachRow({ data, rows, columns }: Rows, visit: (row: Float64Array, finite: boolean) => void): void {
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    visit(row, row.every(Number.isFinite));
  }
}

/** The mean of the rows that are finite, and how many are not. */
function meanRow(sample: Rows): { mean: Float64Array; overflowed: number } {
  const mean = new Float64Array(sample.columns);
  let count = 0;
  eachRow(sample, (row, finite) => {
    if (!finite) return;
    count++;
    row.forEach((entry, j) => (mean[j] += (entry - mean[j]) / count));
  });
  return { mean, overflowed: sample.rows - count };
}

/** What is subtracted of each coordinate over the repeats. */
export type RepeatsCentre = 'none' | 'mean' | 'median';

/** The estimate from the rows that are finite, less their centre where that is asked. */
function estimateFinite(sample: Rows, estimate: PlainEstimate, centre: RepeatsCentre): OwnEstimate {
  const { dropped, largest, ...finite } = checkSample(sample, 2, { nonFinite: 'drop' });
  if (isNamed(estimate)) checkNotDegenerate(finite, largest);
  const found = applyEstimate(estimate, centreRows(finite, centre));
  return { ...found, warnings: [...droppedRows(dropped, finite.rows), ...(found.warnings ?? [])] };
}

/** The estimate as JSON can hold it; a number that is not finite is said in words. */
function finiteEstimate({ tailIndex, interval, warnings = [] }: OwnEstimate): OwnEstimate | PlainNone {
  if (!Number.isFinite(tailIndex))
    return { tailIndex: null, interval: null, warnings: [...warnings, `The estimate is ${tailIndex}.`] };
  const { lower = NaN, upper = NaN } = interval ?? {};
  const known = Number.isFinite(lower) && Number.isFinite(upper);
  return { tailIndex, interval: known ? { lower, upper } : null, warnings };
}

type PlainNone = Omit<OwnEstimate, 'tailIndex'> & { readonly tailIndex: null };

/**
 * Reads the tail from iterates less the minimiser, one row per repeat; rows that overflowed are left out and counted.
 *
 * @param centre what is subtracted of each coordinate over the repeats before the estimate, for algorithms that do not settle around
 * the minimiser. The `mean` makes every α below 1 look like 1; the `median` leaves an offset of the size of its error.
 */
export function readTail(
  sample: Rows,
  estimate: PlainEstimate = { name: 'logMoment', options: {} },
  centre: RepeatsCentre = 'none',
): PointEstimate {
  const { mean, overflowed } = meanRow(sample);
  const sizes = { overflowed, distance: medianDistance(sample), spread: medianDistance(sample, mean) };
  try {
    const { tailIndex, interval, warnings } = finiteEstimate(estimateFinite(sample, estimate, centre));
    return { tailIndex, interval: interval ?? null, warnings: warnings ?? [], ...sizes };
  } catch (error) {
    // A single point has no tail-index: spread or distance say so. Nothing left because (nearly) every repeat overflowed: the count does.
    if (error instanceof DegenerateSampleError || (error instanceof RangeError && overflowed > 0))
      return { tailIndex: null, interval: null, warnings: [`No estimate: ${error.message}.`], ...sizes };
    if (error instanceof RangeError && 'name' in estimate)
      throw new RangeError(`estimate "${estimate.name}": ${error.message}`, { cause: error });
    throw error;
  }
}

/** What a worker is given: a sample over shared memory, and how it is read. */
export interface ReadingTask {
  readonly sample: Rows;
  readonly estimate: PlainEstimate;
  readonly centre: RepeatsCentre;
}

/** What a worker computes. */
export const readTask = ({ sample, estimate, centre }: ReadingTask): PointEstimate =>
  readTail(sample, estimate, centre);
