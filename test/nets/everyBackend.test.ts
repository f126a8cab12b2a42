import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { fig4Spec, layerTailPanels, loadImages, openStore, runFig4, type ImageSet } from 'heavytail';
import {
  createTrainer,
  fullyConnected,
  gradientNoiseTails,
  heavyTails,
  initialise,
  layerTails,
  leNet,
  loadBackend,
  train,
  vgg11,
  type BackendName,
  type NetSpec,
  type TrainOptions,
  type TrainResult,
  type TrainSpec,
} from 'heavytail/nets';
import { describeOn, describeOnEach } from './backends.js';

const onNotice = (): void => undefined;
let digits: ImageSet;
let textures: ImageSet;
let folder: string;
beforeAll(async () => {
  digits = await loadImages('mnist', { source: 'procedural', procedural: { train: 500, test: 50 } });
  textures = await loadImages('cifar10', { source: 'procedural', procedural: { train: 60, test: 20 } });
  folder = await mkdtemp(join(tmpdir(), 'backends-'));
  vi.stubEnv('HEAVYTAIL_CACHE', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const small = { stepSize: 0.05, batchSize: 5, averageLast: 1, evaluateOn: { train: 50, test: 50 } };
const dense = fullyConnected({ width: 32 });
/** A convolution 5 x 5 with a padding that is neither none nor "same". */
const padded: NetSpec = {
  ...leNet(),
  name: 'padded',
  layers: leNet().layers.map((layer) => {
    if (layer.type === 'conv' && layer.name === 'conv1') return { ...layer, padding: 1 };
    return layer.type === 'dense' && layer.name === 'dense1' ? { ...layer, inputs: 256 } : layer;
  }),
};

/** Largest difference of two runs in any of their numbers. */
const largestDifference = (a: TrainResult, b: TrainResult): number =>
  Math.max(
    ...a.iterate.map((values, i) =>
      values.reduce((most, value, k) => Math.max(most, Math.abs(value - b.iterate[i][k])), 0),
    ),
  );
const same = (a: readonly Float32Array[], b: readonly Float32Array[]): boolean =>
  a.every((values, i) => Buffer.compare(Buffer.from(values.buffer), Buffer.from(b[i].buffer)) === 0);

describeOnEach((backend) => {
  const quiet = { backend, onNotice } as const;
  const run = (net: NetSpec, iterations: number, options: Partial<TrainOptions> = {}): Promise<TrainResult> =>
    train({ ...small, net, iterations }, net.inputShape[2] === 3 ? textures : digits, {
      ...quiet,
      ...options,
    });

  // Numbers have 32 bits, and every backend sums in an order of its own. After one step the results differ by a unit in the last
  // place of some weights, which is 1.5e-8 from 0.125 on: 1e-8 cannot be asked for. The difference then grows with every step.
  // Scales of batch norm are near 1, where a unit is 1.2e-7.
  it.each([
    ['dense', 1, dense, 3e-8],
    ['LeNet', 1, leNet(), 3e-8],
    ['5 x 5 with a border of 1', 1, padded, 3e-8],
    ['VGG-11', 1, vgg11({ widthScale: 1 / 32 }), 3e-8],
    ['VGG-11 with batch norm', 1, vgg11({ widthScale: 1 / 32, batchNorm: true }), 3e-7],
    ['dense', 100, dense, 1e-6],
    ['LeNet', 10, leNet(), 1e-7],
  ] as const)('agrees with the fused kernels: %s after %i steps', async (_, iterations, net, most) => {
    const fused = await run(net, iterations, { backend: 'wasm' });
    const plain = await run(net, iterations, { path: 'plain' });
    expect(largestDifference(plain, fused)).toBeLessThan(most);
    expect(same(plain.iterate, fused.iterate)).toBe(false);
  });

  it('gives the same bits again, in a worker, and after a stop', async () => {
    const spec: TrainSpec = { ...small, net: dense, iterations: 100, averageLast: 40, order: 'shuffled' };
    const whole = await train(spec, digits, quiet);
    expect(same((await train(spec, digits, quiet)).mean, whole.mean)).toBe(true);
    const trainer = createTrainer(digits, { ...quiet, workers: 2 });
    const reports = await Promise.all([1, 2].map(() => trainer.run(spec, { weights: true })));
    await trainer.close();
    expect(reports.map(({ weights }) => same(weights!.mean, whole.mean))).toEqual([true, true]);
    const checkpoint = join(folder, `${backend}.bin`);
    const long = { ...spec, iterations: 1e6, averageLast: 100 };
    const stop = new AbortController();
    const progress = (): unknown => existsSync(checkpoint) && stop.abort(new Error('stop'));
    const options = { ...quiet, checkpoint, checkpointSeconds: 0 };
    await expect(train(long, digits, { ...options, progress, signal: stop.signal })).rejects.toThrow('stop');
    // That of a run with another end: it is not used.
    const notices: string[] = [];
    const fresh = await train(spec, digits, { ...options, onNotice: (notice) => void notices.push(notice) });
    expect([same(fresh.mean, whole.mean), notices.at(-1)]).toEqual([
      true,
      expect.stringContaining('another run'),
    ]);
  });

  it('records the tails of a model of one’s own and of the noise of gradients', async () => {
    const { tf } = await loadBackend(quiet);
    const before = tf.memory().numTensors;
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 8, kernelSize: 3 }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
    const x = tf.randomNormal([24, 8, 8, 1]);
    const y = tf.tidy(() => tf.oneHot(tf.range(0, 24).toInt().mod(tf.scalar(3, 'int32')), 3));
    const callback = heavyTails({ every: 2 });
    await model.fit(x, y, { epochs: 1, batchSize: 4, verbose: 0, callbacks: callback });
    expect(callback.records.map(({ batch, layers }) => [batch, layers.length])).toEqual(
      [2, 4, 6].map((b) => [b, 2]),
    );
    tf.dispose([x, y]);
    model.dispose();
    const noise = await gradientNoiseTails(dense, initialise(dense, 1), digits, { ...quiet, batches: 3 });
    expect(noise.map(({ tailIndex }) => tailIndex)).toEqual([1, 2, 3].map(() => expect.any(Number)));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describeOn('native', () => {
  it('draws Figure 4 at its smallest, and neither it nor wasm reads what the other stored', async () => {
    const store = openStore({ directory: join(folder, 'cells') });
    const images = { source: 'procedural', procedural: { train: 60, test: 20 } } as const;
    const spec = { ...fig4Spec('smoke'), stepSizes: [0.1], iterations: 20, averageLast: 10 };
    const run = async (backend: BackendName): Promise<[number, string, unknown]> => {
      let computed = 0;
      const options = { store, images, backend, workers: 2, onCell: () => computed++ };
      const result = await runFig4(spec, options);
      expect(layerTailPanels(result).data).toHaveLength(44);
      return [computed, result.cells[0].status, result.cells.map(({ losses }) => losses)];
    };
    const native = await run('native');
    expect(native.slice(0, 2)).toEqual([2, 'done']);
    const wasm = await run('wasm');
    expect(wasm[0]).toBe(2);
    expect(wasm[2]).not.toEqual(native[2]);
    expect([await run('native'), await run('wasm')]).toEqual([
      [0, ...native.slice(1)],
      [0, ...wasm.slice(1)],
    ]);
  });

  it('does not go on from a checkpoint of wasm', async () => {
    const checkpoint = join(folder, 'of-wasm.bin');
    const spec = { ...small, net: dense, iterations: 1e6 };
    const stop = new AbortController();
    const progress = (): unknown => existsSync(checkpoint) && stop.abort(new Error('stop'));
    const options = { checkpoint, checkpointSeconds: 0, onNotice };
    const one = train(spec, digits, { ...options, backend: 'wasm', progress, signal: stop.signal });
    await expect(one).rejects.toThrow('stop');
    const told: string[] = [];
    const seen: number[] = [];
    const other = train(spec, digits, {
      ...options,
      backend: 'native',
      onNotice: (notice) => void told.push(notice),
      signal: AbortSignal.timeout(1000),
      progress: ({ iteration }) => void seen.push(iteration),
    });
    await expect(other).rejects.toThrow(/timeout/);
    expect(told.at(-1)).toMatch(/is that of another run/);
  });

  it('is what a net gets that the fused kernels do not know, unless another is asked for', async () => {
    expect((await loadBackend({ onNotice })).name).toBe('native');
    const used = async (net: NetSpec, options: TrainOptions = {}): Promise<string> => {
      const { tf } = await loadBackend({ backend: 'cpu', onNotice });
      let name = '';
      const progress = (): void => void (name = tf.getBackend());
      await train({ ...small, net, iterations: 2 }, digits, { onNotice, progress, ...options });
      return name;
    };
    // The fused kernels have a pool behind a convolution only.
    const pooled = fullyConnected({ width: 8, inputShape: [14, 14, 1] });
    const net: NetSpec = {
      ...pooled,
      inputShape: [28, 28, 1],
      layers: [{ type: 'maxPool' }, ...pooled.layers],
    };
    expect(await used(net)).toBe('tensorflow');
    expect(await used(dense)).toBe('wasm');
    expect(await used(dense, { backend: 'native' })).toBe('tensorflow');
    expect(await used(dense, { path: 'plain' })).toBe('tensorflow');
    vi.stubEnv('HEAVYTAIL_BACKEND', 'cpu');
    expect(await used(dense)).toBe('cpu');
    vi.stubEnv('HEAVYTAIL_BACKEND', '');
  });

  it('gives tails of the same law where two runs are far apart after 1000 steps', async () => {
    // At this step-size differences grow from 1e-8 to the size of the weights, so that only the law can agree.
    const spec = { ...small, net: dense, stepSize: 0.1, batchSize: 1, iterations: 1000, averageLast: 100 };
    const seeds = Array.from({ length: 12 }, (_, seed) => seed);
    const apart: number[] = [];
    const differences: number[][] = [[], [], []];
    for (const seed of seeds) {
      const runs = [];
      for (const backend of ['native', 'wasm'] as const)
        runs.push(await train({ ...spec, seed, order: 'shuffled' }, digits, { backend, onNotice }));
      apart.push(largestDifference(runs[0], runs[1]));
      const [native, wasm] = runs.map(({ mean }) =>
        layerTails(dense, mean).map(({ tailIndex }) => tailIndex!),
      );
      native.forEach((tailIndex, i) => differences[i].push(tailIndex - wasm[i]));
    }
    expect(apart.filter((difference) => difference > 0.1).length).toBeGreaterThan(8);
    // Five standard errors of the mean difference: one test in two thousand would fail by chance.
    for (const own of differences) {
      const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
      const variance = own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (own.length - 1);
      expect(Math.abs(mean) / Math.sqrt(variance / own.length)).toBeLessThan(5);
    }
    // 12 000 steps on native take a minute on a busy machine.
  }, 300_000);
});
