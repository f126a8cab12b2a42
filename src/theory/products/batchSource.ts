import type { Generator } from '../../random/index.js';
import type { DataLaw } from './dataLaw.js';
import type { ExpandingDraws } from './matrixLaw.js';

/** One batch at a time: `hessian` adds factor · H x to `to`, H the sum of a aᵀ over the batch. */
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
  const expanding = data.expanding?.(generator);
  return {
    draw: () => fill(batch, batchSize),
    expanding: expanding && {
      ...expanding,
      draw: (x, offset) => expanding.draw(batch, batchSize, x, offset),
    },
    hessian(factor, x, xOffset, to, toOffset) {
      for (let i = 0; i < batchSize; i++) {
        const row = i * d;
        let dot = 0;
        for (let j = 0; j < d; j++) dot += batch[row + j] * x[xOffset + j];
        dot *= factor;
        for (let j = 0; j < d; j++) to[toOffset + j] += dot * batch[row + j];
      }
    },
  };
}
