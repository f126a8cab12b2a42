import { setImmediate as nextTurn } from 'node:timers/promises';
import { argumentError, checkInteger, checkNonNegative, checkPositive } from '../check.js';
import { createGenerator, type Generator, type Seed } from '../random/index.js';

/**
 * Decentralised SGD on streaming least squares (Gürbüzbalaban, Hu, Şimşekli, Yuan & Zhu 2022, arXiv:2205.06689): every node i draws a
 * fresh batch and x_i <- sum_j W_ij x_j - eta gradient_i(x_i), all nodes at once. Rows are a ~ N(0, sigma² I), labels are
 * noise alone, so that the minimiser is the origin.
 */
export interface DecentralisedSetting {
  /** Mixing matrix W, row-major, shape nodes x nodes; rows sum to 1. See {@link mixingMatrix}. */
  readonly weights: Float64Array;
  /** Number of nodes N, from 1. */
  readonly nodes: number;
  readonly dimension: number;
  /** Standard deviation of each feature, above 0. Default 1. */
  readonly sigma?: number;
  /** Standard deviation of the label noise, at least 0. Default 3. */
  readonly noiseDeviation?: number;
  /** Step-size eta, above 0. */
  readonly stepSize: number;
  /** Rows that each node draws at every iteration, from 1. */
  readonly batchSize: number;
  /** Number of iterations K, from 1. Default 1000. */
  readonly iterations?: number;
  /** Iterates 1 … burnIn stay out of the average. Default floor(iterations / 2). */
  readonly burnIn?: number;
  /** Independent repeats, from 1. Default 1600. */
  readonly repeats?: number;
  /** Standard deviation of every entry of x_0, the same point for all nodes. Default 5. */
  readonly startDeviation?: number;
  readonly seed: Seed;
}

