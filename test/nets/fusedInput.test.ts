import { describe, expect, it } from 'vitest';
import { createGenerator } from 'heavytail';
import { fullyConnected, fusedStepper, initialise, vgg11, type NetSpec } from 'heavytail/nets';
import { fillBatch } from '../../src/nets/batches.js';
import { randomBatch, wasm } from './networks.js';

describe('images in the memory of the fused kernels', () => {
  const nets: [string, NetSpec][] = [
    ['of one channel', fullyConnected({ inputShape: [5, 7, 1], width: 8 })],
    ['of three with a border', vgg11({ widthScale: 1 / 32, inputShape: [33, 34, 3] })],
    ['of five', fullyConnected({ inputShape: [3, 1, 5], width: 8 })],
  ];
  it.each(nets)('are what the plain loop writes: %s', async (_, net) => {
    const tf = await wasm();
    const stepper = fusedStepper(tf, net, 3, initialise(net, 1));
    const [height, width, channels] = net.inputShape;
    const random = createGenerator(1, 'pixels');
    const size = height * width * channels;
    const source = {
      count: 9,
      images: Uint8Array.from({ length: 9 * size }, () => random.below(256)),
      labels: Uint8Array.from({ length: 9 }, (_, i) => i),
    };
    for (const [seed, indices] of [
      [8, 0, 3],
      [4, 4],
    ].entries()) {
      const table = Float32Array.from({ length: 256 * channels }, () => random.normal() + seed);
      const target = stepper.input();
      const plain = { ...target, values: target.values.slice(), labels: new Uint8Array(3), fill: undefined };
      plain.labels.set(target.labels);
      fillBatch(target, source, net.inputShape, table, Int32Array.from(indices));
      fillBatch(plain, source, net.inputShape, table, Int32Array.from(indices));
      expect(target.values.slice()).toEqual(plain.values);
      expect(target.labels).toEqual(plain.labels);
    }
    stepper.dispose();
  });

  it('have the same scores to the last bit in a batch of any size', async () => {
    const tf = await wasm();
    // More weights than are read at a time; and so wide a layer that many rows read a copy.
    const net = fullyConnected({ inputShape: [29, 31, 3], widths: [136, 520] });
    const stepper = fusedStepper(tf, net, 1, initialise(net, 1));
    const scorers = [1, 2, 5, 6, 7, 20].map((batch) => stepper.scorer(batch));
    const all = new Float32Array(20 * net.classes);
    const one = scorers[0];
    const last = scorers[scorers.length - 1];
    randomBatch(last.input(), net, 20, 1);
    const size = last.input().values.length / 20;
    const images = last.input().values.slice();
    for (let i = 0; i < 20; i++) {
      one.input().values.set(images.subarray(i * size, (i + 1) * size));
      all.set(one.scores(), i * net.classes);
    }
    for (const scorer of scorers) {
      const { batchSize } = scorer;
      scorer.input().values.set(images.subarray(0, batchSize * size));
      expect(scorer.scores()).toEqual(all.subarray(0, batchSize * net.classes));
      scorer.dispose();
    }
    stepper.dispose();
  });
});
