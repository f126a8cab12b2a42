import { xoshiro128 } from '../random/generator.js';
import { canonical } from './canonical.js';
import { currentBuffer } from './currentBuffer.js';
import { repeatState } from './draws.js';
import type { JobOrder } from './job.js';

import * as at from './layout.js';
import type { Kernel } from './plain/kernel.js';
import { sideBySide, type Repeats } from './sideBySide.js';
import { useRowLaw } from './streamRows.js';

const REPORT_MILLISECONDS = 40;

const begin = (order: JobOrder, buffer: ArrayBufferLike, repeat: number): void => {
  const state = new Uint32Array(buffer, order.scratch, 4);
  repeatState(order.root, repeat, state);
  const startOf = (node: number): Float64Array =>
    new Float64Array(buffer, order.scratch + order.parts.start + node * order.stride, order.dimension);
  if (order.deviation === 0) {
    const point = new Float64Array(buffer, order.point, order.dimension);
    for (let i = 0; i < order.nodes; i++) startOf(i).set(point);
    return;
  }
  // It is advanced in place.
  const source = xoshiro128(state);
  for (let i = 0; i < order.nodes; i++) {
    const x = startOf(i);
    for (let j = 0; j < order.dimension; j++) x[j] = order.deviation * source.normal();
  }
};

/** Clears the padding, the sums and the rule's memory and puts the rows in order: a repeat depends on nothing before it. */
const clear = (order: JobOrder, buffer: ArrayBufferLike): void => {
  const words = new Uint32Array(buffer);
  const word = (offset: number): number => words[(order.base + offset) / 4];
  const zero = (part: number, bytes: number): void =>
    void new Uint8Array(buffer, order.scratch + part, bytes).fill(0);
  zero(order.parts.start, order.nodes * order.stride);
  zero(order.parts.sum, order.nodes * order.stride);
  zero(word(at.P_SCRATCH_MEMORY), order.memoryBytes);
  words[(order.scratch + at.SCRATCH_PLACE) / 4] = 0;
  const rows = (order.scratch + word(at.P_SCRATCH_ORDER)) / 4;
  for (let i = 0; i < order.ordered; i++) words[rows + i] = i;
};

/** Copies the last iterates and the averages to the results: repeat by repeat, node by node. */
const finish = (order: JobOrder, buffer: ArrayBufferLike, repeat: number): void => {
  const { nodes, dimension, parts, scratch, stride } = order;
  const count = order.iterations - order.burnIn;
  for (let i = 0; i < nodes; i++) {
    const x = new Float64Array(buffer, scratch + parts.final + i * stride, dimension);
    const sum = new Float64Array(buffer, scratch + parts.sum + i * stride, dimension);
    const offset = (repeat * nodes + i) * dimension * 8;
    const final = new Float64Array(buffer, order.final + offset, dimension);
    const averaged = new Float64Array(buffer, order.averaged + offset, dimension);
    for (let j = 0; j < dimension; j++) {
      final[j] = canonical(x[j]);
      averaged[j] = canonical(sum[j] / count);
    }
  }
};

/** Where the iterates of the repeat's path go that come after x_t; 0 if it keeps none. */
const pathAfter = ({ dimension, iterations, paths }: JobOrder, repeat: number, t: number): number => {
  if (repeat >= paths.repeats) return 0;
  const length = Math.floor(iterations / paths.every) + 1;
  return paths.address + (repeat * length + Math.floor(t / paths.every) + 1) * dimension * 8;
};

/** Copies x_0 to the repeat's path. */
const keepStart = (order: JobOrder, numbers: Float64Array, repeat: number): void => {
  const { dimension, parts, scratch } = order;
  const x = (scratch + parts.start) / 8;
  const place = pathAfter(order, repeat, 0) / 8 - dimension;
  for (let j = 0; j < dimension; j++) numbers[place + j] = canonical(numbers[x + j]);
};

/** Repeats one after the other, by any kernel. */
const oneByOne = (kernel: Kernel, order: JobOrder, buffer: ArrayBufferLike): Repeats => {
  const code = kernel.link(order.code);
  const numbers = new Float64Array(buffer);
  return {
    together: 1,
    run(repeat, _count, isCancelled) {
      clear(order, buffer);
      begin(order, buffer, repeat);
      if (repeat < order.paths.repeats) keepStart(order, numbers, repeat);
      const { base, scratch, iterations, slice } = order;
      for (let t = 0; t < iterations; t += slice) {
        if (isCancelled()) return false;
        const path = pathAfter(order, repeat, t);
        kernel.advance(base, scratch, t, Math.min(t + slice, iterations), code, path);
      }
      finish(order, buffer, repeat);
      return true;
    },
  };
};

/**
 * One worker's part of a job: repeats until none is left or the job is cancelled.
 *
 * @param report told every 40 milliseconds, between two repeats, how many repeats all workers have finished; and at the end
 */
export function runJob(
  kernel: Kernel,
  memory: WebAssembly.Memory,
  order: JobOrder,
  report: (finished: number, ended: boolean) => void,
): void {
  const buffer = currentBuffer(memory, order.reach);
  const control = new Int32Array(buffer, order.base, at.CONTROL_END / 4);
  const tell = (ended: boolean): void => report(Atomics.load(control, at.C_FINISHED / 4), ended);
  const isCancelled = (): boolean => Atomics.load(control, at.C_CANCELLED / 4) !== 0;
  if (order.rowLaw) useRowLaw(order.rowLaw.law, order.dimension, order.rowLaw.sigma);
  const repeats = sideBySide(kernel, order, buffer) ?? oneByOne(kernel, order, buffer);
  let last = performance.now();
  for (;;) {
    const first = Atomics.add(control, at.C_NEXT_REPEAT / 4, repeats.together);
    if (first >= order.repeats) break;
    const count = Math.min(repeats.together, order.repeats - first);
    if (!repeats.run(first, count, isCancelled)) break;
    Atomics.add(control, at.C_FINISHED / 4, count);
    if (performance.now() - last < REPORT_MILLISECONDS) continue;
    last = performance.now();
    tell(false);
  }
  tell(true);
}
