// Any update rule: the gradient of the batch is summed in a vector of its own and handed to the rule.
import {
  P_BATCH, P_BURN_IN, P_DECAY, P_DIMENSION, P_PARAMETERS, P_RULE_ROWS, P_SCALE, P_SCRATCH_GRADIENT, P_SCRATCH_LISTS,
  P_SCRATCH_MEMORY, P_SCRATCH_SUM, P_SCRATCH_WEIGHTS, P_SNAPSHOT, P_STEP_COUNT, P_STEP_MODE, P_STEP_TABLE, P_STRIDE,
  SCRATCH_ITERATE, STEP_CHOICE, STEP_CYCLE,
} from '../layout';
import { drawBatch } from './batch';
import { freshHead, setVector, update4, updateHead } from './pass';
import { below, uniform } from './random';
import { addScaled, cleared, difference, scaled } from './vectors';
import { fullGradient, weigh, weighDifference } from './weights';

/** The step-size of iteration t. */
export function stepSize(job: usize, t: u32): f64 {
  const table = <usize>load<u32>(job, P_STEP_TABLE);
  const count = load<u32>(job, P_STEP_COUNT);
  const mode = load<u32>(job, P_STEP_MODE);
  if (mode == STEP_CYCLE) return load<f64>(table + (((t - 1) % count) << 3));
  if (mode == STEP_CHOICE) return load<f64>(table + (below(count) << 3));
  const low = load<f64>(table);
  return low + (load<f64>(table, 8) - low) * uniform();
}

/**
 * The last rows of the batch are left to the rule, see `gradientForm`. `rule` is the place of its two functions in the table.
 */
export function advanceByRule(job: usize, scratch: usize, from: u32, to: u32, rule: u32, loss: u32): void {
  const batch = load<u32>(job, P_BATCH);
  const burnIn = load<u32>(job, P_BURN_IN);
  const stride = <usize>load<u32>(job, P_STRIDE);
  const list = scratch + load<u32>(job, P_SCRATCH_LISTS);
  const weights = scratch + load<u32>(job, P_SCRATCH_WEIGHTS);
  const x = scratch + SCRATCH_ITERATE;
  const sum = scratch + load<u32>(job, P_SCRATCH_SUM);
  const gradient = scratch + load<u32>(job, P_SCRATCH_GRADIENT);
  const kept = scratch + load<u32>(job, P_SCRATCH_MEMORY);
  const snapshot = gradient + stride;
  const full = snapshot + stride;
  const shifted = full + stride;
  const every = load<u32>(job, P_SNAPSHOT);
  const decay = load<f64>(job, P_DECAY);
  const scale = load<f64>(job, P_SCALE);
  const parameters = <usize>load<u32>(job, P_PARAMETERS);
  const dimension = load<u32>(job, P_DIMENSION);
  const before = batch - load<u32>(job, P_RULE_ROWS);
  const first: u32 = ((batch - 1) & 3) + 1;
  const fresh = every == 0 && decay == 0;
  const lastList = list + (before << 2);
  const lastWeights = weights + (before << 3);
  for (let t = from + 1; t <= to; t++) {
    drawBatch(job, scratch, 0, list, weights);
    const eta = stepSize(job, t);
    if (every > 0) {
      if ((t - 1) % every == 0) {
        scaled(snapshot, x, 1, stride);
        fullGradient(job, scratch, snapshot, full, loss);
      }
      scaled(gradient, full, 1, stride);
      if (loss == 0) {
        difference(shifted, x, snapshot, stride);
        for (let j: u32 = 0; j < batch; j++) store<f64>(weights + (j << 3), 0);
        setVector(shifted, stride);
        weigh(job, scratch, scale, batch, list, weights, 0);
      } else weighDifference(job, scratch, scale, batch, list, weights, loss, x, snapshot);
    } else {
      if (!fresh) cleared(gradient, stride);
      setVector(x, stride);
      weigh(job, scratch, scale, batch, list, weights, loss);
    }
    if (decay != 0) addScaled(gradient, x, decay, stride);
    setVector(gradient, stride);
    if (before > 0) {
      if (fresh) freshHead(first, list, weights);
      else updateHead(first, list, weights);
      for (let j = first; j < before; j += 4) update4(list + (j << 2), weights + (j << 3));
    }
    call_indirect<void>(
      rule + u32(t > burnIn), x, gradient, lastList, lastWeights, kept, parameters, sum, dimension, stride, eta, <f64>t,
    );
  }
}
