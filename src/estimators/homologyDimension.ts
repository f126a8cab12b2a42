import { argumentError, checkFields, checkInteger } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';
import type { Rows } from '../rows.js';
import { checkSample } from './sample.js';

/** Options of {@link homologyDimension}. */
export interface HomologyDimensionOptions {
  /** Numbers of points of the subsamples, at least two different ones, from 10 on. Default: six from a tenth of the rows (at least 20) to all, at most 1000. */
  readonly sizes?: readonly number[];
  /** Subsamples of each size. Default 5. */
  readonly repeats?: number;
  /** Root of the randomness. Default 0. */
  readonly seed?: Seed;
}

/** The dimension and what it is read from. */
export interface HomologyDimension {
  /** 1/(1 - slope); Infinity where the slope is 1 or more. */
  readonly dimension: number;
  /** Slope of log length against log n. */
  readonly slope: number;
  /** Standard error of the slope, from the scatter about the line. */
  readonly slopeError: number;
  /** Mean length of the spanning trees of n points. */
  readonly lengths: readonly { readonly points: number; readonly length: number }[];
}

/**
 * Total length of the shortest tree that connects the rows: the sum of the lifetimes of their persistent homology of degree 0. By Prim's
 * algorithm, about rows² x columns operations.
 *
 * @throws RangeError for bad samples and for more than 50 000 rows
 * @example
 * spanningTreeLength({ data: Float64Array.of(0, 0, 3, 4, 3, 5), rows: 3, columns: 2 }); // 6
 */
export function spanningTreeLength(sample: Rows): number {
  const { data, rows, columns } = checkSample(sample, 2);
  if (rows > 50_000) throw argumentError('sample.rows', rows, 'at most 50 000');
  const nearest = new Float64Array(rows).fill(Infinity);
  const waiting = Int32Array.from({ length: rows - 1 }, (_, i) => i + 1);
  let [last, total] = [0, 0];
  for (let left = rows - 1; left > 0; left--) {
    let best = 0;
    for (let w = 0; w < left; w++) {
      const i = waiting[w];
      let square = 0;
      for (let c = 0; c < columns; c++) square += (data[i * columns + c] - data[last * columns + c]) ** 2;
      if (square < nearest[i]) nearest[i] = square;
      if (nearest[i] < nearest[waiting[best]]) best = w;
    }
    last = waiting[best];
    total += Math.sqrt(nearest[last]);
    waiting[best] = waiting[left - 1];
  }
  return total;
}

/** Some of the rows, each at most once. */
function subsample({ data, rows, columns }: Rows, count: number, g: Generator): Rows {
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const picked = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    const other = i + g.below(rows - i);
    [order[i], order[other]] = [order[other], order[i]];
    picked.set(data.subarray(order[i] * columns, (order[i] + 1) * columns), i * columns);
  }
  return { data: picked, rows: count, columns };
}

function defaultSizes(rows: number): number[] {
  const most = Math.min(1000, rows);
  const least = Math.max(Math.min(20, Math.floor(most / 2)), Math.floor(most / 10));
  const sizes = Array.from({ length: 6 }, (_, i) => Math.round(least * (most / least) ** (i / 5)));
  return [...new Set(sizes)];
}

/**
 * The persistent-homology dimension of degree 0 of a cloud of points, such as the iterates of a training: the length of the shortest tree
 * through n of them grows like n^(1 - 1/dimension). Birdal and others relate it to the generalisation gap, beside alpha.
 *
 * Sources: Schweinhart 2020, "Fractal dimension and the persistent homology of random geometric complexes"; Birdal, Lou, Guibas & Şimşekli
 * 2021, "Intrinsic dimension, persistent homology and generalization in neural networks".
 *
 * @param sample points as rows, at least 20
 * @throws RangeError naming the argument outside its range
 * @example
 * const g = createGenerator('points');
 * const square = { data: Float64Array.from({ length: 4000 }, () => g.uniform()), rows: 2000, columns: 2 };
 * homologyDimension(square).dimension; // 1.93
 */
export function homologyDimension(sample: Rows, options: HomologyDimensionOptions = {}): HomologyDimension {
  checkFields('options', options, ['sizes', 'repeats', 'seed']);
  const rows = checkSample(sample, 20);
  const { sizes = defaultSizes(rows.rows), repeats = 5, seed = 0 } = options;
  if (!Array.isArray(sizes) || new Set(sizes).size < 2)
    throw argumentError('sizes', sizes, 'a list of at least two different numbers of points');
  sizes.forEach((size, i) => checkInteger(`sizes[${i}]`, size, 10, rows.rows));
  checkInteger('repeats', repeats, 1, 1000);
  const g = createGenerator(seed, 'homology dimension');
  const lengths = sizes.map((points) => {
    let length = 0;
    for (let r = 0; r < repeats; r++) length += spanningTreeLength(subsample(rows, points, g)) / repeats;
    if (!(length > 0 && length < Infinity))
      throw argumentError('sample', length, 'of points at finite distances, not all in one place');
    return { points, length };
  });
  const x = lengths.map(({ points }) => Math.log(points));
  const y = lengths.map(({ length }) => Math.log(length));
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const spread = x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
  const slope = x.reduce((sum, v, i) => sum + (v - mx) * (y[i] - my), 0) / spread;
  const rest = y.reduce((sum, v, i) => sum + (v - my - slope * (x[i] - mx)) ** 2, 0);
  return {
    dimension: slope < 1 ? 1 / (1 - slope) : Infinity,
    slope,
    slopeError: x.length > 2 ? Math.sqrt(rest / (x.length - 2) / spread) : 0,
    lengths,
  };
}
