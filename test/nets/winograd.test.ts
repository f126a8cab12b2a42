import { describe, expect, it } from 'vitest';
import { createGenerator } from 'heavytail';
import {
  fusedStepper,
  initialise,
  loadBackend,
  plainStepper,
  vgg11,
  type ConvLayer,
  type Convolutions,
  type NetSpec,
  type Stepper,
} from 'heavytail/nets';
import { winogradSide } from '../../src/nets/fused/winograd.js';
import { randomBatch, wasm } from './networks.js';

const conv = (name: string, inputs: number, outputs: number, more: Partial<ConvLayer> = {}): ConvLayer => ({
  type: 'conv',
  name,
  kernel: 3,
  padding: 1,
  inputs,
  outputs,
  bias: true,
  batchNorm: false,
  activation: 'linear',
  initialisation: 'torch',
  ...more,
});

/** Two convolutions, the second of which has an input gradient, then a pool and a dense layer. */
const twoConvolutions = (
  [height, width]: readonly [number, number],
  [inputs, between, outputs]: readonly [number, number, number],
  batchNorm = false,
): NetSpec => ({
  name: 'two convolutions',
  inputShape: [height, width, inputs],
  classes: 4,
  layers: [
    conv('first', inputs, between),
    conv('second', between, outputs, { activation: 'relu', batchNorm }),
    { type: 'maxPool' },
    {
      type: 'dense',
      name: 'head',
      inputs: (height >> 1) * (width >> 1) * outputs,
      outputs: 4,
      bias: true,
      batchNorm: false,
      activation: 'linear',
      initialisation: 'torch',
    },
  ],
});

/** How far one step moves every array, divided by a step-size so large that the weights themselves vanish beside it. */
function movements(make: (start: Float32Array[]) => Stepper, net: NetSpec, batch: number): Float32Array[] {
  const start = initialise(net, 'start');
  const stepper = make(start);
  randomBatch(stepper.input(), net, batch, 8);
  stepper.step(1e4);
  const moved = stepper.read('iterate').map((values, i) => values.map((x, j) => (x - start[i][j]) / 1e4));
  stepper.dispose();
  return moved;
}

/** The largest difference of each array, relative to its largest number. */
const differences = (a: readonly Float32Array[], b: readonly Float32Array[]): number[] =>
  a.map((values, i) => {
    let [worst, largest] = [0, 0];
    values.forEach((value, j) => {
      worst = Math.max(worst, Math.abs(value - b[i][j]));
      largest = Math.max(largest, Math.abs(b[i][j]));
    });
    return worst / largest;
  });

/** Random layers: sides that are multiples of 4 and such that are of 2 only, channels that leave a rest of 16. */
const layers = Array.from({ length: 12 }, (_, seed) => {
  const random = createGenerator(seed, 'layers');
  const unit = seed % 2 === 0 ? 4 : 2;
  const side = (): number => unit * (unit === 4 ? 1 + random.below(4) : 1 + 2 * random.below(4));
  const channels = (): number => 8 * (1 + random.below(5));
  return {
    sides: [side(), side()] as const,
    channels: [channels(), channels(), channels()] as const,
    batch: 1 + random.below(9),
  };
});

