import { describe, expect, it } from 'vitest';
import { createGenerator } from 'heavytail';
import { fullyConnected, heavyTails, layerTails, weightTail } from 'heavytail/nets';
import { wasm } from './networks.js';

describe('heavyTails', () => {
  it('records every layer of a foreign model during fit', async () => {
    const tf = await wasm();
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 8, kernelSize: 3, name: 'first' }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, activation: 'softmax', name: 'last' }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const x = tf.randomNormal([24, 8, 8, 1]);
    const y = tf.oneHot(tf.range(0, 24).toInt().mod(tf.scalar(3, 'int32')), 3);
    const callback = heavyTails({ every: 2 });
    await model.fit(x, y, { epochs: 2, batchSize: 4, verbose: 0, callbacks: callback });
    expect(callback.records.map(({ batch }) => batch)).toEqual([2, 4, 6, 8, 10, 12]);
    expect(callback.records[0].layers.map(({ name }) => name)).toEqual(['first/kernel', 'last/kernel']);
    expect(callback.records[0].layers[1].tailIndex).toBeGreaterThan(0.5);
    expect(() => heavyTails({ every: 0 })).toThrow(/every must be/);
  });
});

describe('weightTail', () => {
  const name = 'w';
  it('reads Gaussian weights as 2 and Cauchy weights as 1', () => {
    const random = createGenerator(1, 'weights');
    const gauss = Float32Array.from({ length: 1e5 }, () => random.normal());
    const cauchy = Float32Array.from({ length: 1e5 }, () => Math.tan(Math.PI * (random.uniform() - 0.5)));
    // Standard errors over 1e5 values are about 0.01 and 0.02 at the median block size; the mean taken off moves Cauchy's.
    expect(Math.abs(weightTail({ name, shape: [1e5], values: gauss }).tailIndex! - 2)).toBeLessThan(0.1);
    expect(Math.abs(weightTail({ name, shape: [1e5], values: cauchy }).tailIndex! - 1)).toBeLessThan(0.15);
  });
  it('says why there is no number', () => {
    const tail = (values: number[]): string[] => [
      ...weightTail({ name, shape: [values.length], values }).warnings,
    ];
    expect(tail([1])[0]).toMatch(/Too few weights \(1\)/);
    expect(tail([1, NaN, 2])[0]).toMatch(/Diverged/);
    expect(tail([1, 1, 1])[0]).toMatch(/Degenerate/);
    expect(tail([1, 2, 4, 9])[0]).toMatch(/Only 4 weights/);
  });
  it('names the layers of a network', () => {
    const net = fullyConnected({ width: 8, bias: true });
    const random = createGenerator(2, 'net');
    const values = [784 * 8, 8, 64, 8, 80, 10].map((n) =>
      Float32Array.from({ length: n }, () => random.normal()),
    );
    expect(layerTails(net, values).map((tail) => [tail.name, tail.weights])).toEqual([
      ['dense1', 6272],
      ['dense2', 64],
      ['dense3', 80],
    ]);
  });
});
