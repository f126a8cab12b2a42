import { xoshiro128 } from '../random/generator.js';
import { canonical } from './canonical.js';
import { repeatState } from './draws.js';
import type { JobOrder } from './job.js';
import * as at from './layout.js';
import type { Kernel } from './plain/kernel.js';

/** How the repeats of a job are worked off. */
export interface Repeats {
  /** How many are under way at once. */
  readonly together: number;
  /** Runs `count` repeats, at most `together`; false if it was cancelled meanwhile. */
  run(first: number, count: number, isCancelled: () => boolean): boolean;
}

/** Several repeats at once, with the bits of those one after the other; undefined where the job or the kernel has no way to. */
export function sideBySide(kernel: Kernel, order: JobOrder, buffer: ArrayBufferLike): Repeats | undefined {
  const { base, scratch, lanes, iterations, slice } = order;
  if (lanes === undefined || kernel.advanceLanes === undefined) return undefined;
  const advance = kernel.advanceLanes.bind(kernel);
  return {
    together: at.LANES,
    run(first, count, isCancelled) {
      begin(order, lanes, buffer, first, count);
      for (let t = 0; t < iterations; t += slice) {
        if (isCancelled()) return false;
        advance(base, scratch, t, Math.min(t + slice, iterations));
      }
      finish(order, lanes, buffer, first, count);
      return true;
    },
  };
}

type Places = NonNullable<JobOrder['lanes']>;

/** The generators and first iterates of `count` repeats; lanes that are left over repeat the last. Everything else becomes 0. */
function begin(
  { root, scratch, nodes, dimension, deviation, point }: JobOrder,
  lanes: Places,
  buffer: ArrayBufferLike,
  first: number,
  count: number,
): void {
  const states = new Uint32Array(buffer, scratch + lanes.state, 4 * at.LANES);
  const numbers = new Float64Array(buffer, scratch + lanes.start, (lanes.end - lanes.start) / 8).fill(0);
  const given = new Float64Array(buffer, point, dimension);
  const state = new Uint32Array(4);
  for (let lane = 0; lane < at.LANES; lane++) {
    repeatState(root, first + Math.min(lane, count - 1), state);
    const start = deviation === 0 ? given : drawnStart(state, deviation, nodes * dimension);
    for (let j = 0; j < nodes * dimension; j++) numbers[j * at.LANES + lane] = start[j % start.length];
    for (let i = 0; i < 4; i++) states[i * at.LANES + lane] = state[i];
  }
}

/** A start of all nodes; the state is advanced in place. */
function drawnStart(state: Uint32Array, deviation: number, count: number): Float64Array {
  const start = new Float64Array(count);
  xoshiro128(state).normals(start, 0, count);
  return start.map((value) => deviation * value);
}

/** Copies the last iterates and the averages of `count` repeats to the results: repeat by repeat, node by node. */
function finish(order: JobOrder, lanes: Places, buffer: ArrayBufferLike, first: number, count: number): void {
  const { nodes, dimension, scratch, iterations, burnIn } = order;
  const length = nodes * dimension;
  const x = new Float64Array(buffer, scratch + lanes.final, length * at.LANES);
  const sum = new Float64Array(buffer, scratch + lanes.sum, length * at.LANES);
  const offset = first * length * 8;
  const final = new Float64Array(buffer, order.final + offset, count * length);
  const averaged = new Float64Array(buffer, order.averaged + offset, count * length);
  for (let lane = 0; lane < count; lane++)
    for (let j = 0; j < length; j++) {
      const from = j * at.LANES + lane;
      final[lane * length + j] = canonical(x[from]);
      averaged[lane * length + j] = canonical(sum[from] / (iterations - burnIn));
    }
}
