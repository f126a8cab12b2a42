import type { Generator } from '../../random/index.js';

/** Walkers on the unit sphere with their weights. */
export interface Walkers {
  readonly count: number;
  readonly dimension: number;
  /** Where they are, walker by walker, and room for where they go next. */
  x: Float64Array;
  next: Float64Array;
  readonly weight: Float64Array;
  /** Sum of log||M x|| along the lineage of each since the block began. */
  lineage: Float64Array;
  lineageNext: Float64Array;
  /** Steps of the block since the walkers began. */
  lived: number;
}

/** Walkers in random directions, of equal weight. */
export function createWalkers(count: number, dimension: number, generator: Generator): Walkers {
  const walkers: Walkers = {
    ...{ count, dimension, lived: 0 },
    x: new Float64Array(count * dimension),
    next: new Float64Array(count * dimension),
    weight: new Float64Array(count).fill(1),
    lineage: new Float64Array(count),
    lineageNext: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) begin(walkers, i, generator);
  return walkers;
}

/** Gives a walker a random direction. */
export function begin({ x, dimension: d }: Walkers, i: number, generator: Generator): void {
  for (let j = i * d; j < (i + 1) * d; j++) x[j] = generator.normal();
  toUnitLength(x, i * d, d);
}

/** Where the walkers have gone is where they are. */
export function arrive(walkers: Walkers): void {
  [walkers.x, walkers.next] = [walkers.next, walkers.x];
}

/**
 * Carries the weights on and resamples once the effective number has halved.
 *
 * @param factor what each weight is multiplied by
 * @returns false where all came to 0 and began anew
 */
export function select(walkers: Walkers, factor: Float64Array, generator: Generator): boolean {
  const { weight, count: N } = walkers;
  let [sum, square] = [0, 0];
  for (let i = 0; i < N; i++) {
    weight[i] *= factor[i];
    sum += weight[i];
    square += weight[i] * weight[i];
  }
  if (sum === 0) {
    for (let i = 0; i < N; i++) begin(walkers, i, generator);
    weight.fill(1);
    walkers.lineage.fill(0);
    walkers.lived = 0;
    return false;
  }
  const rescale = N / sum;
  for (let i = 0; i < N; i++) weight[i] *= rescale;
  if ((sum * sum) / square < 0.5 * N || weight.includes(0)) resample(walkers, generator);
  return true;
}

/** Systematic resampling: each walker has about as many copies as its weight says. */
function resample(walkers: Walkers, generator: Generator): void {
  const { x, next, weight, lineage, lineageNext, count: N, dimension: d } = walkers;
  let position = generator.uniform();
  let reached = 0;
  let parent = -1;
  for (let i = 0; i < N; i++, position++) {
    while (reached <= position && parent < N - 1) reached += weight[++parent];
    // A loop: two views cost more than the numbers of one walker.
    for (let j = 0; j < d; j++) next[i * d + j] = x[parent * d + j];
    lineageNext[i] = lineage[parent];
  }
  arrive(walkers);
  [walkers.lineage, walkers.lineageNext] = [lineageNext, lineage];
  weight.fill(1);
}

/** Mean log||M x|| per step along the lineages that are alive, 0 if none is. */
export function lineageSlope({ weight, lineage, lived, count }: Walkers): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < count; i++) {
    sum += weight[i] * lineage[i];
    total += weight[i];
  }
  return lived > 0 ? sum / total / lived : 0;
}

export function toUnitLength(x: Float64Array, offset: number, length: number): void {
  let sum = 0;
  for (let j = offset; j < offset + length; j++) sum += x[j] * x[j];
  multiply(x, offset, length, 1 / Math.sqrt(sum));
}

/** Multiplies `length` numbers by a factor. */
export function multiply(x: Float64Array, offset: number, length: number, factor: number): void {
  for (let j = offset; j < offset + length; j++) x[j] *= factor;
}
