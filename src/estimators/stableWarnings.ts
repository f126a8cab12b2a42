import { countWords } from '../countWords.js';
import type { Rows } from '../rows.js';
import { rowNorms } from '../rows.js';
import { fitLargest } from './feuervergerHall.js';
import type { ConfidenceInterval } from './estimate.js';
import { smallest } from './sortNumbers.js';
import { positiveValues } from './tail.js';
import { cutOff, dependentRows, type Warnings } from './warnings.js';

/** Rows looked at: enough for every diagnosis here, and soon read. */
const ROWS = 100_000;
/** Rows from which the largest values say something of their own. */
const LEAST = 100;

/** At most ROWS rows in their order, evenly spread. */
function someRows({ data, rows, columns }: Rows): Rows {
  if (rows <= ROWS) return { data, rows, columns };
  const step = rows / ROWS;
  const some = new Float64Array(ROWS * columns);
  for (let i = 0; i < ROWS; i++) {
    const from = Math.floor(i * step) * columns;
    some.set(data.subarray(from, from + columns), i * columns);
  }
  return { data: some, rows: ROWS, columns };
}

/** Standard errors by which the counts of the two signs differ most, over columns: of all rows, and of the tenth with the largest |x|. */
function imbalance({ data, rows, columns }: Rows): { all: number; far: number } {
  let [all, far] = [0, 0];
  const sizes = new Float64Array(rows);
  for (let c = 0; c < columns; c++) {
    for (let i = 0; i < rows; i++) sizes[i] = Math.abs(data[i * columns + c]);
    const level = smallest(sizes, Math.floor(0.9 * rows));
    let [sum, count, farSum, farCount] = [0, 0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const value = data[i * columns + c];
      const sign = Math.sign(value);
      sum += sign;
      count += sign * sign;
      if (Math.abs(value) < level) continue;
      farSum += sign;
      farCount += sign * sign;
    }
    if (count > 0) all = Math.max(all, Math.abs(sum) / Math.sqrt(count));
    if (farCount > 0) far = Math.max(far, Math.abs(farSum) / Math.sqrt(farCount));
  }
  return { all, far };
}

/** Rows that lie off the origin or are skewed, where sums of m rows grow by their offset and not by their spread. */
function offset(rows: Rows): Warnings {
  // Chance passes four standard errors once in 16 000 columns; more columns, more chances.
  const most = Math.sqrt(16 + 2 * Math.log(2 * rows.columns));
  const { all, far } = imbalance(rows);
  if (all > most)
    return [
      'The rows do not lie about 0 (too many of one sign): sums of them grow by the offset, which reads as a tail-index nearer to 1, unless the law is strictly stable. ' +
        "Centre them (centre: 'median' for a symmetric law).",
    ];
  return far > most
    ? [
        'The law is skewed (the largest values have one sign): sums of rows drift whatever centre is subtracted, unless the law is strictly stable.',
      ]
    : [];
}

/** Whether the largest norm, not 0, is there twice. */
function equalLargest(norms: Float64Array): boolean {
  let [most, again] = [0, false];
  for (const norm of norms) {
    if (norm < most) continue;
    again = norm === most && norm > 0;
    most = norm;
  }
  return again;
}

/** The interval of `feuervergerHall` shrinks as this power of the number of rows. */
const SHRINKS = 0.3;

/** What the largest values alone read; `null` where they are all equal, as signs are, of which `cutOff` tells, or a norm is too large for a double. */
function largestAlone(positive: Float64Array): ReturnType<typeof fitLargest> | null {
  try {
    const fit = fitLargest(positive);
    return fit.top[0] < Infinity ? fit : null;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return null;
  }
}

/** A reading beside the largest values alone: they contradict it, or do not say whether the variance is infinite. */
function besideLargest(norms: Float64Array, read: ConfidenceInterval | null): Warnings {
  if (read === null) return [];
  const positive = positiveValues(norms.slice());
  if (positive.length < LEAST) return [];
  const interval = largestAlone(positive);
  if (interval === null) return [];
  const { tailIndex } = interval;
  const ends = [interval.lower, interval.upper].map((end) => end.toPrecision(3)).join(', ');
  const alone = `the largest values alone read ${tailIndex.toPrecision(3)} [${ends}] (feuervergerHall)`;
  if (interval.upper < read.lower)
    return [
      `The tail is heavier than a stable law of that alpha has: ${alone}. A few large values in a light bulk are read as a law between the two.`,
    ];
  if (read.upper >= 2) return [];
  if (interval.lower > read.upper)
    return [
      `The tail is lighter than a stable law of that alpha has: ${alone}. Single iterates of SGD and Student's t look stable in their bulk and are not.`,
    ];
  if (interval.upper < 2) return [];
  const middle = Math.sqrt(read.lower * read.upper);
  const factor = Math.log(interval.upper / tailIndex) / Math.log(2 / Math.min(middle, 1.99));
  const wanted = norms.length * Math.max(2, factor ** (1 / SHRINKS));
  return [
    `That alpha is below 2 rests on the supposition of a stable law, which so few rows cannot show: ${alone}, and at least ` +
      `${countWords(Number(wanted.toPrecision(1)))} rows would be needed to tell from them. Single iterates of SGD and Student's t look stable in their bulk and are not.`,
  ];
}

/**
 * What speaks against the suppositions of the estimators for stable laws: independent rows about 0, a symmetric law, a stable one.
 *
 * @param rows as the estimator used them, centred
 * @param symmetric whether the estimator supposes symmetry
 */
export function unlikeStable(rows: Rows, read: ConfidenceInterval | null, symmetric: boolean): Warnings {
  const head =
    rows.rows > ROWS ? { ...rows, rows: ROWS, data: rows.data.subarray(0, ROWS * rows.columns) } : rows;
  const some = someRows(rows);
  const norms = rowNorms(some);
  return [
    ...dependentRows(head),
    ...(symmetric && rows.rows >= LEAST ? offset(some) : []),
    ...cutOff(equalLargest(norms)),
    ...besideLargest(norms, read),
  ];
}
