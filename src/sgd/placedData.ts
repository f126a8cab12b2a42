import type { Arena, Region } from './arena.js';
import type { LeastSquaresData } from './setting.js';

/** Doubles per row in the shared memory: the dimension rounded up to a multiple of 4, the rest zero. */
export const rowStride = (dimension: number): number => Math.ceil(dimension / 4) * 4;

/** Copies a data set into the shared memory, rows padded with zeros to the stride, labels behind them. */
export function placeData(arena: Arena, data: LeastSquaresData): Region {
  const { rows, dimension, features, labels } = data;
  const stride = rowStride(dimension);
  const region = arena.allocate((rows * stride + rows) * 8);
  const view = new Float64Array(arena.memory.buffer, region.address, rows * stride + rows);
  for (let i = 0; i < rows; i++) view.set(features.subarray(i * dimension, (i + 1) * dimension), i * stride);
  view.set(labels, rows * stride);
  return region;
}

/**
 * What the full gradient G x - m needs: G = A^T A / n row by row, padded to the stride, then m = A^T y / n, then the addresses of
 * the rows of G, as a batch lists them.
 */
export function placeGram(arena: Arena, data: LeastSquaresData): Region {
  const { rows, dimension, features, labels } = data;
  const stride = rowStride(dimension);
  const region = arena.allocate((dimension + 1) * stride * 8 + stride * 4);
  const gram = new Float64Array(dimension * dimension);
  const moments = new Float64Array(dimension);
  for (let i = 0; i < rows; i++) {
    const row = features.subarray(i * dimension, (i + 1) * dimension);
    for (let j = 0; j < dimension; j++) {
      const entry = row[j];
      moments[j] += entry * labels[i];
      for (let k = 0; k <= j; k++) gram[j * dimension + k] += entry * row[k];
    }
  }
  const view = new Float64Array(arena.memory.buffer, region.address, (dimension + 1) * stride);
  const list = new Uint32Array(arena.memory.buffer, region.address + view.byteLength, dimension);
  for (let j = 0; j < dimension; j++) {
    for (let k = 0; k < dimension; k++)
      view[j * stride + k] = gram[Math.max(j, k) * dimension + Math.min(j, k)] / rows;
    view[dimension * stride + j] = moments[j] / rows;
    list[j] = region.address + j * stride * 8;
  }
  return region;
}

/** Whether the shared memory still holds exactly this data set. */
export function holdsData(arena: Arena, region: Region, data: LeastSquaresData): boolean {
  const { rows, dimension, features, labels } = data;
  const stride = rowStride(dimension);
  const view = new Float64Array(arena.memory.buffer, region.address, rows * stride + rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < dimension; j++)
      if (!Object.is(view[i * stride + j], features[i * dimension + j])) return false;
  return labels.every((label, i) => Object.is(view[rows * stride + i], label));
}
