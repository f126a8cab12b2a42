import type * as tfjs from '@tensorflow/tfjs';
import type { NetSpec } from './spec.js';

/** Running mean and variance of each channel, an entry for each layer with batch norm. */
export type RunningStatistics = readonly { readonly mean: Float32Array; readonly variance: Float32Array }[];

/** Channels of each layer with batch norm. */
export const countsOf = (net: NetSpec): number[] =>
  net.layers.flatMap((layer) => ('batchNorm' in layer && layer.batchNorm ? [layer.outputs] : []));

/** Running statistics of a network that has not seen a batch. */
export const freshStatistics = (net: NetSpec): RunningStatistics =>
  countsOf(net).map((channels) => ({
    mean: new Float32Array(channels),
    variance: new Float32Array(channels).fill(1),
  }));

/** Copies of all arrays, mean and variance in turn. */
export const readStatistics = (statistics: RunningStatistics): Float32Array[] =>
  statistics.flatMap(({ mean, variance }) => [mean.slice(), variance.slice()]);

export const writeStatistics = (statistics: RunningStatistics, values: readonly Float32Array[]): void =>
  statistics.forEach(({ mean, variance }, i) => {
    mean.set(values[2 * i]);
    variance.set(values[2 * i + 1]);
  });

/** Moves the running statistics of a layer a tenth of the way to those of a batch of `count` positions. */
export function follow(
  running: RunningStatistics[number],
  mean: ArrayLike<number>,
  variance: ArrayLike<number>,
  count: number,
): void {
  for (let c = 0; c < running.mean.length; c++) {
    running.mean[c] += MOMENTUM * (mean[c] - running.mean[c]);
    const unbiased = variance[c] * (count > 1 ? count / (count - 1) : 1);
    running.variance[c] += MOMENTUM * (unbiased - running.variance[c]);
  }
}

const EPSILON = 1e-5;
const MOMENTUM = 0.1;

/**
 * Batch norm as PyTorch does it: batch statistics during training, which also move the running ones by a tenth
 * (with the unbiased variance); the running ones otherwise.
 */
export function normalisedBatch(
  tf: typeof tfjs,
  x: tfjs.Tensor,
  scale: tfjs.Tensor,
  shift: tfjs.Tensor,
  { statistics, training }: { readonly statistics: RunningStatistics; readonly training: boolean },
  index: number,
): tfjs.Tensor {
  const running = statistics[index];
  if (!training) {
    const [mean, variance] = [tf.tensor1d(running.mean), tf.tensor1d(running.variance)];
    return tf.batchNorm(x, mean, variance, shift as tfjs.Tensor1D, scale as tfjs.Tensor1D, EPSILON);
  }
  // Over the batch and, behind convolutions, all positions.
  const { mean, variance } = tf.moments(
    x,
    x.shape.slice(1).map((_, axis) => axis),
  );
  const count = x.size / x.shape[x.rank - 1];
  follow(running, mean.dataSync(), variance.dataSync(), count);
  return tf.add(tf.mul(tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON))), scale), shift);
}
