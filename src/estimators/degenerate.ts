import { countWords } from '../countWords.js';
import type { Rows } from '../rows.js';

/** Rows that differ by this share of the largest component are equal up to rounding. */
const ROUNDING = 64 * Number.EPSILON;

/** Said of a sample that is a single point: it has no tail-index. */
export class DegenerateSampleError extends RangeError {
  override readonly name = 'DegenerateSampleError';
}

/**
 * Throws if the sample is degenerate: all rows equal up to rounding errors. A law on a single point has no tail-index, and what an
 * estimator makes of the rounding errors, or of the point itself, means nothing.
 */
export function checkNotDegenerate({ data, rows, columns }: Rows, largest: number): void {
  for (let i = columns; i < data.length; i++)
    if (Math.abs(data[i] - data[i % columns]) > ROUNDING * largest) return;
  throw new DegenerateSampleError(
    `sample must not be degenerate: all ${countWords(rows)} rows are equal up to rounding, and a law on a single point has no tail-index`,
  );
}
