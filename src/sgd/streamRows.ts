import type { Generator } from '../random/index.js';
import type { FeatureLaw } from '../setting/featureLaw.js';
import { rowSampler, type RowSampler } from '../setting/rowSampler.js';

let draw: RowSampler | undefined;

/** Takes the law of the rows of the job at hand. */
export function useRowLaw(law: FeatureLaw, dimension: number, sigma: number): void {
  draw = rowSampler(law, dimension, sigma);
}

/** Draws one row of that law and writes it from the given double on. Both kernels call this for rows that are not Gaussian. */
export function drawStreamRow(source: Generator, f64: Float64Array, at: number): void {
  draw!(source, f64, at);
}
