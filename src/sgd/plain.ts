import { xoshiro128, type Generator } from '../random/index.js';
import { drawBelow } from './draws.js';
import type { Kernel } from './kernel.js';
import * as at from './layout.js';

interface Job {
  readonly f64: Float64Array;
  readonly u32: Uint32Array;
  /** Byte address of the parameters. */
  readonly base: number;
  /** Byte address of this worker's scratch. */
  readonly scratch: number;
  readonly source: Generator;
  readonly batch: number;
  /** Doubles per row. */
  readonly stride: number;
}

const word = (job: Job, offset: number): number => job.u32[(job.base + offset) / 4];
const real = (job: Job, offset: number): number => job.f64[(job.base + offset) / 8];

/** Puts row `index` in place `i` of the batch whose list and labels begin at the given words and doubles. */
const put = (job: Job, list: number, labels: number, i: number, index: number): void => {
  job.u32[list + i] = word(job, at.P_ROWS) + index * job.stride * 8;
  job.f64[labels + i] = job.f64[word(job, at.P_LABELS) / 8 + index];
};

const byRejection = (job: Job, list: number, labels: number): void => {
  const count = word(job, at.P_COUNT);
  const rows = word(job, at.P_ROWS);
  for (let i = 0; i < job.batch;) {
    const index = drawBelow(job.source, count);
    const address = rows + index * job.stride * 8;
    let j = 0;
    while (j < i && job.u32[list + j] !== address) j++;
    if (j === i) put(job, list, labels, i++, index);
  }
};

const byShuffle = (job: Job, list: number, labels: number): void => {
  const count = word(job, at.P_COUNT);
  const order = (job.scratch + word(job, at.P_SCRATCH_ORDER)) / 4;
  for (let i = 0; i < job.batch; i++) {
    const j = i + drawBelow(job.source, count - i);
    const index = job.u32[order + j];
    job.u32[order + j] = job.u32[order + i];
    job.u32[order + i] = index;
    put(job, list, labels, i, index);
  }
};

const fresh = (job: Job, slot: number, list: number, labels: number): void => {
  const { f64, source, stride } = job;
  const dimension = word(job, at.P_DIMENSION);
  const truth = word(job, at.P_TRUTH) / 8;
  const first = (job.scratch + word(job, at.P_SCRATCH_FRESH)) / 8 + slot * job.batch * stride;
  for (let i = 0; i < job.batch; i++) {
    const row = first + i * stride;
    let label = 0;
    for (let j = 0; j < dimension; j++) {
      f64[row + j] = real(job, at.P_SIGMA) * source.normal();
      label += f64[row + j] * f64[truth + j];
    }
    job.u32[list + i] = row * 8;
    f64[labels + i] = label + real(job, at.P_NOISE) * source.normal();
  }
};

const drawBatch = (job: Job, slot: number, list: number, labels: number): void => {
  const sampling = word(job, at.P_SAMPLING);
  if (sampling === at.SAMPLING_REJECTION) byRejection(job, list, labels);
  else if (sampling === at.SAMPLING_FRESH) fresh(job, slot, list, labels);
  else if (sampling === at.SAMPLING_SHUFFLE) byShuffle(job, list, labels);
  else
    for (let i = 0; i < job.batch; i++)
      put(job, list, labels, i, drawBelow(job.source, word(job, at.P_COUNT)));
};

/** row . x, the columns summed in two interleaved parts. */
const productOfTwo = (f64: Float64Array, x: number, row: number, stride: number): number => {
  let even = 0;
  let odd = 0;
  for (let j = 0; j < stride; j += 2) {
    even += f64[x + j] * f64[row + j];
    odd += f64[x + j + 1] * f64[row + j + 1];
  }
  return even + odd;
};

/** row . x, the columns summed in four interleaved parts. */
const productOfFour = (f64: Float64Array, x: number, row: number, stride: number): number => {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let j = 0; j < stride; j += 4) {
    a += f64[x + j] * f64[row + j];
    b += f64[x + j + 1] * f64[row + j + 1];
    c += f64[x + j + 2] * f64[row + j + 2];
    d += f64[x + j + 3] * f64[row + j + 3];
  }
  return a + c + (b + d);
};

/** weight <- scale (row . x - label), summed in the order of the SIMD kernel: see assembly/pass.ts. */
const residuals = (job: Job, x: number, list: number, weights: number): void => {
  const { f64, u32, batch, stride } = job;
  const scale = real(job, at.P_SCALE);
  const head = batch & 3;
  for (let i = 0; i < batch; i++) {
    const product = i < head && head < 3 ? productOfFour : productOfTwo;
    f64[weights + i] = scale * (product(f64, x, u32[list + i] / 8, stride) - f64[weights + i]);
  }
};

const subtract = (job: Job, x: number, list: number, weights: number, from: number, to: number): void => {
  const { f64, stride } = job;
  for (let i = from; i < to; i++) {
    const row = job.u32[list + i] / 8;
    const weight = f64[weights + i];
    for (let j = 0; j < stride; j++) f64[x + j] -= weight * f64[row + j];
  }
};

const iterations = (job: Job, from: number, to: number): void => {
  const { f64, batch, stride } = job;
  const x = (job.scratch + at.SCRATCH_ITERATE) / 8;
  const sum = (job.scratch + word(job, at.P_SCRATCH_SUM)) / 8;
  const burnIn = word(job, at.P_BURN_IN);
  const even = (batch + 3) & ~3;
  const first = ((batch - 1) & 3) + 1;
  const list = (slot: number): number => (job.scratch + word(job, at.P_SCRATCH_LISTS)) / 4 + slot * even;
  const weights = (slot: number): number => (job.scratch + word(job, at.P_SCRATCH_WEIGHTS)) / 8 + slot * even;
  const prepare = (slot: number): void => drawBatch(job, slot, list(slot), weights(slot));
  if (from === 0) {
    prepare(1);
    residuals(job, x, list(1), weights(1));
  }
  for (let t = from + 1; t <= to; t++) {
    const now = t & 1;
    prepare(1 - now);
    // The blocks of four rows first, the odd rows at the batch's head last: the order of the fused SIMD pass.
    subtract(job, x, list(now), weights(now), first, batch);
    subtract(job, x, list(now), weights(now), 0, first);
    if (t > burnIn) for (let j = 0; j < stride; j++) f64[sum + j] += f64[x + j];
    residuals(job, x, list(1 - now), weights(1 - now));
  }
};

/** The plain twin of the SIMD kernel, on the same memory and with the same bits. */
export function createPlainKernel(memory: WebAssembly.Memory): Kernel {
  return {
    advance(base, scratch, from, to) {
      const u32 = new Uint32Array(memory.buffer);
      const source = xoshiro128(u32.subarray(scratch / 4, scratch / 4 + 4));
      const batch = u32[(base + at.P_BATCH) / 4];
      const stride = u32[(base + at.P_STRIDE) / 4] / 8;
      const f64 = new Float64Array(memory.buffer);
      iterations({ f64, u32, base, scratch, source, batch, stride }, from, to);
    },
  };
}