describe("Winograd's convolutions", () => {
  const deep = { sides: [8, 8] as const, channels: [256, 256, 64] as const, batch: 2 };
  // The seed of the batch is one at which no pool takes the other of two numbers that differ by rounding only: its gradient
  // would go to another place. Float32 in another order. F(4 x 4) loses up to one digit; 1e-5 is about 100 roundings of the largest number.
  it.each([...layers, deep])(
    'step as the direct ones do: $sides, $channels channels, $batch images',
    async (layer) => {
      const tf = await wasm();
      const net = twoConvolutions(layer.sides, layer.channels);
      const of = (convolutions: Convolutions): Float32Array[] =>
        movements((start) => fusedStepper(tf, net, layer.batch, start, { convolutions }), net, layer.batch);
      const [direct, winograd] = [of('direct'), of('winograd')];
      // They are another way of computing, not the same one called by another name.
      expect(winograd[0]).not.toEqual(direct[0]);
      expect(Math.max(...differences(winograd, direct))).toBeLessThan(1e-5);
    },
  );

  it.each([1, 5, 11].map((i) => layers[i]))(
    'step as plain JavaScript does: $sides, $channels',
    async (layer) => {
      const net = twoConvolutions(layer.sides, layer.channels, true);
      const { tf: cpu } = await loadBackend({ backend: 'cpu', onNotice: () => undefined });
      const plain = movements((start) => plainStepper(cpu, net, layer.batch, start), net, layer.batch);
      const tf = await wasm();
      const options = { convolutions: 'winograd' } as const;
      const fused = movements(
        (start) => fusedStepper(tf, net, layer.batch, start, options),
        net,
        layer.batch,
      );
      // What comes before batch norm has a gradient by its bias that is 0 but for rounding.
      const zero = net.layers.flatMap((one) => ('batchNorm' in one && one.batchNorm ? [3] : []));
      const seen = differences(fused, plain).filter((_, i) => !zero.includes(i));
      expect(Math.max(...seen)).toBeLessThan(1e-4);
    },
  );

  it('leave the zeros around the gradient that a direct convolution before them reads', async () => {
    const tf = await wasm();
    const net = twoConvolutions([8, 12], [3, 8, 16]);
    // 12 channels are no multiple of 8, so the first two are direct, and the second has an input gradient.
    const chain = { ...net, layers: [conv('zeroth', 3, 12), conv('first', 12, 8), ...net.layers.slice(1)] };
    const of = (convolutions: Convolutions): Float32Array[] =>
      movements((start) => fusedStepper(tf, chain, 2, start, { convolutions }), chain, 2);
    const [direct, winograd] = [of('direct'), of('winograd')];
    expect(winograd[4]).not.toEqual(direct[4]);
    expect(Math.max(...differences(winograd, direct))).toBeLessThan(1e-5);
  });

  it('give the same bits again, whatever lay in memory before', async () => {
    const tf = await wasm();
    const net = twoConvolutions([12, 4], [8, 24, 16]);
    const run = (): Float32Array[] =>
      movements((start) => fusedStepper(tf, net, 3, start, { convolutions: 'winograd' }), net, 3);
    const first = run();
    const ballast = tf.fill([2 ** 18], NaN);
    const again = run();
    ballast.dispose();
    tf.fill([2 ** 18], NaN).dispose();
    expect(again).toEqual(first);
    expect(run()).toEqual(first);
  });

  it('are chosen by the layer and the batch alone', () => {
    const side = (layer: ConvLayer, batch: number, size: number): number | undefined =>
      winogradSide(
        layer,
        { batch, height: size, width: size, channels: layer.inputs, padding: layer.padding },
        'fastest',
      );
    const wide = conv('wide', 64, 128);
    expect([1, 10].map((batch) => side(wide, batch, 16))).toEqual([4, 4]);
    expect([1, 6, 7, 10].map((batch) => side(wide, batch, 4))).toEqual([undefined, undefined, 4, 4]);
    expect([1, 2].map((batch) => side(wide, batch, 6))).toEqual([undefined, 2]);
    expect(side(wide, 10, 14)).toBe(2);
    expect([2, 7].map((size) => side(wide, 10, size))).toEqual([undefined, undefined]);
    expect(side(conv('colours', 3, 64), 10, 32)).toBeUndefined();
    expect(side(conv('five', 8, 8, { kernel: 5, padding: 2 }), 10, 32)).toBeUndefined();
    expect(side(conv('bare', 8, 8, { padding: 0 }), 10, 32)).toBeUndefined();
  });

  it('keep a divergence in sight: a number that is not finite stays so', async () => {
    const tf = await wasm();
    const net = vgg11({ widthScale: 1 / 8 });
    const start = initialise(net, 1);
    start[2][5] = Infinity;
    const stepper = fusedStepper(tf, net, 8, start);
    randomBatch(stepper.input(), net, 8, 1);
    expect(stepper.step(0.1)).toBeNaN();
    stepper.dispose();
  });
});
