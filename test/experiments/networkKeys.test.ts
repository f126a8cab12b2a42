import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fig3Spec, openStore, runFig3, type Fig3Result, type ImageSet, type NetworkOptions } from 'heavytail';
import { fullyConnected, leNet, type LayerSpec, type Optimiser, type Schedule } from 'heavytail/nets';
import { loadImages } from '../../src/data/loadImages.js';
import { networkKey, type NetworkCell } from '../../src/experiments/networks/cell.js';
import { runKey, type RunSource } from '../../src/nets/checkpoint.js';
import { checkTrainSpec } from '../../src/nets/trainSpec.js';
import { writeMnist, type MnistPart } from '../data/mnistFolder.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keys-'));
  vi.stubEnv('HEAVYTAIL_CACHE', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const stripes = (count: number, width: number, labels = 10): MnistPart => ({
  count,
  pixel: (place) => (Math.floor(place / width) % 2 ? 200 : 20 + (place % 50)),
  label: (place) => place % labels,
});

describe('the store of a network experiment', () => {
  const spec = {
    ...fig3Spec('smoke'),
    ...{ width: 4, iterations: 20, averageLast: 5, stepSizes: [0.1], batchSizes: [5] },
  };
  const run = async (options: NetworkOptions): Promise<[computed: number, result: Fig3Result]> => {
    let computed = 0;
    const store = openStore({ directory: join(folder, 'cells') });
    const result = await runFig3(spec, { ...options, store, workers: 1, onCell: () => computed++ });
    return [computed, result];
  };

  it('keeps the results of two folders apart that differ in one label or in the pixels', async () => {
    const train = stripes(40, 7);
    const test = stripes(20, 5);
    const others: [MnistPart, MnistPart][] = [
      [train, test],
      [stripes(40, 8), test],
      [train, { ...test, label: (place) => (place === 19 ? 0 : place % 10) }],
    ];
    const counts: number[] = [];
    const firsts: Fig3Result[] = [];
    for (const [i, [one, two]] of others.entries()) {
      const directory = join(folder, `set${i}`);
      await writeMnist(directory, one, two);
      const [computed, result] = await run({ images: { directory } });
      expect(result.notice).toBe('MNIST: 40 training and 20 test images.');
      counts.push(computed, (await run({ images: { directory } }))[0]);
      firsts.push(result);
    }
    expect(counts).toEqual([1, 0, 1, 0, 1, 0]);
    expect(firsts[1].cells[0].losses).not.toEqual(firsts[0].cells[0].losses);
  });
  it('keeps seeds of procedural images and backends apart', async () => {
    const images = (seed: number): NetworkOptions['images'] => ({
      source: 'procedural',
      procedural: { train: 40, test: 20, seed },
    });
    const counts: number[] = [];
    for (const options of [
      { images: images(1) },
      { images: images(2) },
      { images: images(1), backend: 'cpu' },
      { images: images(1), backend: 'wasm' }, // That of the first run.
      { images: images(1), backend: 'cpu' },
    ] as const) {
      const [computed, { notice }] = await run(options);
      expect(notice).toBe('Procedural images (digit-like strokes) in place of MNIST.');
      counts.push(computed);
    }
    expect(counts).toEqual([1, 1, 1, 0, 0]);
  });
});

/** Whether each change alters the value, and no change does not. */
const changes = <T extends object>(value: T, keyOf: (one: T) => unknown, others: Partial<T>[]): unknown[] => {
  const key = JSON.stringify(keyOf(value));
  expect(JSON.stringify(keyOf({ ...value }))).toBe(key);
  return others.filter((other) => JSON.stringify(keyOf({ ...value, ...other })) === key);
};

describe('keys', () => {
  let set: ImageSet;
  beforeAll(async () => {
    set = await loadImages('mnist', { source: 'procedural', procedural: { train: 20, test: 10 } });
  });
  const net = fullyConnected({ width: 4 });
  const optimisers: Optimiser[] = [
    { type: 'sgd', momentum: 0.5 },
    { type: 'sgd', momentum: 0.5, nesterov: true },
    { type: 'sgd', weightDecay: 0.1 },
    { type: 'sgd', clipNorm: 1 },
    { type: 'adam' },
    { type: 'adam', beta1: 0.8 },
    { type: 'adam', beta2: 0.8 },
    { type: 'adam', epsilon: 1 },
    { type: 'adam', decoupled: true },
    { type: 'rmsProp' },
    { type: 'rmsProp', decay: 0.5 },
  ];
  const schedules: Schedule[] = [
    { type: 'constant', warmup: 3 },
    { type: 'step', every: 2, factor: 0.5 },
    { type: 'step', every: 3, factor: 0.5 },
    { type: 'step', every: 2, factor: 0.6 },
    { type: 'linear', end: 0 },
    { type: 'cosine', end: 0 },
    { type: 'cosine', end: 0.1 },
  ];
  const otherLayer = {
    ...{ name: 'first', bias: true, batchNorm: true, activation: 'tanh', initialisation: 'fanOutNormal' },
  };
  const train = {
    net,
    ...{ stepSize: 0.1, batchSize: 2, iterations: 10, averageLast: 5, seed: 1 },
  };
  const specs = [
    { ...train, net: fullyConnected({ width: 5 }) },
    { ...train, net: leNet() },
    { ...train, stepSize: 0.2 },
    { ...train, batchSize: 3 },
    { ...train, iterations: 11 },
    { ...train, averageLast: 4 },
    { ...train, seed: '1' },
    { ...train, order: 'shuffled' as const },
    { ...train, evaluateAt: [3] },
    { ...train, evaluateOn: { train: 5, test: 5 } },
    { ...train, untilAccuracy: 0.5 },
    ...optimisers.map((optimiser) => ({ ...train, optimiser })),
    ...schedules.map((schedule) => ({ ...train, schedule })),
    { ...train, loss: 'hinge' as const },
    { ...train, labelNoise: 0.1 },
    ...Object.entries(otherLayer).map(([key, value]) => ({
      ...train,
      net: { ...net, layers: [{ ...net.layers[0], [key]: value } as LayerSpec, ...net.layers.slice(1)] },
    })),
    {
      ...train,
      net: {
        ...net,
        layers: [net.layers[0], { type: 'dropout' as const, rate: 0.5 }, ...net.layers.slice(1)],
      },
    },
  ];
  it('of specs differ from each other', () => {
    expect(new Set(specs.map((spec) => JSON.stringify(checkTrainSpec(spec)))).size).toBe(specs.length);
  });
  const changed = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 7 ? byte ^ 1 : byte));
  const sets = (): ImageSet[] => [
    { ...set, train: { ...set.train, images: changed(set.train.images) } },
    { ...set, train: { ...set.train, labels: changed(set.train.labels) } },
    { ...set, train: { ...set.train, count: 19 } },
    { ...set, test: { ...set.test, images: changed(set.test.images) } },
    { ...set, test: { ...set.test, labels: changed(set.test.labels) } },
    { ...set, test: { ...set.test, count: 9 } },
    { ...set, height: 14, width: 56 },
    { ...set, classes: 11 },
  ];

  it('of a cell change with each thing that its result depends on', () => {
    const cell: NetworkCell = { images: 'mnist', train };
    const value = { cell, set, backend: 'wasm' as 'wasm' | 'cpu' };
    const same = changes(value, (one) => networkKey(one.set, one.backend)(one.cell), [
      ...specs.map((other) => ({ cell: { ...cell, train: other } })),
      ...sets().map((other) => ({ set: other })),
      { backend: 'cpu' },
    ]);
    expect(same).toEqual([]);
  });
  it('of a cell name the path, and fill in what the spec leaves out', () => {
    const cell: NetworkCell = { images: 'mnist', train };
    expect(networkKey(set, 'wasm')(cell)).toMatchObject({ path: 'fused', train: { order: 'cyclic' } });
    expect(networkKey(set, 'cpu')(cell)).toMatchObject({ path: 'plain' });
    const full = { ...cell, train: { ...train, order: 'cyclic' as const } };
    expect(JSON.stringify(networkKey(set, 'wasm')(full))).toHaveLength(
      JSON.stringify(networkKey(set, 'wasm')(cell)).length,
    );
  });
  it('of a checkpoint change with each thing that the run depends on', () => {
    const table = new Float32Array(256);
    const value: RunSource = { spec: checkTrainSpec(train), set, table, backend: 'wasm', path: 'fused' };
    const same = changes(value, runKey, [
      ...specs.map((other) => ({ spec: checkTrainSpec(other) })),
      ...sets().map((other) => ({ set: other })),
      { table: table.map((_, i) => (i === 255 ? 1 : 0)) },
      { backend: 'cpu' },
      { path: 'plain' },
    ]);
    expect(same).toEqual([]);
  });
});
