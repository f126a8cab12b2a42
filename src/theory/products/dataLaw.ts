import type { Generator } from '../../random/index.js';
import type { ExpandingSampler } from './expandingBatches.js';

/** Fills the first `batchSize` rows (row-major, `dimension` columns) with a batch of data vectors. */
export type BatchSampler = (batch: Float64Array, batchSize: number) => void;

/** For a vector x: `kept` · |x|² + `first` · x·E[H/b] x + `second` · E|(H/b) x|², H the sum of a aᵀ over the batch. */
export type HessianMoments = (x: Float64Array, offset: number) => number;

/** The probability law of the batches of data rows a that SGD on the quadratic loss sees. */
export interface DataLaw {
  readonly dimension: number;
  readonly sampler: (generator: Generator) => BatchSampler;
  /** Exact moments of the batch Hessian, where they are finite: they serve as control variates. */
  readonly moments?: (batchSize: number, kept: number, first: number, second: number) => HessianMoments;
  /** The law on other axes, turned so that `moments` with the same weights is a sum of squares, which is quick in many dimensions. */
  readonly turned?: (batchSize: number, first: number, second: number) => DataLaw;
  /** Whether the rows span all dimensions; undefined: they do. Along directions orthogonal to all rows SGD never moves. */
  readonly spans?: () => boolean;
  /** Batches drawn for one vector each, where that is quick; where large alpha rests on rare batches, from a law that makes them common. */
  readonly expanding?: (batchSize: number, generator: Generator) => ExpandingSampler;
}
