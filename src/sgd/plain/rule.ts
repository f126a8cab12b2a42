import { drawBelow } from '../draws.js';
import * as at from '../layout.js';
import { drawBatch, real, word, type Job } from './batch.js';
import { residuals, subtract } from './pass.js';
import { applyRule } from '../rule.js';
import { useMemory } from '../lanes.js';
import { addScaled, addTo, cleared, difference, scaled } from '../vectors.js';

/** The step-size of iteration t. */
export const stepSize = (job: Job, t: number): number => {
  const table = word(job, at.P_STEP_TABLE) / 8;
  const count = word(job, at.P_STEP_COUNT);
  const mode = word(job, at.P_STEP_MODE);
  if (mode === at.STEP_CYCLE) return job.f64[table + ((t - 1) % count)];
  if (mode === at.STEP_CHOICE) return job.f64[table + drawBelow(job.source, count)];
  return job.f64[table] + (job.f64[table + 1] - job.f64[table]) * job.source.uniform();
};

const fullGradient = (job: Job, snapshot: number, full: number): void => {
  const dimension = word(job, at.P_DIMENSION);
  const moments = word(job, at.P_GRAM) + dimension * job.stride * 8;
  scaled(full, moments, 1, job.stride * 8);
  residuals(job, 1, dimension, snapshot / 8, (moments + job.stride * 8) / 4, full / 8);
};

/** Any update rule: the twin of advanceByRule. Addresses are bytes, as in the rules. */
export const iterationsByRule = (job: Job, from: number, to: number): void => {
  const { batch, f64, scratch } = job;
  useMemory(f64);
  const bytes = job.stride * 8;
  const part = (offset: number): number => scratch + word(job, offset);
  const list = part(at.P_SCRATCH_LISTS) / 4;
  const weights = part(at.P_SCRATCH_WEIGHTS) / 8;
  const x = scratch + at.SCRATCH_ITERATE;
  const gradient = part(at.P_SCRATCH_GRADIENT);
  const [snapshot, full, shifted] = [1, 2, 3].map((i) => gradient + i * bytes);
  const every = word(job, at.P_SNAPSHOT);
  const decay = real(job, at.P_DECAY);
  for (let t = from + 1; t <= to; t++) {
    drawBatch(job, 0, list, weights);
    const eta = stepSize(job, t);
    if (every > 0) {
      if ((t - 1) % every === 0) {
        scaled(snapshot, x, 1, bytes);
        fullGradient(job, snapshot, full);
      }
      difference(shifted, x, snapshot, bytes);
      f64.fill(0, weights, weights + batch);
      scaled(gradient, full, 1, bytes);
    } else cleared(gradient, bytes);
    residuals(job, real(job, at.P_SCALE), batch, (every > 0 ? shifted : x) / 8, list, weights);
    if (decay !== 0) addScaled(gradient, x, decay, bytes);
    subtract(job, gradient / 8, list, weights, 0, batch);
    const [rule, parameters] = [word(job, at.P_RULE), job.base + at.P_RULE_PARAMETERS];
    applyRule(rule, x, gradient, bytes, eta, parameters, part(at.P_SCRATCH_MEMORY));
    if (t > word(job, at.P_BURN_IN)) addTo(part(at.P_SCRATCH_SUM), x, bytes);
  }
};
