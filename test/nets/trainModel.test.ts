import { beforeAll, describe, expect, it } from 'vitest';
import type * as tfjs from '@tensorflow/tfjs';
import { loadImages, tailHistory, type ImageSet } from 'heavytail';
import {
  fullyConnected,
  imageTensors,
  initialise,
  loadBackend,
  train,
  trainModel,
  weightTail,
  type ModelFactory,
} from 'heavytail/nets';
import { describeOnEach } from './backends.js';

let digits: ImageSet;
beforeAll(async () => {
  digits = await loadImages('mnist', { source: 'procedural', procedural: { train: 53, test: 20 } });
});

const net = fullyConnected({ width: 8, bias: true });
/** The same network as `net`, with the same initial numbers. */
const twin: ModelFactory = (tf, { inputShape, classes }) => {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape }),
      tf.layers.dense({ units: 8, activation: 'relu' }),
      tf.layers.dense({ units: 8, activation: 'relu' }),
      tf.layers.dense({ units: classes }),
    ],
  });
  const start = initialise(net, 'twin');
  const tensors = model.getWeights().map(({ shape }, i) => tf.tensor(start[i], shape as number[]));
  model.setWeights(tensors);
  tf.dispose(tensors);
  return model;
};

describeOnEach((backend) => {
  const quiet = { backend, onNotice: () => undefined } as const;

  it('trains a model of one’s own as train does the same network, and leaves no tensor', async () => {
    const { tf } = await loadBackend(quiet);
    const before = tf.memory().numTensors;
    const settings = { stepSize: 0.05, batchSize: 5, iterations: 30, averageLast: 7 };
    const run = await trainModel(twin, digits, { ...quiet, ...settings, every: 10 });
    // The last batch of a pass has 3 images on both sides.
    const own = await train({ net, ...settings, seed: 'twin', evaluateOn: { train: 5, test: 5 } }, digits, {
      ...quiet,
      path: 'plain',
    });
    expect([run.status, run.iterations, run.averaged, own.averaged]).toEqual(['done', 30, 7, 7]);
    const weights = [0, 2, 4].map((i) => own.mean[i]);
    run.mean.forEach(({ values }, i) => {
      // Rounding to 32 bits over 30 steps.
      weights[i].forEach((value, k) => expect(Math.abs(value - values[k])).toBeLessThan(1e-6));
    });
    expect(run.losses[0]).toBeCloseTo(own.losses[0], 5);
    expect(run.tails).toEqual(run.mean.map((one) => weightTail(one)));
    expect(run.records.map(({ batch }) => batch)).toEqual([10, 20, 30]);
    // A line for each layer, and a band for the two that have enough weights for intervals.
    expect(tailHistory({ mine: run.records }).data).toHaveLength(5);
    run.model.dispose();
    // tfjs keeps the optimiser's step-size.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1);
  });
  it('keeps the optimiser and the loss of a compiled model, and says when it diverges', async () => {
    const compiled: ModelFactory = (tf, images) => {
      const model = twin(tf, images);
      model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
      return model;
    };
    const run = await trainModel(compiled, digits, { ...quiet, iterations: 40, stepSize: 1e9 });
    expect([run.status, run.averaged]).toEqual(['done', 4]);
    expect(run.losses.at(-1)).toBeLessThan(run.losses[0]);
    const lost = await trainModel(twin, digits, { ...quiet, iterations: 100, stepSize: 1e12 });
    expect(lost.status).toBe('diverged');
    expect(lost.iterations).toBeLessThan(100);
    // The loss of the only step was taken before it.
    const last = await trainModel(twin, digits, { ...quiet, iterations: 1, stepSize: 1e39 });
    expect([last.losses.every(Number.isFinite), last.status]).toEqual([true, 'diverged']);
    [run, lost, last].forEach(({ model }) => model.dispose());
  });
});

describe('trainModel', () => {
  const quiet = { backend: 'wasm', onNotice: () => undefined } as const;
  it('stops at its signal and names what is wrong', async () => {
    const signal = AbortSignal.timeout(300);
    await expect(trainModel(twin, digits, { ...quiet, iterations: 1e7, signal })).rejects.toThrow(/timeout/);
    await expect(trainModel(twin, digits, { ...quiet, stepSize: 0 })).rejects.toThrow(/stepSize must be/);
    await expect(trainModel(twin, digits, { ...quiet, iterations: 5, averageLast: 6 })).rejects.toThrow(
      /averageLast/,
    );
    await expect(trainModel(twin, digits, { ...quiet, every: 0.5 })).rejects.toThrow(/every must be/);
    for (const none of [() => 1, () => null, () => Promise.resolve(1)])
      await expect(trainModel(none as never, digits, quiet)).rejects.toThrow(
        /^what factory returns must be a model of tfjs-layers, got /,
      );
  });
});

describe('imageTensors', () => {
  it('holds normalised pixels and one-hot labels', async () => {
    const quiet = { backend: 'wasm', onNotice: () => undefined } as const;
    const { images, labels } = await imageTensors(digits, quiet);
    const { tf } = await loadBackend(quiet);
    expect([images.shape, labels.shape]).toEqual([
      [53, 28, 28, 1],
      [53, 10],
    ]);
    const { mean, variance } = tf.moments(images);
    expect(mean.dataSync()[0]).toBeCloseTo(0, 4);
    // tfjs sums 41 552 squares in 32 bits.
    expect(Math.abs(variance.dataSync()[0] - 1)).toBeLessThan(1e-3);
    expect([...(labels.argMax(1) as tfjs.Tensor1D).dataSync()]).toEqual([...digits.train.labels]);
    const test = await imageTensors(digits, { ...quiet, part: 'test', count: 3 });
    expect(test.images.shape[0]).toBe(3);
    await expect(imageTensors(digits, { ...quiet, count: 54 })).rejects.toThrow(
      /count must be an integer from 1 to 53/,
    );
    tf.dispose([images, labels, mean, variance, test.images, test.labels]);
  });
});
