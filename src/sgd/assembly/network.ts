// Decentralised SGD: every node mixes its neighbours' iterates and takes a step along its own gradient.
import {
  P_BATCH, P_BURN_IN, P_MIXING, P_NODES, P_SCRATCH_LISTS, P_SCRATCH_NODES, P_SCRATCH_WEIGHTS, P_STRIDE,
} from '../layout';
import { addScaled, addTo, scaled } from './vectors';
import { drawBatch } from './batch';
import { setVector, update4, updateHead } from './pass';
import { stepSize } from './rule';
import { weigh } from './weights';

/** mixed <- row `node` of the mixing matrix times the iterates. */
function mix(job: usize, node: u32, iterates: usize, mixed: usize, stride: usize): void {
  const nodes = load<u32>(job, P_NODES);
  const row = <usize>load<u32>(job, P_MIXING) + node * nodes * 8;
  scaled(mixed, iterates + node * stride, load<f64>(row + (node << 3)), stride);
  for (let j: u32 = 0; j < nodes; j++) {
    const weight = load<f64>(row + (j << 3));
    if (j != node && weight != 0) addScaled(mixed, iterates + j * stride, weight, stride);
  }
}

/** The iterates lie in two buffers in turn: x_t of node i in buffer t mod 2; the sums follow. */
export function advanceNetwork(job: usize, scratch: usize, from: u32, to: u32, loss: u32): void {
  const batch = load<u32>(job, P_BATCH);
  const burnIn = load<u32>(job, P_BURN_IN);
  const stride = <usize>load<u32>(job, P_STRIDE);
  const nodes = load<u32>(job, P_NODES);
  const list = scratch + load<u32>(job, P_SCRATCH_LISTS);
  const weights = scratch + load<u32>(job, P_SCRATCH_WEIGHTS);
  const buffers = scratch + load<u32>(job, P_SCRATCH_NODES);
  const size = nodes * stride;
  const first: u32 = ((batch - 1) & 3) + 1;
  for (let t = from + 1; t <= to; t++) {
    const next = buffers + (t & 1) * size;
    const now = buffers + (1 - (t & 1)) * size;
    const scale = stepSize(job, t) / <f64>batch;
    for (let i: u32 = 0; i < nodes; i++) {
      drawBatch(job, scratch, 0, list, weights);
      setVector(now + i * stride, stride);
      weigh(job, scratch, scale, batch, list, weights, loss);
      mix(job, i, now, next + i * stride, stride);
      setVector(next + i * stride, stride);
      updateHead(first, list, weights);
      for (let j = first; j < batch; j += 4) update4(list + (j << 2), weights + (j << 3));
    }
    if (t > burnIn) addTo(buffers + 2 * size, next, size);
  }
}
