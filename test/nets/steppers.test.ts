import { describe, expect, it } from 'vitest';
import {
  fullyConnected,
  fusedStepper,
  initialise,
  leNet,
  plainStepper,
  vgg11,
  type NetSpec,
} from 'heavytail/nets';
import { crossEntropy } from '../../src/nets/crossEntropy.js';
import { randomBatch, wasm } from './networks.js';

/** Largest difference of two sets of arrays, relative to how far they moved from `start`. */
function difference(
  a: readonly Float32Array[],
  b: readonly Float32Array[],
  start: readonly Float32Array[],
): number {
  let worst = 0;
  let moved = 0;
  a.forEach((values, i) =>
    values.forEach((value, j) => {
      worst = Math.max(worst, Math.abs(value - b[i][j]));
      moved = Math.max(moved, Math.abs(value - start[i][j]));
    }),
  );
  return worst / moved;
}

const dropoutFactors = (net: NetSpec, batch: number): Float32Array[] | undefined =>
  net.name.includes('dropout')
    ? [0, 1].map((k) =>
        Float32Array.from({ length: batch * 16 }, (_, i) => ((i * 7 + k) % 3 === 0 ? 0 : 1.5)),
      )
    : undefined;

describe('the fused kernels', () => {
  const nets: [NetSpec, number][] = [
    [fullyConnected({ inputShape: [5, 7, 1], width: 33, bias: true }), 1],
    [fullyConnected({ inputShape: [5, 7, 1], width: 40 }), 5],
    [fullyConnected({ depth: 1, inputShape: [3, 3, 2], classes: 4 }), 10],
    [leNet(), 3],
    [leNet({ inputShape: [17, 19, 3] }), 1],
    [vgg11({ widthScale: 1 / 32 }), 1],
    [vgg11({ widthScale: 1 / 20, inputShape: [33, 32, 1] }), 6],
    [vgg11({ widthScale: 1 / 32, dropout: 0.5 }), 2],
    [vgg11({ widthScale: 1 / 16, batchNorm: true }), 4],
  ];
  // Float32 sums in another order: 1e-4 of the largest movement is some hundred times the rounding of one number.
  it.each(nets)('step like the public operations of tfjs: %#', async (net, batch) => {
    const tf = await wasm();
    const start = initialise(net, 1);
    const fused = fusedStepper(tf, net, batch, start);
    const plain = plainStepper(tf, net, batch, start);
    const before = tf.memory().numTensors;
    for (let k = 0; k < 3; k++) {
      const losses = [fused, plain].map((stepper) => {
        randomBatch(stepper.input(), net, batch, k);
        const loss = stepper.step(0.05, dropoutFactors(net, batch));
        stepper.updateMean(1 / (k + 1));
        return loss;
      });
      expect(Math.abs(losses[0] - losses[1])).toBeLessThan(1e-5);
    }
    expect(difference(fused.read('iterate'), plain.read('iterate'), start)).toBeLessThan(1e-4);
    expect(difference(fused.read('mean'), plain.read('mean'), start)).toBeLessThan(2e-4);
    const scores = [fused, plain].map((stepper) => {
      const scorer = stepper.scorer(4);
      randomBatch(scorer.input(), net, 4, 9);
      const values = scorer.scores('mean');
      scorer.dispose();
      return values;
    });
    scores[0].forEach((score, i) => expect(Math.abs(score - scores[1][i])).toBeLessThan(1e-4));
    expect(tf.memory().numTensors).toBe(before);
    fused.dispose();
    plain.dispose();
  });

  it('leave no tensor behind and give the same bits again', async () => {
    const tf = await wasm();
    const net = leNet();
    const before = tf.memory().numTensors;
    const run = (): Float32Array[] => {
      const stepper = fusedStepper(tf, net, 3, initialise(net, 'seed'));
      for (let k = 0; k < 4; k++) {
        randomBatch(stepper.input(), net, 3, k);
        stepper.step(0.1);
      }
      const values = stepper.read('iterate');
      stepper.dispose();
      return values;
    };
    const first = run();
    const ballast = tf.zeros([2 ** 22]); // Moves what comes later.
    run().forEach((values, i) => expect(Buffer.compare(bytes(values), bytes(first[i]))).toBe(0));
    ballast.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('go on after the memory has grown between steps', async () => {
    const tf = await wasm();
    const net = fullyConnected({ inputShape: [4, 4, 1], width: 8 });
    const run = (grow: boolean): Float32Array[] => {
      const stepper = fusedStepper(tf, net, 2, initialise(net, 1));
      for (let k = 0; k < 3; k++) {
        if (grow) tf.zeros([2 ** 23]).dispose();
        randomBatch(stepper.input(), net, 2, k);
        stepper.step(0.1);
      }
      const values = stepper.read('iterate');
      stepper.dispose();
      return values;
    };
    expect(run(true)).toEqual(run(false));
  });
});

const bytes = (values: Float32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe('one step', () => {
  it('is the hand-written update on a network of one layer', async () => {
    const tf = await wasm();
    const net = fullyConnected({ depth: 1, inputShape: [1, 3, 1], classes: 2 });
    const w = Float32Array.of(0.1, -0.2, 0.3, 0.4, -0.5, 0.6); // 3 x 2
    const stepper = fusedStepper(tf, net, 1, [w]);
    const x = [1, -2, 0.5];
    stepper.input().values.set(x);
    stepper.input().labels[0] = 1;
    const loss = stepper.step(0.1);
    const score = [0, 1].map((c) => x.reduce((sum, value, i) => sum + value * w[2 * i + c], 0));
    const share = 1 / (1 + Math.exp(score[0] - score[1])); // softmax of class 1
    expect(loss).toBeCloseTo(-Math.log(share), 6);
    const gradient = [1 - share, share - 1];
    const expected = [...w].map((value, k) => value - 0.1 * x[k >> 1] * gradient[k & 1]);
    stepper.read('iterate')[0].forEach((value, k) => expect(value).toBeCloseTo(expected[k], 6));
    stepper.dispose();
  });

  it('goes along the gradient that finite differences give', async () => {
    const tf = await wasm();
    const net = vgg11({ widthScale: 1 / 32, classes: 3 });
    const start = initialise(net, 3);
    const lossAt = (values: readonly Float32Array[]): number => {
      const stepper = fusedStepper(tf, net, 2, values);
      randomBatch(stepper.input(), net, 2, 5);
      const loss = stepper.step(1e-12);
      stepper.dispose();
      return loss;
    };
    const stepper = fusedStepper(tf, net, 2, start);
    randomBatch(stepper.input(), net, 2, 5);
    stepper.step(1);
    const moved = stepper.read('iterate');
    stepper.dispose();
    const gradient = start.map((values, i) => values.map((value, j) => value - moved[i][j]));
    const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g.reduce((s, x) => s + x * x, 0), 0));
    // Along the normalised gradient the loss changes at the rate of its norm; relu kinks and curvature cost a few per cent.
    const at = (h: number): number =>
      lossAt(start.map((values, i) => values.map((x, j) => x + (h * gradient[i][j]) / norm)));
    const rate = (at(2e-3) - at(-2e-3)) / 4e-3;
    expect(Math.abs(rate / norm - 1)).toBeLessThan(0.05);
  });
});

describe('crossEntropy', () => {
  it('has the gradient softmax - label, survives huge scores, shows NaN', () => {
    const gradient = new Float32Array(3);
    expect(crossEntropy(Float32Array.of(1e4, 0, -1e4), Uint8Array.of(0), 3, gradient)).toBeCloseTo(0, 12);
    expect([...gradient]).toEqual([0, 0, 0]);
    expect(crossEntropy(Float32Array.of(0, 0, 0), Uint8Array.of(2), 3, gradient)).toBeCloseTo(
      Math.log(3),
      12,
    );
    expect(gradient[2]).toBeCloseTo(-2 / 3, 6);
    expect(crossEntropy(Float32Array.of(0, NaN, 0), Uint8Array.of(2), 3)).toBeNaN();
  });
});
