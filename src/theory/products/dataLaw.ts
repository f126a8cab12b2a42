import { argumentError, checkInteger, checkPositive } from '../../check.js';
import type { Generator } from '../../random/index.js';
import { expandingGaussian, expandingStudent, type ExpandingSampler } from './expandingBatches.js';

/** Fills the first `batchSize` rows (row-major, `dimension` columns) with a batch of data vectors. */
export type BatchSampler = (batch: Float64Array, batchSize: number) => void;

/** For a vector x: [x·E[H/b] x, E|(H/b) x|²], H the sum of a aᵀ over the batch. */
export type HessianMoments = (x: Float64Array, offset: number) => readonly [number, number];

/** The law of the data vectors a that SGD on the quadratic loss sees. */
export interface DataLaw {
  readonly name: string;
  readonly dimension: number;
  /** The number of points of a finite data set; undefined for streaming data. */
  readonly points?: number;
  readonly sampler: (generator: Generator) => BatchSampler;
  /** Exact moments of the batch Hessian, where they are finite: they serve as control variates. */
  readonly moments?: (batchSize: number) => HessianMoments;
  /** Whether the rows span all dimensions; undefined: they do. Along directions orthogonal to all rows SGD never moves. */
  readonly spans?: () => boolean;
  /** Where large alpha rests on rare batches: a law that makes them common, with its weights. */
  readonly expanding?: (generator: Generator) => ExpandingSampler;
}

/** Independent coordinates with the given law of mean 0, variances and kurtosis E a_j⁴ / (E a_j²)². */
function independentLaw(
  name: string,
  variances: Float64Array,
  kurtosis: number,
  draw: (generator: Generator) => number,
): DataLaw {
  const dimension = variances.length;
  const deviations = variances.map(Math.sqrt);
  const trace = variances.reduce((sum, v) => sum + v, 0);
  return {
    name,
    dimension,
    sampler: (generator) => (batch, batchSize) => {
      for (let i = 0, at = 0; i < batchSize; i++)
        for (let j = 0; j < dimension; j++, at++) batch[at] = deviations[j] * draw(generator);
    },
    // E|a|² a aᵀ = diag(v_j (trace + (kurtosis - 1) v_j)).
    moments: Number.isFinite(kurtosis)
      ? (b) => (x, offset) => {
          let first = 0;
          let second = 0;
          for (let j = 0; j < dimension; j++) {
            const v = variances[j];
            const square = x[offset + j] * x[offset + j] * v;
            first += square;
            second += square * ((trace + (kurtosis - 1) * v) / b + (1 - 1 / b) * v);
          }
          return [first, second];
        }
      : undefined,
  };
}

function checkedVariances(sigma: number | Float64Array | readonly number[], dimension: number): Float64Array {
  checkInteger('dimension', dimension);
  const deviations =
    typeof sigma === 'number' ? new Float64Array(dimension).fill(sigma) : Float64Array.from(sigma);
  if (deviations.length !== dimension)
    throw argumentError('sigma', sigma, `a number or an array of length ${dimension}, the dimension`);
  deviations.forEach((value, j) => checkPositive(`sigma[${j}]`, value));
  return deviations.map((value) => value * value);
}

/**
 * Gaussian data with independent coordinates; by rotation invariance this covers every Gaussian law.
 *
 * @example
 * const law = sgdLaw(gaussianData({ dimension: 2, sigma: [0.8, 1.2] }), { stepSize: 0.5, batchSize: 1 });
 * const { tailIndex } = await sampleTailIndex(law, { seed: 1, walkers: 128, relativeError: 0.1 });
 * tailIndex; // 1.51
 */
export function gaussianData(p: {
  readonly dimension: number;
  /** standard deviation, of every coordinate or of each */
  readonly sigma: number | Float64Array | readonly number[];
}): DataLaw {
  const variances = checkedVariances(p.sigma, p.dimension);
  return {
    ...independentLaw('Gaussian', variances, 3, (g) => g.normal()),
    expanding: (generator) => expandingGaussian(variances.map(Math.sqrt), generator),
  };
}

/**
 * Data with independent coordinates ±sigma.
 *
 * @example
 * const law = sgdLaw(rademacherData({ dimension: 3, sigma: 1 }), { stepSize: 0.9, batchSize: 4 });
 * const { tailIndex } = await sampleTailIndex(law, { seed: 1, walkers: 128, relativeError: 0.1 });
 * tailIndex; // 10.6
 */
export function rademacherData(p: { readonly dimension: number; readonly sigma: number }): DataLaw {
  return independentLaw('Rademacher', checkedVariances(p.sigma, p.dimension), 1, (g) =>
    g.uint32() & 1 ? 1 : -1,
  );
}

/**
 * Data with independent coordinates of Student's t law, scaled to standard deviation sigma.
 *
 * @param p.freedom degrees of freedom nu > 2. E||M||^s is infinite from s = nu/2 on, so that the
 *   tail-index is below nu/2 for every step-size (the data is heavy-tailed itself)
 * @example
 * const law = sgdLaw(studentData({ dimension: 2, sigma: 1, freedom: 12 }), { stepSize: 0.5, batchSize: 1 });
 * const { tailIndex } = await sampleTailIndex(law, { seed: 1, walkers: 128, relativeError: 0.1 });
 * tailIndex; // 1.55
 */
export function studentData(p: {
  readonly dimension: number;
  readonly sigma: number;
  readonly freedom: number;
}): DataLaw {
  const { freedom } = p;
  if (!(freedom > 2 && Number.isFinite(freedom)))
    throw argumentError('freedom', freedom, 'a finite number above 2');
  const unit = Math.sqrt((freedom - 2) / freedom);
  const kurtosis = freedom > 8 ? (3 * (freedom - 2)) / (freedom - 4) : Infinity;
  const variances = checkedVariances(p.sigma, p.dimension);
  return {
    ...independentLaw('Student t', variances, kurtosis, (g) => unit * studentT(g, freedom)),
    expanding: (generator) => {
      const scale = variances.map((variance) => unit * Math.sqrt(variance));
      return expandingStudent(p.dimension, freedom, scale, studentT, generator);
    },
  };
}

/** Bailey's polar method (1994). */
function studentT(g: Generator, freedom: number): number {
  for (;;) {
    const u = 2 * g.uniform() - 1;
    const v = 2 * g.uniform() - 1;
    const w = u * u + v * v;
    if (w > 0 && w <= 1) return u * Math.sqrt((freedom * (w ** (-2 / freedom) - 1)) / w);
  }
}
