// The SIMD kernel of quadratic SGD. src/sgd/plain/kernel.ts is its twin: same draws, same order of operations, same bits.
import {
  P_BATCH, P_BURN_IN, P_DIMENSION, P_NODES, P_LOOP, P_RECORD_EVERY, P_SCALE, P_SCRATCH_LISTS, P_SCRATCH_SUM, P_SCRATCH_WEIGHTS, P_STRIDE,
  SCRATCH_ITERATE, LOOP_FUSED,
} from '../layout';
import { drawBatch } from './batch';
import { residual4, residualHead, setPass, turn, update4 } from './pass';
import { advanceByRule } from './rule';
import { advanceNetwork } from './network';
import { loadState, saveState } from './random';

export { advanceLanes } from './lanes';
export { fillNormal, fillUniform } from './random';

/**
 * Plain SGD with one step-size: iterations from + 1 … to of the repeat whose state is in `scratch`. The batch of iteration t lies in slot t mod 2; its
 * weights (step-size / batch-size times residual) are taken in the pass that ends iteration t - 1.
 */
function advanceFused(job: usize, scratch: usize, from: u32, to: u32): void {
  const batch = load<u32>(job, P_BATCH);
  const burnIn = load<u32>(job, P_BURN_IN);
  const lists = scratch + load<u32>(job, P_SCRATCH_LISTS);
  const weights = scratch + load<u32>(job, P_SCRATCH_WEIGHTS);
  const even: u32 = (batch + 3) & ~3;
  const first: u32 = ((batch - 1) & 3) + 1;
  setPass(scratch + SCRATCH_ITERATE, scratch + load<u32>(job, P_SCRATCH_SUM), load<u32>(job, P_STRIDE), load<f64>(job, P_SCALE));
  if (from == 0) {
    const list = lists + (even << 2);
    const weight = weights + (even << 3);
    drawBatch(job, scratch, 1, list, weight);
    residualHead(first, list, weight);
    for (let j = first; j < batch; j += 4) residual4(list + (j << 2), weight + (j << 3));
  }
  for (let t = from + 1; t <= to; t++) {
    const now = (t & 1) * even;
    const next = even - now;
    const list = lists + (now << 2);
    const weight = weights + (now << 3);
    const nextList = lists + (next << 2);
    const nextWeight = weights + (next << 3);
    drawBatch(job, scratch, (t + 1) & 1, nextList, nextWeight);
    for (let j = first; j < batch; j += 4) update4(list + (j << 2), weight + (j << 3));
    turn(first, t > burnIn, list, weight, nextList, nextWeight);
    for (let j = first; j < batch; j += 4) residual4(nextList + (j << 2), nextWeight + (j << 3));
  }
}

function forward(job: usize, scratch: usize, from: u32, to: u32, rule: u32, loss: u32): void {
  if (load<u32>(job, P_NODES) > 0) advanceNetwork(job, scratch, from, to, loss);
  else if (load<u32>(job, P_LOOP) == LOOP_FUSED) advanceFused(job, scratch, from, to);
  else advanceByRule(job, scratch, from, to, rule, loss);
}

/** The same, and the iterates of a path: a call from outside for each of them takes longer than an iteration in one dimension. */
function advanceAndKeep(job: usize, scratch: usize, from: u32, to: u32, rule: u32, loss: u32, path: usize): void {
  const every = load<u32>(job, P_RECORD_EVERY);
  const bytes = <usize>load<u32>(job, P_DIMENSION) << 3;
  const x = scratch + SCRATCH_ITERATE;
  let place = path;
  for (let t = from; t < to;) {
    const left = every - (t % every);
    const next = left < to - t ? t + left : to;
    forward(job, scratch, t, next, rule, loss);
    t = next;
    if (t % every != 0) continue;
    for (let j: usize = 0; j < bytes; j += 8) {
      const value = load<f64>(x + j);
      // There is one NaN in results.
      store<f64>(place + j, value == value ? value : NaN);
    }
    place += bytes;
  }
}

/** Iterations from + 1 … to of the repeat whose state is in `scratch`; `rule` and `loss` are their places in the table
 * of functions; loss 0 is that of least squares. Iterates of a path go to `path`, see the type Kernel; 0 for none. */
export function advance(job: usize, scratch: usize, from: u32, to: u32, rule: u32, loss: u32, path: usize): void {
  loadState(scratch);
  if (path == 0) forward(job, scratch, from, to, rule, loss);
  else advanceAndKeep(job, scratch, from, to, rule, loss, path);
  saveState(scratch);
}
