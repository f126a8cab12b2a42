import { xoshiro128 } from '../../random/generator.js';
import { derivativeOf } from '../../expressions/lossModule.js';
import type { JobCode } from '../jobCode.js';
import { canonical } from '../canonical.js';
import * as at from '../layout.js';
import { drawBatch, real, word, type Job } from './batch.js';
import { residuals, subtract } from './pass.js';
import { iterationsOfNetwork } from './network.js';
import { iterationsByRule } from './rule.js';

/** Numbers of a rule and a loss that a kernel knows; 0 for the engine's own. */
export interface LinkedCode {
  readonly rule: number;
  readonly loss: number;
}

/** Moves one repeat forward. `job` and `scratch` are byte addresses in the shared memory, see layout.ts. */
export interface Kernel {
  /** Makes a rule and a loss known; gives what `advance` takes. */
  link(code: JobCode): LinkedCode;
  /**
   * Iterations `from` + 1 to `to` of the repeat whose state is in `scratch`. Unless `path` is 0, the iterates whose number is a multiple of
   * `record.every` are copied there, one behind the other.
   */
  advance(job: number, scratch: number, from: number, to: number, code: LinkedCode, path: number): void;
  /** The same of the repeats that lie side by side in `scratch`, with the same bits; left out where they only go one by one. */
  advanceLanes?(job: number, scratch: number, from: number, to: number): void;
}

/** Plain SGD with one step-size: the twin of advanceFused. */
const iterations = (job: Job, from: number, to: number): void => {
  const { f64, batch, stride } = job;
  const x = (job.scratch + at.SCRATCH_ITERATE) / 8;
  const sum = (job.scratch + word(job, at.P_SCRATCH_SUM)) / 8;
  const scale = real(job, at.P_SCALE);
  const burnIn = word(job, at.P_BURN_IN);
  const even = (batch + 3) & ~3;
  const first = ((batch - 1) & 3) + 1;
  const list = (slot: number): number => (job.scratch + word(job, at.P_SCRATCH_LISTS)) / 4 + slot * even;
  const weights = (slot: number): number => (job.scratch + word(job, at.P_SCRATCH_WEIGHTS)) / 8 + slot * even;
  const prepare = (slot: number): void => drawBatch(job, slot, list(slot), weights(slot));
  if (from === 0) {
    prepare(1);
    residuals(job, scale, batch, x, list(1), weights(1));
  }
  for (let t = from + 1; t <= to; t++) {
    const now = t & 1;
    prepare(1 - now);
    // The blocks of four rows first, the odd rows at the batch's head last: the order of the fused SIMD pass.
    subtract(job, x, list(now), weights(now), first, batch);
    subtract(job, x, list(now), weights(now), 0, first);
    if (t > burnIn) for (let j = 0; j < stride; j++) f64[sum + j] += f64[x + j];
    residuals(job, scale, batch, x, list(1 - now), weights(1 - now));
  }
};

/** Iterations by `forward`, and copies of the iterates of a path: the twin of advanceAndKeep. */
function forwardAndKeep(
  job: Job,
  forward: (from: number, to: number) => void,
  from: number,
  to: number,
  path: number,
): void {
  const every = word(job, at.P_RECORD_EVERY);
  const dimension = word(job, at.P_DIMENSION);
  const x = (job.scratch + at.SCRATCH_ITERATE) / 8;
  let place = path;
  for (let t = from; t < to;) {
    const next = Math.min(to, t + every - (t % every));
    forward(t, next);
    t = next;
    if (t % every !== 0) continue;
    for (let j = 0; j < dimension; j++) job.f64[place + j] = canonical(job.f64[x + j]);
    place += dimension;
  }
}

/** The plain twin of the SIMD kernel, on the same memory and with the same bits. */
export function createPlainKernel(memory: WebAssembly.Memory): Kernel {
  const codes: JobCode[] = [{}];
  return {
    link(code) {
      const known = codes.findIndex(
        ({ rule, loss }) => rule?.key === code.rule?.key && loss?.key === code.loss?.key,
      );
      const place = known >= 0 ? known : codes.push(code) - 1;
      return { rule: place, loss: place };
    },
    advance(base, scratch, from, to, code, path) {
      const u32 = new Uint32Array(memory.buffer);
      const source = xoshiro128(u32.subarray(scratch / 4, scratch / 4 + 4));
      const batch = u32[(base + at.P_BATCH) / 4];
      const stride = u32[(base + at.P_STRIDE) / 4] / 8;
      const f64 = new Float64Array(memory.buffer);
      const job = { f64, u32, base, scratch, source, batch, stride };
      const { rule } = codes[code.rule];
      const { loss: lossCode } = codes[code.loss];
      const parameters = f64.subarray(word(job, at.P_LOSS_PARAMETERS) / 8);
      const loss = lossCode && derivativeOf(lossCode.source, parameters);
      const forward = (first: number, last: number): void => {
        if (word(job, at.P_NODES) > 0) iterationsOfNetwork(job, loss, first, last);
        else if (word(job, at.P_LOOP) === at.LOOP_FUSED) iterations(job, first, last);
        else iterationsByRule(job, rule!.source, loss, first, last);
      };
      if (path === 0) forward(from, to);
      else forwardAndKeep(job, forward, from, to, path / 8);
    },
  };
}
