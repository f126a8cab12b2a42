import { checkFunction, checkInteger } from '../../check.js';
import type { Generator } from '../../random/index.js';

/**
 * Matrices drawn for one vector each, which costs less than one that is there for all; once adapted, from a law in which those that expand
 * it are common; see `ExpandingSampler`.
 */
export interface ExpandingDraws {
  /** Draws the next matrix, for the vector x and for no other, and returns the log of what it must be weighted with: 0 before `adapt`. */
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
  /** The other way to draw, for the laws that have it: used where each vector has a matrix of its own. */
  readonly expanding?: ExpandingDraws;
}

/** The probability law of the independent random matrices M of a product M_k … M_1. */
export interface MatrixLaw {
  readonly dimension: number;
  /** Iterations of the algorithm that one matrix stands for; undefined: 1. */
  readonly iterations?: number;
  readonly source: (generator: Generator) => MatrixSource;
  /** Whether some directions are never moved along, so that rho is 0 at least; undefined: none. */
  readonly keepsDirection?: () => boolean;
  /** E||M x||² where it is known exactly: a control variate. */
  readonly expectedSquare?: (x: Float64Array, offset: number) => number;
}

/** The source of a law's matrices. Throws RangeError for a law that is none. */
export function sourceOf(law: MatrixLaw, generator: Generator): MatrixSource {
  checkInteger('setting.dimension', law.dimension);
  const source = law.source(generator) as Partial<MatrixSource> | null | undefined;
  checkFunction('the field draw of what setting.source returns', source?.draw);
  checkFunction('the field apply of what setting.source returns', source?.apply);
  return source as MatrixSource;
}

export function squaredLength(x: Float64Array, offset: number, length: number): number {
  let sum = 0;
  for (let j = offset; j < offset + length; j++) sum += x[j] * x[j];
  return sum;
}

/** Whether something is a law of matrices, and not the setting of an algorithm that has one. */
export const isMatrixLaw = (value: unknown): value is MatrixLaw =>
  typeof (value as MatrixLaw | null | undefined)?.source === 'function';
