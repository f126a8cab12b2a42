import type { Generator } from '../../random/index.js';
import type { DataLaw } from './dataLaw.js';
import type { ExpandingDraws } from './matrixLaw.js';

/**
 * One batch at a time: `hessian` adds factor · H x to `to`, H the sum of a aᵀ over the batch. A batch that `expanding` has drawn for a vector
 * is there for this vector only.
 */
export interface BatchSource {
  draw(): void;
  hessian(factor: number, x: Float64Array, xOffset: number, to: Float64Array, toOffset: number): void;
  readonly expanding?: ExpandingDraws;
}

/** Batches of the data law; a product with H costs 2 b d multiplications, H is never formed. */
export function batchSource(data: DataLaw, batchSize: number, generator: Generator): BatchSource {
  const d = data.dimension;
  const batch = new Float64Array(batchSize * d);
  const fill = data.sampler(generator);
  const expanding = data.expanding?.(batchSize, generator);
  const image = new Float64Array(expanding ? d : 0);
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
        return expanding.draw(x, offset, image);
      },
    },
    hessian(factor, x, xOffset, to, toOffset) {
      if (drawnForOne) {
        for (let j = 0; j < d; j++) to[toOffset + j] += factor * image[j];
        return;
      }
      let i = 0;
      for (; i + 4 <= batchSize; i += 4) addFour(batch, i * d, d, factor, x, xOffset, to, toOffset);
      for (; i + 2 <= batchSize; i += 2) addTwo(batch, i * d, d, factor, x, xOffset, to, toOffset);
      for (; i < batchSize; i++) addOne(batch, i * d, d, factor, x, xOffset, to, toOffset);
    },
  };
}

/**
 * Adds factor · (a·x) a of the row a that begins at `row`. Four rows at a time have four sums that need not wait for each other; every
 * number is rounded as when the rows come one by one.
 */
function addOne(
  rows: Float64Array,
  row: number,
  d: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  to: Float64Array,
  toOffset: number,
): void {
  let dot = 0;
  for (let j = 0; j < d; j++) dot += rows[row + j] * x[xOffset + j];
  dot *= factor;
  for (let j = 0; j < d; j++) to[toOffset + j] += dot * rows[row + j];
}

/** {@link addOne} of two rows. */
function addTwo(
  rows: Float64Array,
  row: number,
  d: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  to: Float64Array,
  toOffset: number,
): void {
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
  for (let j = 0; j < d; j++)
    to[toOffset + j] = to[toOffset + j] + dot * rows[row + j] + other * rows[next + j];
}

/** {@link addOne} of four rows. */
function addFour(
  rows: Float64Array,
  row: number,
  d: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  to: Float64Array,
  toOffset: number,
): void {
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
  for (let j = 0; j < d; j++)
    to[toOffset + j] =
      to[toOffset + j] +
      dot0 * rows[row + j] +
      dot1 * rows[row1 + j] +
      dot2 * rows[row2 + j] +
      dot3 * rows[row3 + j];
}
