import { describe, expect, it } from 'vitest';
import { createGenerator, loadImages, logMoment, NETWORK_BLOCK_SIZES, stableSample } from 'heavytail';
import {
  fullyConnected,
  gradientNoiseTails,
  heavyTails,
  initialise,
  layerTails,
  spectralTail,
  spectralTails,
  vgg11,
  weightTail,
} from 'heavytail/nets';
import { follow } from '../../src/nets/batchNorm.js';
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
  it.each([
    [0.8, 20],
    [1.2, 36],
  ])(
    'reads weights with α = %s by the median as they are; the published mean moves them to 1',
    (alpha, most) => {
      let [held, heldPublished] = [0, 0];
      let [median, published] = [0, 0];
      for (let i = 0; i < 40; i++) {
        const values = stableSample(20_000, { alpha }, `weights ${alpha} ${i}`);
        const { tailIndex, interval, byMedian } = weightTail({ name, shape: [20_000], values });
        const inside = (one: typeof interval): number => (one!.lower <= alpha && alpha <= one!.upper ? 1 : 0);
        held += inside(byMedian.interval);
        heldPublished += inside(interval);
        median += byMedian.tailIndex! / 40;
        published += tailIndex! / 40;
      }
      // 95 % of 40 to three binomial errors, and the mean of 40 estimates to four standard errors.
      expect(held).toBeGreaterThanOrEqual(34);
      expect(heldPublished).toBeLessThan(most);
      expect(Math.abs(median - alpha)).toBeLessThan(0.02);
      expect(Math.abs(published - 1)).toBeLessThan(Math.abs(alpha - 1) - 0.03);
    },
  );
  it('reads about the median what the published estimator reads of values less their median', () => {
    const values = stableSample(5001, { alpha: 1.2 }, 'about the median').map((value) => value + 3);
    const { tailIndex, byMedian } = weightTail({ name, shape: [5001], values });
    const blockSizes = NETWORK_BLOCK_SIZES;
    expect(byMedian.tailIndex).toBe(logMoment(values, { centre: 'median', blockSizes }).tailIndex);
    expect(byMedian.tailIndex).not.toBe(tailIndex);
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

describe('the interval of a layer', () => {
  it('covers the tail-index of stable weights about as often as it says', () => {
    let covered = 0;
    for (let seed = 0; seed < 40; seed++) {
      const values = stableSample(5000, { alpha: 1.7 }, seed);
      const { lower, upper } = weightTail({ name: 'w', shape: [5000], values }).interval!;
      if (lower <= 1.7 && 1.7 <= upper) covered++;
    }
    // 38 of 40 are expected; fewer than 31 come about once in a thousand times.
    expect(covered).toBeGreaterThan(30);
  });
});

describe('spectralTails', () => {
  it('reads the eigenvalues of W^T W, whichever side is longer', () => {
    // Orthogonal rows of length 1, 2, 3: eigenvalues 1, 4, 9.
    const wide = Float32Array.of(1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0);
    const tall = Float32Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0);
    for (const [values, shape] of [[wide, [3, 4]] as const, [tall, [4, 3]] as const]) {
      const found = spectralTail({ name: 'w', shape, values }).eigenvalues;
      [1, 4, 9].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 10));
    }
  });
  it('finds the power law of a spectrum that has one', () => {
    // A diagonal matrix with squares in Pareto quantiles of exponent 1.5.
    const n = 200;
    const values = new Float32Array(n * n);
    for (let i = 0; i < n; i++) values[i * n + i] = Math.sqrt((1 - (i + 0.5) / n) ** (-1 / 1.5));
    const tail = spectralTail({ name: 'w', shape: [n, n], values });
    expect(Math.abs(tail.tailIndex! - 1.5)).toBeLessThan(0.15); // 200 quantiles: about 1.5/sqrt(200)
    expect(tail.densityExponent).toBe(tail.tailIndex! + 1);
  });
  it('takes the taps of a convolution together, and says why there is no number', () => {
    const net = vgg11({ widthScale: 1 / 16 });
    const tails = spectralTails(net, initialise(net, 1));
    expect(tails).toHaveLength(11);
    expect(tails[1].eigenvalues).toHaveLength(9 * 4);
    const zero = spectralTail({ name: 'w', shape: [3, 3], values: new Float32Array(9) });
    expect(zero.warnings[0]).toMatch(/Degenerate/);
    expect(spectralTail({ name: 'w', shape: [1, 2], values: [NaN, 1] }).warnings[0]).toMatch(/Diverged/);
  });
});

