import { describe, expect, it } from 'vitest';
import {
  canFuse,
  fullyConnected,
  fusedStepper,
  initialise,
  loadBackend,
  plainStepper,
  vgg11,
  type ConvLayer,
  type DenseLayer,
  type LayerSpec,
  type NetSpec,
} from 'heavytail/nets';
import { describeOnEach } from './backends.js';
import { randomBatch, wasm } from './networks.js';
import type * as tfjs from '@tensorflow/tfjs';

const common = { bias: true, batchNorm: false, activation: 'relu', initialisation: 'torch' } as const;
const dense = (inputs: number, outputs: number, other: Partial<DenseLayer> = {}): DenseLayer => {
  return { type: 'dense', name: `dense${inputs}`, inputs, outputs, ...common, ...other };
};
const conv = (inputs: number, kernel: number, padding: number, other: Partial<ConvLayer> = {}): ConvLayer => {
  const name = `conv${inputs}-${kernel}-${padding}`;
  return { type: 'conv', name, kernel, padding, inputs, outputs: 8, ...common, ...other };
};
const pool: LayerSpec = { type: 'maxPool' };
const norm = { batchNorm: true };
const linear = { activation: 'linear' } as const;

/** Layers on images of a size, and a last one of 3 classes that `last` numbers enter. */
const netOf = (
  inputShape: readonly [number, number, number],
  last: number,
  ...layers: LayerSpec[]
): NetSpec => ({
  ...{ name: 'made by hand', inputShape, classes: 3 },
  layers: [...layers, { ...dense(last, 3, linear), name: 'last' }],
});

/** The parameters after three steps. */
function stepped(make: typeof plainStepper, tf: typeof tfjs, net: NetSpec, batch: number): Float32Array[] {
  const stepper = make(tf, net, batch, initialise(net, 1));
  for (let k = 0; k < 3; k++) {
    randomBatch(stepper.input(), net, batch, k);
    stepper.step(0.05);
  }
  const values = stepper.read('iterate');
  stepper.dispose();
  return values;
}

const largest = (arrays: readonly Float32Array[], others: readonly Float32Array[]): number =>
  arrays.reduce(
    (most, own, i) => own.reduce((m, value, k) => Math.max(m, Math.abs(value - others[i][k])), most),
    0,
  );

describe('a network whose layers are put together by hand', () => {
  const fused: [string, NetSpec][] = [
    ['a border of kernel - 1', netOf([4, 4, 8], 128, conv(8, 3, 2), { ...conv(8, 3, 2), name: 'c' }, pool)],
    ['kernels of even sides', netOf([5, 6, 3], 32, conv(3, 2, 1), conv(8, 2, 0), conv(8, 4, 1), pool)],
    [
      'batch norm with and without relu',
      netOf(
        [6, 6, 8],
        72,
        conv(8, 3, 1, { ...norm, ...linear }),
        { ...conv(8, 3, 1, norm), name: 'c' },
        pool,
      ),
    ],
    ['a convolution behind a dense layer', netOf([8, 8, 1], 8, dense(64, 8), conv(8, 2, 1), pool)],
  ];
  // Float32 sums in another order, beside movements of about 0.01.
  it.each(fused)('steps the same on both paths with %s', async (_, net) => {
    expect(canFuse(net)).toBe(true);
    const tf = await wasm();
    for (const batch of [1, 3, 16])
      expect(
        largest(stepped(fusedStepper, tf, net, batch), stepped(plainStepper, tf, net, batch)),
      ).toBeLessThan(2e-6);
  });

  it('takes the plain path where the fused kernels would be wrong', async () => {
    const tf = await wasm();
    const wrong = [
      netOf([5, 5, 2], 32, conv(2, 3, 1, norm), pool),
      netOf([5, 4, 2], 32, conv(2, 3, 1, norm), pool),
      netOf([4, 4, 2], 72, conv(2, 1, 1), pool),
      netOf([4, 4, 2], 128, conv(2, 3, 3), pool),
      vgg11({ widthScale: 1 / 32, batchNorm: true, inputShape: [40, 39, 3] }),
    ];
    for (const net of wrong) {
      expect(canFuse(net)).toBe(false);
      expect(() => fusedStepper(tf, net, 2, initialise(net, 1))).toThrow(/do not know all layers/);
    }
    expect(canFuse(netOf([5, 5, 2], 32, conv(2, 3, 1), pool))).toBe(true);
    expect(canFuse(vgg11({ batchNorm: true, inputShape: [64, 32, 3] }))).toBe(true);
  });
});

describeOnEach((backend) => {
  it('sees a dense layer as an image of one position in a convolution behind it', async () => {
    const { tf } = await loadBackend({ backend, onNotice: () => undefined });
    const wide = netOf([2, 2, 3], 8, dense(12, 8), conv(8, 1, 0));
    const flat = netOf([2, 2, 3], 8, dense(12, 8), { ...dense(8, 8), name: 'conv8-1-0' });
    const [one, other] = [wide, flat].map((net) => stepped(plainStepper, tf, net, 3));
    expect(one.map(({ length }) => length)).toEqual([96, 8, 64, 8, 24, 3]);
    expect(largest(one, other)).toBeLessThan(1e-7);
  });

  it('adds the numbers of an image to those of a dense layer, image by image', async () => {
    const { tf } = await loadBackend({ backend, onNotice: () => undefined });
    for (const inputShape of [
      [2, 2, 2],
      [1, 1, 8],
    ] as const) {
      const net = fullyConnected({ inputShape, widths: [8], residual: true, classes: 2 });
      expect(net.layers.map(({ type }) => type)).toEqual(['dense', 'add', 'dense']);
      const last = Float32Array.from({ length: 16 }, (_, i) => i / 16);
      const stepper = plainStepper(tf, net, 3, [new Float32Array(64), last]);
      const scorer = stepper.scorer(3);
      randomBatch(scorer.input(), net, 3, 1);
      const x = scorer.input().values.slice();
      const expected = Array.from({ length: 6 }, (_, i) =>
        last.reduce((sum, w, k) => sum + (k % 2 === i % 2 ? w * x[8 * (i >> 1) + (k >> 1)] : 0), 0),
      );
      scorer.scores().forEach((score, i) => expect(score).toBeCloseTo(expected[i], 5));
      randomBatch(stepper.input(), net, 3, 1);
      expect(stepper.step(0.1)).toBeGreaterThan(0);
      stepper.dispose();
    }
  });
});
