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

/**
 * Scales a row, takes its label and its product with x in one pass, and leaves its weight: `scale` times the residual. The product
 * has as many parts as in the passes of pass.ts: four of a row that comes alone or with one other, else two. A column is added to
 * the part at the front, which then goes to the back.
 */
// @ts-ignore: decorator
@inline
function weighRow(FOUR: bool, row: usize, weight: usize, x: usize, scale: f64): void {
  const deviations = <usize>load<u32>(job, P_DEVIATIONS);
  const truth = <usize>load<u32>(job, P_TRUTH);
  const sigma = v128.load_splat<u64>(job, P_SIGMA);
  const zero = f64x2.splat(0);
  let label = zero, label2 = zero;
  let a = zero, b = zero, c = zero, d = zero;
  let a2 = zero, b2 = zero, c2 = zero, d2 = zero;
  let place = row;
  for (let j: usize = 0; j < dimension; j++, place += 32, x += 32) {
    const deviation = number(deviations, j);
    const entry = f64x2.mul(sigma, f64x2.mul(deviation, v128.load(place)));
    const entry2 = f64x2.mul(sigma, f64x2.mul(deviation, v128.load(place, 16)));
    v128.store(place, entry);
    v128.store(place, entry2, 16);
    const ofTruth = number(truth, j);
    label = f64x2.add(label, f64x2.mul(entry, ofTruth));
    label2 = f64x2.add(label2, f64x2.mul(entry2, ofTruth));
    const next = f64x2.add(a, f64x2.mul(v128.load(x), entry));
    const next2 = f64x2.add(a2, f64x2.mul(v128.load(x, 16), entry2));
    a = b;
    a2 = b2;
    if (FOUR) {
      b = c;
      b2 = c2;
      c = d;
      c2 = d2;
      d = next;
      d2 = next2;
    } else {
      b = next;
      b2 = next2;
    }
  }
  // After any number of columns the first part is two places from the third: sums of two are the same either way round.
  const product = FOUR ? f64x2.add(f64x2.add(a, c), f64x2.add(b, d)) : f64x2.add(a, b);
  const product2 = FOUR ? f64x2.add(f64x2.add(a2, c2), f64x2.add(b2, d2)) : f64x2.add(a2, b2);
  const noise = v128.load_splat<u64>(job, P_NOISE);
  label = f64x2.add(label, f64x2.mul(noise, v128.load(place)));
  label2 = f64x2.add(label2, f64x2.mul(noise, v128.load(place, 16)));
  v128.store(weight, f64x2.mul(f64x2.splat(scale), f64x2.sub(product, label)));
  v128.store(weight, f64x2.mul(f64x2.splat(scale), f64x2.sub(product2, label2)), 16);
}

/** Draws a batch and takes the weights of its rows at x: `scale` times the residuals. */
function drawAndWeigh(lanes: usize, rows: usize, weights: usize, x: usize, scale: f64): void {
  fillLanes(lanes, rows, batch * (dimension + 1));
  const head = batch & 3;
  for (let i: u32 = 0; i < batch; i++) {
    const row = rows + i * rowBytes;
    const weight = weights + (<usize>i << 5);
    if (i < head && head < 3) weighRow(true, row, weight, x, scale);
    else weighRow(false, row, weight, x, scale);
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