/** Rows of iterates, one for each repeat. */
export interface IterateRows {
  /** Row-major, shape rows x columns. */
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** What decentralised SGD ends with, averaged over the iterations after the burn-in. */
export interface DecentralisedResult {
  /** The average over all nodes. */
  readonly network: IterateRows;
  /** Every node by itself. */
  readonly nodes: readonly IterateRows[];
  /** Repeats in which an iterate overflowed to infinity. */
  readonly overflowed: number;
}

/** How to run. */
export interface DecentralisedOptions {
  readonly signal?: AbortSignal;
  /** Called with the share that is done. */
  readonly onProgress?: (share: number) => void;
}

type Checked = Required<DecentralisedSetting>;

function check(setting: DecentralisedSetting): Checked {
  const { nodes, weights, iterations = 1000 } = setting;
  const full: Checked = {
    sigma: 1,
    noiseDeviation: 3,
    repeats: 1600,
    startDeviation: 5,
    burnIn: Math.floor(iterations / 2),
    ...setting,
    iterations,
  };
  checkInteger('nodes', nodes);
  checkInteger('dimension', full.dimension);
  checkInteger('batchSize', full.batchSize);
  checkInteger('iterations', iterations);
  checkInteger('repeats', full.repeats);
  checkInteger('burnIn', full.burnIn, 0, iterations - 1);
  checkPositive('stepSize', full.stepSize);
  checkPositive('sigma', full.sigma);
  checkNonNegative('noiseDeviation', full.noiseDeviation);
  checkNonNegative('startDeviation', full.startDeviation);
  if (!(weights instanceof Float64Array) || weights.length !== nodes * nodes)
    throw argumentError('weights', weights, `a Float64Array of ${nodes} x ${nodes} numbers`);
  for (let i = 0; i < nodes; i++) {
    const sum = weights.subarray(i * nodes, (i + 1) * nodes).reduce((total, weight) => total + weight, 0);
    if (!(Math.abs(sum - 1) < 1e-9)) throw argumentError(`the sum of row ${i} of weights`, sum, '1');
  }
  return full;
}

/** step <- step + (eta/b) sum over a fresh batch of (a . x - y) a, for one node. */
function addGradient(
  setting: Checked,
  random: Generator,
  x: Float64Array,
  row: Float64Array,
  step: Float64Array,
  at: number,
): void {
  const { dimension: d, batchSize, sigma, noiseDeviation, stepSize } = setting;
  for (let k = 0; k < batchSize; k++) {
    let residual = noiseDeviation * random.normal();
    for (let j = 0; j < d; j++) {
      const entry = sigma * random.normal();
      row[j] = entry;
      residual += entry * x[at + j];
    }
    const scale = (stepSize / batchSize) * residual;
    for (let j = 0; j < d; j++) step[at + j] += scale * row[j];
  }
}

/** y <- W x - step for all nodes. */
function mix(
  { weights, nodes, dimension: d }: Checked,
  x: Float64Array,
  step: Float64Array,
  y: Float64Array,
): void {
  for (let i = 0; i < nodes; i++) {
    for (let c = 0; c < d; c++) y[i * d + c] = -step[i * d + c];
    for (let j = 0; j < nodes; j++) {
      const weight = weights[i * nodes + j];
      if (weight === 0) continue;
      for (let c = 0; c < d; c++) y[i * d + c] += weight * x[j * d + c];
    }
  }
}

/** One repeat: the averages of all nodes' iterates after the burn-in, shape nodes x dimension. */
function runOnce(setting: Checked, repeat: number): Float64Array {
  const { nodes, dimension: d, iterations, burnIn, startDeviation } = setting;
  const random = createGenerator(setting.seed, 'decentralised', repeat);
  let x = new Float64Array(nodes * d);
  for (let c = 0; c < d; c++) x[c] = startDeviation * random.normal();
  for (let i = 1; i < nodes; i++) x.copyWithin(i * d, 0, d);
  let y = new Float64Array(nodes * d);
  const step = new Float64Array(nodes * d);
  const row = new Float64Array(d);
  const average = new Float64Array(nodes * d);
  for (let k = 1; k <= iterations; k++) {
    step.fill(0);
    for (let i = 0; i < nodes; i++) addGradient(setting, random, x, row, step, i * d);
    mix(setting, x, step, y);
    [x, y] = [y, x];
    if (k > burnIn) for (let c = 0; c < x.length; c++) average[c] += x[c] / (iterations - burnIn);
  }
  return average;
}

/** Milliseconds of work between two looks at the signal. */
const sliceMilliseconds = 40;

/**
 * Runs decentralised SGD. The same setting and seed give the same bits, repeat by repeat.
 *
 * @throws RangeError naming the first argument outside its range; rejects with the signal's reason when that is aborted
 */
export async function simulateDecentralised(
  setting: DecentralisedSetting,
  { signal, onProgress }: DecentralisedOptions = {},
): Promise<DecentralisedResult> {
  const checked = check(setting);
  const { nodes, dimension: columns, repeats: rows } = checked;
  const empty = (): IterateRows => ({ data: new Float64Array(rows * columns), rows, columns });
  const network = empty();
  const each = Array.from({ length: nodes }, empty);
  let overflowed = 0;
  let sliceStart = performance.now();
  for (let repeat = 0; repeat < rows; repeat++) {
    signal?.throwIfAborted();
    const average = runOnce(checked, repeat);
    if (!average.every(Number.isFinite)) overflowed++;
    for (let i = 0; i < nodes; i++)
      for (let c = 0; c < columns; c++) {
        each[i].data[repeat * columns + c] = average[i * columns + c];
        network.data[repeat * columns + c] += average[i * columns + c] / nodes;
      }
    if (performance.now() - sliceStart < sliceMilliseconds) continue;
    onProgress?.((repeat + 1) / rows);
    await nextTurn();
    sliceStart = performance.now();
  }
  onProgress?.(1);
  return { network, nodes: each, overflowed };
}
