import type { Generator } from '../../random/index.js';
import type { DataLaw } from './dataLaw.js';
import type { HessianStep } from './expandingBatches.js';
import type { ExpandingDraws } from './matrixLaw.js';

/** One batch at a time, H the sum of a aᵀ over it. A batch that `expanding` has drawn for a vector is there for `step` of this vector only. */
export interface BatchSource {
  draw(): void;
  /** Writes kept · x + factor · H x to `to` and returns its squared length. */
  readonly step: HessianStep;
  /** Adds factor · H x to `to`. */
  add(factor: number, x: Float64Array, xOffset: number, to: Float64Array, toOffset: number): void;
  readonly expanding?: ExpandingDraws;
}

/** Batches of the data law; a product with H costs 2 b d multiplications, H is never formed. */
export function batchSource(data: DataLaw, batchSize: number, generator: Generator): BatchSource {
  const d = data.dimension;
  const batch = new Float64Array(batchSize * d);
  const fill = data.sampler(generator);
  const expanding = data.expanding?.(batchSize, generator);
  let drawnForOne = false;
  return {
    draw() {
      drawnForOne = false;
      fill(batch, batchSize);
    },
    expanding: expanding && {
      ...expanding,
      draw(x, offset) {
        drawnForOne = true;
        return expanding.draw(x, offset);
      },
    },
    step(kept, factor, x, xOffset, to, toOffset) {
      if (drawnForOne) return expanding!.step(kept, factor, x, xOffset, to, toOffset);
      return addBatch(batch, d, factor, x, xOffset, kept, x, xOffset, to, toOffset);
    },
    add(factor, x, xOffset, to, toOffset) {
      addBatch(batch, d, factor, x, xOffset, 1, to, toOffset, to, toOffset);
    },
  };
}

/** Writes kept · base + factor · H x to `to` and returns its squared length. */
function addBatch(
  batch: Float64Array,
  d: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  kept: number,
  base: Float64Array,
  baseOffset: number,
  to: Float64Array,
  toOffset: number,
): number {
  let square = 0;
  for (let row = 0; row < batch.length;) {
    const left = batch.length - row;
    const [add, rows] = left >= 4 * d ? [addFour, 4] : left >= 2 * d ? [addTwo, 2] : [addOne, 1];
    square = add(batch, row, d, factor, x, xOffset, kept, base, baseOffset, to, toOffset);
    row += rows * d;
    // The first rows are added to kept · base, those after them to what is there.
    [kept, base, baseOffset] = [1, to, toOffset];
  }
  return square;
}

/**
 * {@link addBatch} of the row a that begins at `row`, with (a·x) a in place of H x. Four rows at a time have four sums that need not wait
 * for each other; every number is rounded as when the rows come one by one.
 */
function addOne(
  rows: Float64Array,
  row: number,
  d: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  kept: number,
  base: Float64Array,
  baseOffset: number,
  to: Float64Array,
  toOffset: number,
): number {
  let dot = 0;
  for (let j = 0; j < d; j++) dot += rows[row + j] * x[xOffset + j];
  dot *= factor;
  let square = 0;
  for (let j = 0; j < d; j++) {
    const value = kept * base[baseOffset + j] + dot * rows[row + j];
    to[toOffset + j] = value;
    square += value * value;
  }
  return square;
}

/** {@link addOne} of two rows. */
function addTwo(
  rows: Float64Array,
  row: number,
  d: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  kept: number,
  base: Float64Array,
  baseOffset: number,
  to: Float64Array,
  toOffset: number,
): number {
  const next = row + d;
  let dot = 0;
  let other = 0;
  for (let j = 0; j < d; j++) {
    const value = x[xOffset + j];
    dot += rows[row + j] * value;
    other += rows[next + j] * value;
  }
  dot *= factor;
  other *= factor;
  let square = 0;
  for (let j = 0; j < d; j++) {
    const value = kept * base[baseOffset + j] + dot * rows[row + j] + other * rows[next + j];
    to[toOffset + j] = value;
    square += value * value;
  }
  return square;
}

/** {@link addOne} of four rows. */
function addFour(
  rows: Float64Array,
  row: number,
  d: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  kept: number,
  base: Float64Array,
  baseOffset: number,
  to: Float64Array,
  toOffset: number,
): number {
  const row1 = row + d;
  const row2 = row1 + d;
  const row3 = row2 + d;
  let dot0 = 0;
  let dot1 = 0;
  let dot2 = 0;
  let dot3 = 0;
  for (let j = 0; j < d; j++) {
    const value = x[xOffset + j];
    dot0 += rows[row + j] * value;
    dot1 += rows[row1 + j] * value;
    dot2 += rows[row2 + j] * value;
    dot3 += rows[row3 + j] * value;
  }
  dot0 *= factor;
  dot1 *= factor;
  dot2 *= factor;
  dot3 *= factor;
  let square = 0;
  for (let j = 0; j < d; j++) {
    const value =
      kept * base[baseOffset + j] +
      dot0 * rows[row + j] +
      dot1 * rows[row1 + j] +
      dot2 * rows[row2 + j] +
      dot3 * rows[row3 + j];
    to[toOffset + j] = value;
    square += value * value;
  }
  return square;
}
