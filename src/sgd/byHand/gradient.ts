import { derivativeOf } from '../../expressions/lossModule.js';
import type { CheckedSetting } from '../setting.js';
import type { Example } from './batches.js';

/**
 * a . x, summed in `parts` interleaved parts, as the engine's registers do: another order of summation would round
 * differently.
 */
const product = (a: Float64Array, x: Float64Array, parts: 2 | 4): number => {
  const sums = [0, 0, 0, 0];
  for (let j = 0; j < x.length; j++) sums[j % parts] += a[j] * x[j];
  return sums[0] + sums[2] + (sums[1] + sums[3]);
};

/** The predictions a_i . x of a batch. */
export function predictionsOf(batch: readonly Example[], x: Float64Array): number[] {
  // The engine takes rows four at a time, the odd ones first; one or two rows alone are summed in four parts.
  const odd = batch.length % 4;
  return batch.map(({ row }, i) => product(row, x, i < odd && odd < 3 ? 4 : 2));
}

/** How the gradient of a batch at x is taken: the mean of loss'(a_i . x, y_i) a_i, and lambda x; of least squares loss'(p, y) = p - y. */
export function gradientOf({
  batchSize,
  loss,
  weightDecay,
}: CheckedSetting): (batch: readonly Example[], x: Float64Array) => Float64Array {
  const derivative = derivativeOf(loss.source, loss.parameters);
  return (batch, x) => {
    const g = x.map((value) => (weightDecay === 0 ? 0 : weightDecay * value));
    predictionsOf(batch, x).forEach((prediction, i) => {
      const { row, label } = batch[i];
      const weight = (-1 / batchSize) * derivative(prediction, label);
      for (let j = 0; j < g.length; j++) g[j] -= weight * row[j];
    });
    return g;
  };
}
