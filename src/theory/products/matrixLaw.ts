import { argumentError, checkInteger, checkPositive } from '../../check.js';
import type { Generator } from '../../random/index.js';
import type { DataLaw } from './dataLaw.js';

/** Matrices drawn for one vector, from a law in which those that expand it are common; see `ExpandingSampler`. */
export interface ExpandingDraws {
  /** Draws the next matrix, for the vector x, and returns the log of what it must be weighted with. */
  draw(x: Float64Array, offset: number): number;
  /** Says how much the last matrix, which has expanded x, counts in the law weighted by ||M x||^s. */
  credit(weight: number): void;
  /** Moves the law towards the matrices that counted, for the exponent s. */
  adapt(exponent: number): void;
}

/** One random matrix at a time. */
export interface MatrixSource {
  /** Draws the next matrix. */
  draw(): void;
  /** Writes the product of the present matrix with a vector and returns its squared length. */
  apply(from: Float64Array, fromOffset: number, to: Float64Array, toOffset: number): number;
  /** The other way to draw, for the laws that have it. */
  readonly expanding?: ExpandingDraws;
}

/** The law of the independent random matrices M of a product M_k … M_1. */
export interface MatrixLaw {
  readonly dimension: number;
  readonly source: (generator: Generator) => MatrixSource;
  /** Whether some directions are never moved along, so that rho is 0 at least; undefined: none. */
  readonly keepsDirection?: () => boolean;
  /** E||M x||² where it is known exactly: a control variate. */
  readonly expectedSquare?: (x: Float64Array, offset: number) => number;
}

/** What every SGD law takes. */
export interface SgdSettings {
  readonly stepSize: number;
  readonly batchSize: number;
}

export function checkSgd(data: DataLaw, p: SgdSettings): void {
  if (typeof data?.sampler !== 'function')
    throw argumentError('data', data, 'a law of data, as of gaussianData or finiteData');
  if (typeof p !== 'object' || p === null)
    throw argumentError('p', p, 'an object { stepSize, batchSize, … }');
  checkPositive('stepSize', p.stepSize);
  checkInteger('batchSize', p.batchSize);
  if (data.points !== undefined && p.batchSize > data.points)
    throw argumentError('batchSize', p.batchSize, `at most the number of points, ${data.points}`);
}

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

/** Whether SGD on this data never moves along some directions. */
export const keepsDirection = (data: DataLaw) => (): boolean => data.spans?.() === false;

export function squaredLength(x: Float64Array, offset: number, length: number): number {
  let sum = 0;
  for (let j = offset; j < offset + length; j++) sum += x[j] * x[j];
  return sum;
}

/**
 * Plain SGD on the quadratic loss: M = I - (eta/b) H (Gürbüzbalaban, Şimşekli & Zhu 2021, equation (3.4)).
 *
 * @example
 * const law = sgdLaw(gaussianData({ dimension: 2, sigma: 1 }), { stepSize: 0.5, batchSize: 1 });
 * const { tailIndex } = await sampleTailIndex(law, { seed: 1, walkers: 128, relativeError: 0.1 });
 * tailIndex; // 2.00
 */
export function sgdLaw(data: DataLaw, p: SgdSettings): MatrixLaw {
  checkSgd(data, p);
  const d = data.dimension;
  const { stepSize: eta, batchSize } = p;
  const moments = data.moments?.(batchSize);
  return {
    dimension: d,
    keepsDirection: keepsDirection(data),
    source(generator) {
      const batch = batchSource(data, batchSize, generator);
      return {
        draw: () => batch.draw(),
        expanding: batch.expanding,
        apply(from, fromOffset, to, toOffset) {
          for (let j = 0; j < d; j++) to[toOffset + j] = from[fromOffset + j];
          batch.hessian(-eta / batchSize, from, fromOffset, to, toOffset);
          return squaredLength(to, toOffset, d);
        },
      };
    },
    expectedSquare:
      moments &&
      ((x, offset) => {
        const [first, second] = moments(x, offset);
        return squaredLength(x, offset, d) - 2 * eta * first + eta * eta * second;
      }),
  };
}
