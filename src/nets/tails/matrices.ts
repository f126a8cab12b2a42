import type { NamedWeights } from './namedWeights.js';

/** A matrix, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/**
 * The matrices of an array of weights: itself where its rank is 2, for a convolution one for each tap of its kernel, inputs x
 * outputs or the other way round as the layout has it. None for arrays of rank 0 or 1.
 */
export function matricesOf({ shape, values, layout = 'tfjs' }: NamedWeights): Matrix[] {
  if (shape.length < 2) return [];
  const [rows, columns] = layout === 'torch' ? shape.slice(0, 2) : shape.slice(-2);
  const size = rows * columns;
  const taps = size === 0 ? 0 : values.length / size;
  return Array.from({ length: taps }, (_, tap) => {
    const own = new Float64Array(size);
    if (layout === 'torch') for (let i = 0; i < size; i++) own[i] = values[i * taps + tap];
    else for (let i = 0; i < size; i++) own[i] = values[tap * size + i];
    return { rows, columns, values: own };
  });
}
