// Plain SGD and that of a network on Gaussian rows that are drawn, LANES repeats side by side: number i of all lanes lies at 32 i. What is done
// to each is what advanceFused and advanceNetwork do, in the same order of operations, so that the bits are the same.
//
// There is no padding. Where it would be NaN, after an infinite weight, all numbers of the iterate are infinite (no entry of a row is 0), and NaN
// after the next step, with padding or without: the row's products with such an iterate are NaN, or infinite with signs that make it NaN.
import {
  LANES_ITERATE, P_BATCH, P_BURN_IN, P_DEVIATIONS, P_DIMENSION, P_MIXING, P_NODES, P_NOISE, P_SCALE, P_SCRATCH_LANES, P_SIGMA, P_TRUTH,
} from '../layout';
import { fillLanes } from './laneNormals';
import { stepSize } from './rule';
import { addScaled, addTo, scaled } from './vectors';

let job: usize = 0;
let batch: u32 = 0;
let dimension: u32 = 0;
/** Bytes of an iterate; a row has the number of its noise beside. */
let vector: usize = 0;
let rowBytes: usize = 0;

// @ts-ignore: decorator
@inline
function number(address: usize, i: usize): v128 {
  return v128.load_splat<u64>(address + (i << 3));
}

/** Scales a row and leaves its label in `label`: both halves of the lanes, one after the other. */
// @ts-ignore: decorator
@inline
function finishRow(row: usize, label: usize, half: usize): void {
  const deviations = <usize>load<u32>(job, P_DEVIATIONS);
  const truth = <usize>load<u32>(job, P_TRUTH);
  const sigma = v128.load_splat<u64>(job, P_SIGMA);
  let sum = f64x2.splat(0);
  for (let j: usize = 0; j < dimension; j++) {
    const entry = f64x2.mul(sigma, f64x2.mul(number(deviations, j), v128.load(row + (j << 5) + half)));
    v128.store(row + (j << 5) + half, entry);
    sum = f64x2.add(sum, f64x2.mul(entry, number(truth, j)));
  }
  const noise = f64x2.mul(v128.load_splat<u64>(job, P_NOISE), v128.load(row + vector + half));
  v128.store(label + half, f64x2.add(sum, noise));
}

/** The part of row . x over the columns from `first` on, `by` apart. */
// @ts-ignore: decorator
@inline
function part(x: usize, row: usize, first: usize, by: usize): v128 {
  let sum = f64x2.splat(0);
  for (let j = first << 5; j < vector; j += by << 5) sum = f64x2.add(sum, f64x2.mul(v128.load(x + j), v128.load(row + j)));
  return sum;
}

/** row . x in as many parts as the passes of pass.ts have: four of a row that comes alone or with one other, else two. */
// @ts-ignore: decorator
@inline
function product(x: usize, row: usize, four: bool): v128 {
  if (!four) return f64x2.add(part(x, row, 0, 2), part(x, row, 1, 2));
  const even = f64x2.add(part(x, row, 0, 4), part(x, row, 2, 4));
  return f64x2.add(even, f64x2.add(part(x, row, 1, 4), part(x, row, 3, 4)));
}

/** Draws a batch and takes the weights of its rows at x: `scale` times the residuals. */
function drawAndWeigh(lanes: usize, rows: usize, weights: usize, x: usize, scale: f64): void {
  fillLanes(lanes, rows, batch * (dimension + 1));
  const head = batch & 3;
  for (let i: u32 = 0; i < batch; i++) {
    const row = rows + i * rowBytes;
    const four = i < head && head < 3;
    for (let half: usize = 0; half < 32; half += 16) {
      const weight = weights + (<usize>i << 5);
      finishRow(row, weight, half);
      const residual = f64x2.sub(product(x + half, row + half, four), v128.load(weight + half));
      v128.store(weight + half, f64x2.mul(f64x2.splat(scale), residual));
    }
  }
}

/** x <- x - rows from … to - 1 times their weights. */
function subtract(x: usize, rows: usize, weights: usize, from: u32, to: u32): void {
  for (let i = from; i < to; i++) {
    const row = rows + i * rowBytes;
    const a = v128.load(weights + (<usize>i << 5));
    const b = v128.load(weights + (<usize>i << 5), 16);
    for (let j: usize = 0; j < vector; j += 32) {
      v128.store(x + j, f64x2.sub(v128.load(x + j), f64x2.mul(a, v128.load(row + j))));
      v128.store(x + j, f64x2.sub(v128.load(x + j, 16), f64x2.mul(b, v128.load(row + j, 16))), 16);
    }
  }
}

function iterations(lanes: usize, from: u32, to: u32): void {
  const x = lanes + LANES_ITERATE;
  const sum = x + vector;
  const rows = sum + vector;
  const weights = rows + batch * rowBytes;
  const scale = load<f64>(job, P_SCALE);
  const burnIn = load<u32>(job, P_BURN_IN);
  // The blocks of four rows come before the odd rows at the head, as in the fused pass.
  const first: u32 = ((batch - 1) & 3) + 1;
  for (let t = from + 1; t <= to; t++) {
    drawAndWeigh(lanes, rows, weights, x, scale);
    subtract(x, rows, weights, first, batch);
    subtract(x, rows, weights, 0, first);
    if (t > burnIn) addTo(sum, x, vector);
  }
}

/** mixed <- row `node` of the mixing matrix times the iterates. */
function mix(nodes: u32, node: u32, iterates: usize, mixed: usize): void {
  const row = <usize>load<u32>(job, P_MIXING) + node * nodes * 8;
  scaled(mixed, iterates + node * vector, load<f64>(row + (node << 3)), vector);
  for (let j: u32 = 0; j < nodes; j++) {
    const weight = load<f64>(row + (j << 3));
    if (j != node && weight != 0) addScaled(mixed, iterates + j * vector, weight, vector);
  }
}

function iterationsOfNetwork(lanes: usize, nodes: u32, from: u32, to: u32): void {
  const buffers = lanes + LANES_ITERATE;
  const size = nodes * vector;
  const rows = buffers + 3 * size;
  const weights = rows + batch * rowBytes;
  const burnIn = load<u32>(job, P_BURN_IN);
  for (let t = from + 1; t <= to; t++) {
    const next = buffers + (t & 1) * size;
    const now = buffers + (1 - (t & 1)) * size;
    const scale = stepSize(job, t) / <f64>batch;
    for (let i: u32 = 0; i < nodes; i++) {
      drawAndWeigh(lanes, rows, weights, now + i * vector, scale);
      mix(nodes, i, now, next + i * vector);
      subtract(next + i * vector, rows, weights, 0, batch);
    }
    if (t > burnIn) addTo(buffers + 2 * size, next, size);
  }
}

/** Iterations from + 1 … to of the repeats that lie side by side in `scratch`. */
export function advanceLanes(base: usize, scratch: usize, from: u32, to: u32): void {
  job = base;
  batch = load<u32>(job, P_BATCH);
  dimension = load<u32>(job, P_DIMENSION);
  vector = <usize>dimension << 5;
  rowBytes = vector + 32;
  const lanes = scratch + load<u32>(job, P_SCRATCH_LANES);
  const nodes = load<u32>(job, P_NODES);
  if (nodes > 0) iterationsOfNetwork(lanes, nodes, from, to);
  else iterations(lanes, from, to);
}
