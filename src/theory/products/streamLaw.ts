import type { DataStream } from '../../setting/sgdDynamics.js';
import { rowSampler } from '../../setting/rowSampler.js';
import type { DataLaw, HessianMoments } from './dataLaw.js';
import { expandingGaussian, expandingStudent } from './expandingBatches.js';
import { rowMoments, type RowMoments } from './rowMoments.js';

/** The law of the batches of an endless stream of rows: the same rows that data sets and the engine have. */
export function streamLaw({ law, dimension, sigma }: Required<DataStream>): DataLaw {
  const drawRow = rowSampler(law, dimension, sigma);
  const moments = rowMoments(law, dimension, sigma);
  return {
    dimension,
    sampler: (generator) => (batch, batchSize) => {
      for (let i = 0; i < batchSize; i++) drawRow(generator, batch, i * dimension);
    },
    // A control variate needs a finite variance, that is E|a|^8.
    moments:
      moments === null || (law.name === 'studentT' && law.degrees <= 8)
        ? undefined
        : (batchSize, kept, first, second) => hessianMoments(moments, batchSize, kept, first, second),
    expanding: expandingOf(law, dimension, sigma),
  };
}

function expandingOf(
  law: Required<DataStream>['law'],
  dimension: number,
  sigma: number,
): DataLaw['expanding'] {
  switch (law.name) {
    case 'gaussian':
      return (batchSize, generator) =>
        expandingGaussian(new Float64Array(dimension).fill(sigma), batchSize, generator);
    case 'anisotropic':
      return (batchSize, generator) =>
        expandingGaussian(
          Float64Array.from(law.spectrum, (v) => sigma * Math.sqrt(v)),
          batchSize,
          generator,
        );
    case 'studentT':
      return (batchSize, generator) =>
        expandingStudent({ dimension, degrees: law.degrees, sigma }, batchSize, generator);
    default:
      return undefined;
  }
}

/** E|a|² a aᵀ = diag(kappa v_j (trace + (excess + 2) v_j)). */
function hessianMoments(
  { variances, common, excess }: RowMoments,
  b: number,
  kept: number,
  first: number,
  second: number,
): HessianMoments {
  const trace = variances.reduce((sum, v) => sum + v, 0);
  const spread = variances.map((v) => (common * (trace + (excess + 2) * v)) / b + (1 - 1 / b) * v);
  const diagonal = spread.map((s, j) => variances[j] * (first + second * s));
  return (x, offset) => formsOf(kept, diagonal, x, offset);
}

/** kept |x|² and the sum of diagonal_j x_j²: in one loop neither sum waits for the other. */
function formsOf(kept: number, diagonal: Float64Array, x: Float64Array, offset: number): number {
  let square = 0;
  let form = 0;
  for (let j = 0; j < diagonal.length; j++) {
    const one = x[offset + j] * x[offset + j];
    square += one;
    form += one * diagonal[j];
  }
  return kept * square + form;
}
