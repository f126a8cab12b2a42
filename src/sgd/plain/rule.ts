import { fillWithDraws } from '../../expressions/draws.js';
import { createEvaluator, type Inputs } from '../../expressions/evaluate.js';
import { ruleMemory, type RuleSource } from '../../expressions/ruleMemory.js';
import { drawBelow } from '../draws.js';
import * as at from '../layout.js';
import { drawBatch, real, word, type Job } from './batch.js';
import { subtract } from './pass.js';
import { addScaled, addTo, difference, scaled } from './vectors.js';
import { fullGradient, weigh, weighDifference, type Derivative } from './weights.js';

/** The step-size of iteration t. */
export const stepSize = (job: Job, t: number): number => {
  const table = word(job, at.P_STEP_TABLE) / 8;
  const count = word(job, at.P_STEP_COUNT);
  const mode = word(job, at.P_STEP_MODE);
  if (mode === at.STEP_CYCLE) return job.f64[table + ((t - 1) % count)];
  if (mode === at.STEP_CHOICE) return job.f64[table + drawBelow(job.source, count)];
  return job.f64[table] + (job.f64[table + 1] - job.f64[table]) * job.source.uniform();
};

/** The values that a rule keeps, in the shared memory: vectors, and the places of scalars. */
function keptBy(
  job: Job,
  source: RuleSource,
): { vectors: Record<string, Float64Array>; scalars: Record<string, number> } {
  const { vectors, scalars, scalarBytes } = ruleMemory(source);
  const begin = (job.scratch + word(job, at.P_SCRATCH_MEMORY)) / 8;
  const dimension = word(job, at.P_DIMENSION);
  const vector = (place: number): Float64Array => {
    const from = begin + scalarBytes / 8 + place * job.stride;
    return job.f64.subarray(from, from + dimension);
  };
  const each = <T>(places: Readonly<Record<string, number>>, make: (place: number) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(places).map(([name, place]) => [name, make(place)]));
  return { vectors: each(vectors, vector), scalars: each(scalars, (bytes) => begin + bytes / 8) };
}

/** One step of a rule on the job's memory: x and what the rule keeps are replaced, from x, g, eta and t. */
const createStep = (job: Job, source: RuleSource): ((eta: number, t: number) => void) => {
  const { f64, scratch } = job;
  const dimension = word(job, at.P_DIMENSION);
  const vector = (address: number): Float64Array => f64.subarray(address / 8, address / 8 + dimension);
  const kept = keptBy(job, source);
  const vectors: Record<string, Float64Array> = {
    ...kept.vectors,
    x: vector(scratch + at.SCRATCH_ITERATE),
    g: vector(scratch + word(job, at.P_SCRATCH_GRADIENT)),
  };
  const scalars: Record<string, number> = {};
  source.parameters.forEach((name, i) => (scalars[name] = f64[word(job, at.P_PARAMETERS) / 8 + i]));
  const evaluate = createEvaluator(source.graph, dimension);
  const inputs: Inputs = {
    vector: (name) => vectors[name],
    scalar: (name) => scalars[name],
    draw: (law, parameter, target) => fillWithDraws(law, parameter, job.source, target),
  };
  return (eta, t) => {
    Object.assign(scalars, { eta, t });
    for (const [name, place] of Object.entries(kept.scalars)) scalars[name] = f64[place];
    // A result may be another's old value: all are read before one is written.
    const results = Object.entries(evaluate(inputs)).map(
      ([name, value]) => [name, typeof value === 'number' ? value : value.slice()] as const,
    );
    for (const [name, value] of results)
      if (typeof value === 'number') f64[kept.scalars[name]] = value;
      else vectors[name].set(value);
  };
};

/** Any update rule: the twin of advanceByRule. Addresses are bytes. */
export const iterationsByRule = (
  job: Job,
  source: RuleSource,
  loss: Derivative | undefined,
  from: number,
  to: number,
): void => {
  const { batch, f64, scratch } = job;
  const bytes = job.stride * 8;
  const part = (offset: number): number => scratch + word(job, offset);
  const list = part(at.P_SCRATCH_LISTS) / 4;
  const weights = part(at.P_SCRATCH_WEIGHTS) / 8;
  const x = scratch + at.SCRATCH_ITERATE;
  const gradient = part(at.P_SCRATCH_GRADIENT);
  const [snapshot, full, shifted] = [1, 2, 3].map((i) => gradient + i * bytes);
  const every = word(job, at.P_SNAPSHOT);
  const decay = real(job, at.P_DECAY);
  const scale = real(job, at.P_SCALE);
  const step = createStep(job, source);
  for (let t = from + 1; t <= to; t++) {
    drawBatch(job, 0, list, weights);
    const eta = stepSize(job, t);
    if (every > 0) {
      if ((t - 1) % every === 0) {
        scaled(f64, snapshot, x, 1, bytes);
        fullGradient(job, snapshot, full, loss);
      }
      scaled(f64, gradient, full, 1, bytes);
      if (loss === undefined) {
        difference(f64, shifted, x, snapshot, bytes);
        f64.fill(0, weights, weights + batch);
        weigh(job, scale, shifted / 8, list, weights, undefined);
      } else weighDifference(job, scale, x / 8, snapshot / 8, list, weights, loss);
    } else {
      f64.fill(0, gradient / 8, (gradient + bytes) / 8);
      weigh(job, scale, x / 8, list, weights, loss);
    }
    if (decay !== 0) addScaled(f64, gradient, x, decay, bytes);
    subtract(job, gradient / 8, list, weights, 0, batch);
    step(eta, t);
    if (t > word(job, at.P_BURN_IN)) addTo(f64, part(at.P_SCRATCH_SUM), x, bytes);
  }
};