describe('gradientNoiseTails', () => {
  it('has one number for each weight and batch, and repeats', async () => {
    const procedural = { train: 100, test: 1 };
    const set = await loadImages('mnist', { source: 'procedural', procedural });
    const net = fullyConnected({ width: 16 });
    const quiet = { backend: 'wasm', onNotice: () => undefined, batches: 10, batchSize: 5 } as const;
    const tails = await gradientNoiseTails(net, initialise(net, 1), set, quiet);
    expect(tails.map(({ name, weights }) => [name, weights])).toEqual([
      ['dense1', 10 * 784 * 16],
      ['dense2', 10 * 256],
      ['dense3', 10 * 160],
    ]);
    for (const { tailIndex } of tails) expect(tailIndex).toBeGreaterThan(0.3);
    expect(await gradientNoiseTails(net, initialise(net, 1), set, quiet)).toEqual(tails);
    await expect(gradientNoiseTails(net, [], set, quiet)).rejects.toThrow(/parameters must be arrays of/);
    // 784 * 16 + 16 * 16 + 16 * 10 numbers, of 2^27.
    await expect(
      gradientNoiseTails(net, initialise(net, 1), set, { ...quiet, batches: 2 ** 32 + 1 }),
    ).rejects.toThrow('batches must be an integer from 2 to 10356, got 4294967297');
  });
});

describe('few numbers of a layer', () => {
  const random = createGenerator('few');
  const normals = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.normal());

  it('are said to be few: fewer than 1000 weights, fewer than 50 eigenvalues', () => {
    const ofWeights = (count: number): string =>
      weightTail({ name: 'w', shape: [count], values: normals(count) }).warnings.join();
    expect(ofWeights(999)).toContain('Only 999 weights: the estimate is rough.');
    expect(ofWeights(1000)).not.toContain('rough');
    const ofEigenvalues = (side: number): string =>
      spectralTail({ name: 'w', shape: [side, 80], values: normals(80 * side) }).warnings.join();
    expect(ofEigenvalues(49)).toContain('Only 49 eigenvalues: the fit is rough.');
    expect(ofEigenvalues(50)).not.toContain('rough');
  });

  it('are none, where they are none to rounding: a matrix of rank two has two eigenvalues', () => {
    const [a, b] = [normals(30), normals(30)];
    const values = Float32Array.from({ length: 900 }, (_, i) => a[i % 30] * (1 + Math.floor(i / 30)) + (i >= 450 ? b[i % 30] : 0)); // prettier-ignore
    const { tailIndex, warnings, eigenvalues } = spectralTail({ name: 'w', shape: [30, 30], values });
    expect([tailIndex, eigenvalues.length]).toEqual([null, 30]);
    expect(warnings).toEqual(['Too few distinct eigenvalues above 0 (2) for a fit.']);
  });
});

describe('the running statistics of batch norm', () => {
  const fresh = () => ({ mean: new Float32Array(2), variance: new Float32Array(2).fill(1) });
  it('go a tenth of the way to those of a batch, the variance without bias, as in PyTorch', () => {
    const running = fresh();
    follow(running, [1, -2], [3, 0], 4);
    expect([...running.mean]).toEqual([0.1, -0.2].map(Math.fround));
    // 3 · 4/3 = 4, and 0.
    expect(running.variance[0]).toBeCloseTo(1.3, 6);
    expect(running.variance[1]).toBeCloseTo(0.9, 6);
    follow(running, [1, -2], [3, 0], 4);
    expect(running.mean[0]).toBeCloseTo(0.19, 6);
  });
  it('take the variance of a single position as it is', () => {
    const running = fresh();
    follow(running, [0, 0], [0, 2], 1);
    expect(running.variance[0]).toBeCloseTo(0.9, 6);
    expect(running.variance[1]).toBeCloseTo(1.1, 6);
  });
});
