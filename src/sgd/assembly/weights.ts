// What each row of a batch weighs in the gradient: scale times the derivative of the loss at its prediction. `loss` is the place of the
// loss's function in the table, 0 for least squares, whose derivative is the residual.
import {
  P_BATCH, P_COUNT, P_DIMENSION, P_GRAM, P_LABELS, P_LOSS_PARAMETERS, P_ROWS, P_SCRATCH_LABELS, P_STRIDE,
} from '../layout';
import { residual4, residualHead, setScale, setVector, updateHead } from './pass';
import { cleared, scaled } from './vectors';

/** Weights of all `count` rows of a list at the vector set. */
function residuals(count: u32, list: usize, weights: usize): void {
  const first: u32 = ((count - 1) & 3) + 1;
  residualHead(first, list, weights);
  for (let j = first; j < count; j += 4) residual4(list + (j << 2), weights + (j << 3));
}

/** `count` numbers to another place: for the few of a batch a loop is quicker than memory.copy. */
function moved(target: usize, source: usize, count: u32): void {
  for (let i: usize = 0; i < <usize>count << 3; i += 8) store<f64>(target + i, load<f64>(source + i));
}

/** Weights of rows from their predictions at the vector set. */
function derivatives(
  job: usize, scale: f64, count: u32, list: usize, weights: usize, labels: usize, loss: u32,
): void {
  for (let i: usize = 0; i < <usize>count << 3; i += 8) store<f64>(weights + i, 0);
  setScale(1);
  residuals(count, list, weights);
  call_indirect<void>(loss, weights, labels, count, scale, <usize>load<u32>(job, P_LOSS_PARAMETERS));
}

/** Weights of the batch at the vector set, where its labels stand. */
export function weigh(
  job: usize, scratch: usize, scale: f64, count: u32, list: usize, weights: usize, loss: u32,
): void {
  if (loss == 0) {
    setScale(scale);
    residuals(count, list, weights);
    return;
  }
  const labels = scratch + load<u32>(job, P_SCRATCH_LABELS) + 64;
  moved(labels, weights, count);
  derivatives(job, scale, count, list, weights, labels, loss);
}

/** The weights at x less those at the snapshot; for a loss that is not linear in x. */
export function weighDifference(
  job: usize, scratch: usize, scale: f64, count: u32, list: usize, weights: usize, loss: u32, x: usize, snapshot: usize,
): void {
  const stride = <usize>load<u32>(job, P_STRIDE);
  const labels = scratch + load<u32>(job, P_SCRATCH_LABELS) + 64;
  const there = labels + (((load<u32>(job, P_BATCH) + 3) & ~3) << 3);
  moved(labels, weights, count);
  setVector(snapshot, stride);
  derivatives(job, scale, count, list, there, labels, loss);
  setVector(x, stride);
  derivatives(job, scale, count, list, weights, labels, loss);
  for (let i: usize = 0; i < <usize>count << 3; i += 8) store<f64>(weights + i, load<f64>(weights + i) - load<f64>(there + i));
}

/** The full gradient at the snapshot. Of least squares from the Gram matrix, G snapshot - moments; else over all rows, four at a time. */
export function fullGradient(job: usize, scratch: usize, snapshot: usize, full: usize, loss: u32): void {
  const stride = <usize>load<u32>(job, P_STRIDE);
  if (loss == 0) {
    const dimension = load<u32>(job, P_DIMENSION);
    const gram = <usize>load<u32>(job, P_GRAM);
    const moments = gram + dimension * stride;
    scaled(full, moments, 1, stride);
    setScale(1);
    setVector(snapshot, stride);
    residuals(dimension, moments + stride, full);
    return;
  }
  const count = load<u32>(job, P_COUNT);
  const labels = <usize>load<u32>(job, P_LABELS);
  const list = scratch + load<u32>(job, P_SCRATCH_LABELS);
  const weights = list + 16;
  cleared(full, stride);
  for (let i: u32 = 0; i < count; i += 4) {
    const some = min<u32>(4, count - i);
    for (let j: u32 = 0; j < some; j++) store<u32>(list + (j << 2), load<u32>(job, P_ROWS) + (i + j) * <u32>stride);
    setVector(snapshot, stride);
    derivatives(job, -1.0 / <f64>count, some, list, weights, labels + (<usize>i << 3), loss);
    setVector(full, stride);
    updateHead(some, list, weights);
  }
}
