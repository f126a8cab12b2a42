import * as at from '../layout.js';
import { drawBatch, word, type Job } from './batch.js';
import { subtract } from './pass.js';
import { stepSize } from './rule.js';
import { addScaled, addTo, scaled } from './vectors.js';
import { weigh, type Derivative } from './weights.js';

/** Decentralised SGD: the twin of advanceNetwork. */
export const iterationsOfNetwork = (
  job: Job,
  loss: Derivative | undefined,
  from: number,
  to: number,
): void => {
  const { batch, f64, scratch } = job;
  const stride = job.stride * 8;
  const nodes = word(job, at.P_NODES);
  const mixing = word(job, at.P_MIXING) / 8;
  const list = (scratch + word(job, at.P_SCRATCH_LISTS)) / 4;
  const weights = (scratch + word(job, at.P_SCRATCH_WEIGHTS)) / 8;
  const buffers = scratch + word(job, at.P_SCRATCH_NODES);
  const size = nodes * stride;
  for (let t = from + 1; t <= to; t++) {
    const next = buffers + (t & 1) * size;
    const now = buffers + (1 - (t & 1)) * size;
    const scale = stepSize(job, t) / batch;
    for (let i = 0; i < nodes; i++) {
      const own = now + i * stride;
      const mixed = next + i * stride;
      drawBatch(job, 0, list, weights);
      weigh(job, scale, own / 8, list, weights, loss);
      scaled(f64, mixed, own, f64[mixing + i * nodes + i], stride);
      for (let j = 0; j < nodes; j++) {
        const weight = f64[mixing + i * nodes + j];
        if (j !== i && weight !== 0) addScaled(f64, mixed, now + j * stride, weight, stride);
      }
      subtract(job, mixed / 8, list, weights, 0, batch);
    }
    if (t > word(job, at.P_BURN_IN)) addTo(f64, buffers + 2 * size, next, size);
  }
};
