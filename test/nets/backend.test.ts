import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadImages, type ImageSet } from 'heavytail';
import {
  fullyConnected,
  gradientNoiseTails,
  initialise,
  leNet,
  loadBackend,
  train,
  vgg11,
  type BackendName,
  type TrainResult,
  type TrainSpec,
} from 'heavytail/nets';
import { nativeFault } from './backends.js';
import { wasm } from './networks.js';

const onNotice = (): void => undefined;
let digits: ImageSet;
beforeAll(async () => {
  digits = await loadImages('mnist', { source: 'procedural', procedural: { train: 200, test: 50 } });
});

const spec: TrainSpec = {
  net: fullyConnected({ width: 16 }),
  stepSize: 0.05,
  batchSize: 5,
  iterations: 120,
  averageLast: 100,
  evaluateAt: [60],
  evaluateOn: { train: 50, test: 50 },
};
/** What a reader's own model gets. */
const first = nativeFault === undefined ? 'native' : 'wasm';
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

describe('loadBackend', () => {
  it('sets the backend at every call, whichever was set before', async () => {
    const seen: string[][] = [];
    for (const backend of ['wasm', 'cpu', 'wasm', undefined, 'cpu', undefined] as const) {
      const { name, tf } = await loadBackend({ backend, onNotice });
      seen.push([name, tf.getBackend()]);
    }
    const names = ['wasm', 'cpu', 'wasm', first, 'cpu', first];
    expect(seen).toEqual(names.map((name) => [name, name === 'native' ? 'tensorflow' : name]));
  });
  it('starts a backend once, however many ask at a time', async () => {
    const backends = await Promise.all(
      ([undefined, 'cpu', 'wasm', 'wasm'] as const).map((backend) => loadBackend({ backend, onNotice })),
    );
    expect(backends.map(({ name }) => name)).toEqual([first, 'cpu', 'wasm', 'wasm']);
  });
  it.each([
    [
      "Cannot find package '@tensorflow/tfjs-node' imported from here",
      'the optional native one is not installed',
    ],
    [
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: /a/b. ',
      'the optional native one is not installed',
    ],
    ['the disk is gone', 'native does not load: the disk is gone'],
  ])('says why it is not the native one that runs: %s', (FAULT, why) => {
    const env = { ...process.env, FAULT, HEAVYTAIL_BACKEND: '' };
    const child = spawnSync(process.execPath, [here('./withoutNative.mjs')], {
      ...{ encoding: 'utf8', env, timeout: 60_000 },
    });
    expect(child.stdout.trim()).toBe(`Networks run on the wasm backend of TensorFlow.js; ${why}.`);
  });
  it('sets and trains on native after others', () => {
    const args = ['--import', here('./fakeNative.mjs'), here('./nativeAfterOthers.mjs')];
    const child = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    expect([child.status, child.stderr]).toEqual([0, expect.any(String)]);
    const tfjsName = ['tensorflow', 'wasm', 'tensorflow', 'cpu', 'tensorflow'];
    const name = ['native', 'wasm', 'native', 'cpu', 'native'];
    const seen = name.map((one, i) => [one, tfjsName[i]]);
    expect(JSON.parse(child.stdout.trim().split('\n').at(-1)!)).toEqual({ seen, used: ['tensorflow'] });
  });
});

describe('trainings in one thread', () => {
  it('do not mix their backends and paths', async () => {
    const { tf } = await loadBackend({ backend: 'wasm', onNotice });
    // Each takes long enough to give up the thread several times.
    const kinds: { backend: BackendName; path: 'fused' | 'plain'; iterations: number }[] = [
      { backend: 'wasm', path: 'fused', iterations: 6000 },
      { backend: 'cpu', path: 'plain', iterations: 120 },
      { backend: 'wasm', path: 'plain', iterations: 120 },
    ];
    const seen = kinds.map(() => new Set<string>());
    const run = (i: number): Promise<TrainResult> => {
      const { iterations, ...options } = kinds[i];
      // At the end nothing was awaited since the last step.
      const progress = ({ iteration }: { iteration: number }): unknown =>
        iteration === iterations && seen[i].add(tf.getBackend());
      return train({ ...spec, iterations }, digits, { ...options, onNotice, progress });
    };
    const alone: TrainResult[] = [];
    for (const i of kinds.keys()) alone.push(await run(i));
    expect(alone[0].iterate).not.toEqual(alone[1].iterate);
    expect(await Promise.all([...kinds.keys()].map(run))).toEqual(alone);
    expect(seen.map((names) => [...names])).toEqual([['wasm'], ['cpu'], ['wasm']]);
  });
});

describe('the tensors of a training', () => {
  const memory = async (): Promise<{ numTensors: number; numBytes: number }> => {
    const { numTensors, numBytes } = (await wasm()).memory();
    return { numTensors, numBytes };
  };
  const textures = (): Promise<ImageSet> =>
    loadImages('cifar10', { source: 'procedural', procedural: { train: 21, test: 9 } });
  const batchNorm = { net: vgg11({ widthScale: 1 / 32, batchNorm: true, dropout: 0.2 }), batchSize: 4 };
  const short = { ...spec, iterations: 8, averageLast: 2, evaluateAt: [3] };
  it.each(['fused', 'plain'] as const)(
    'are gone when it is done, diverged, stopped or failed: %s',
    async (path) => {
      const quiet = { backend: 'wasm', path, onNotice } as const;
      const before = await memory();
      for (const net of [spec.net, leNet()]) await train({ ...short, net }, digits, quiet);
      await train({ ...short, ...batchNorm }, await textures(), quiet);
      expect((await train({ ...short, stepSize: 1e9, iterations: 500 }, digits, quiet)).status).toBe(
        'diverged',
      );
      const endless = { ...short, iterations: 1e7 };
      await expect(train(endless, digits, { ...quiet, signal: AbortSignal.timeout(300) })).rejects.toThrow(
        /timeout/,
      );
      const progress = (): void => {
        throw new Error('the listener is bad');
      };
      await expect(train(endless, digits, { ...quiet, progress })).rejects.toThrow('listener');
      await gradientNoiseTails(spec.net, initialise(spec.net, 1), digits, {
        backend: 'wasm',
        onNotice,
        batches: 3,
      });
      expect(await memory()).toEqual(before);
    },
  );
});
