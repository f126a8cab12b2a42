import * as at from '../layout.js';
import { word, type Job } from './batch.js';
import { residuals, subtract } from './pass.js';
import { scaled } from './vectors.js';

/** The derivative of a loss at a prediction and a label. */
export type Derivative = (prediction: number, label: number) => number;

/** Weights of rows from their predictions at x: the twin of assembly/weights.ts. Places are words of the list, doubles of the rest. */
function derivatives(
  job: Job,
  scale: number,
  count: number,
  x: number,
  list: number,
  weights: number,
  labels: ArrayLike<number>,
  loss: Derivative,
): void {
  const { f64 } = job;
  f64.fill(0, weights, weights + count);
  residuals(job, 1, count, x, list, weights);
  for (let i = 0; i < count; i++) f64[weights + i] = scale * loss(f64[weights + i], labels[i]);
}

/** Weights of the batch at x, where its labels stand; without a loss those of least squares. */
export function weigh(
  job: Job,
  scale: number,
  x: number,
  list: number,
  weights: number,
  loss: Derivative | undefined,
): void {
  if (loss === undefined) return residuals(job, scale, job.batch, x, list, weights);
  derivatives(job, scale, job.batch, x, list, weights, job.f64.slice(weights, weights + job.batch), loss);
}

/** The weights at x less those at the snapshot. */
export function weighDifference(
  job: Job,
  scale: number,
  x: number,
  snapshot: number,
  list: number,
  weights: number,
  loss: Derivative,
): void {
  const { batch, f64 } = job;
  const labels = f64.slice(weights, weights + batch);
  derivatives(job, scale, batch, snapshot, list, weights, labels, loss);
  const there = f64.slice(weights, weights + batch);
  derivatives(job, scale, batch, x, list, weights, labels, loss);
  for (let i = 0; i < batch; i++) f64[weights + i] -= there[i];
}

/** The full gradient at the snapshot; addresses of both in bytes. */
export function fullGradient(job: Job, snapshot: number, full: number, loss: Derivative | undefined): void {
  const { f64, u32, stride } = job;
  if (loss === undefined) {
    const dimension = word(job, at.P_DIMENSION);
    const moments = word(job, at.P_GRAM) + dimension * stride * 8;
    scaled(f64, full, moments, 1, stride * 8);
    residuals(job, 1, dimension, snapshot / 8, (moments + stride * 8) / 4, full / 8);
    return;
  }
  const count = word(job, at.P_COUNT);
  const list = (job.scratch + word(job, at.P_SCRATCH_LABELS)) / 4;
  const weights = list / 2 + 2;
  const labels = word(job, at.P_LABELS) / 8;
  f64.fill(0, full / 8, full / 8 + stride);
  for (let i = 0; i < count; i += 4) {
    const some = Math.min(4, count - i);
    for (let j = 0; j < some; j++) u32[list + j] = word(job, at.P_ROWS) + (i + j) * stride * 8;
    derivatives(
      job,
      -1 / count,
      some,
      snapshot / 8,
      list,
      weights,
      f64.slice(labels + i, labels + i + some),
      loss,
    );
    subtract(job, full / 8, list, weights, 0, some);
  }
}
