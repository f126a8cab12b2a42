import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadImages, type ImageSet } from 'heavytail';
import {
  createTrainer,
  fullyConnected,
  leNet,
  train,
  vgg11,
  type TrainProgress,
  type TrainSpec,
} from 'heavytail/nets';
import { SIGNAL } from '../../src/interruptSignal.js';
import { batchIndices } from '../../src/nets/batches.js';
import { wasm } from './networks.js';

const quiet = { backend: 'wasm', onNotice: () => undefined } as const;
let digits: ImageSet;
let folder: string;
beforeAll(async () => {
  digits = await loadImages('mnist', { source: 'procedural', procedural: { train: 1000, test: 200 } });
  folder = await mkdtemp(join(tmpdir(), 'train-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const small: TrainSpec = {
  net: fullyConnected({ width: 32 }),
  stepSize: 0.02,
  batchSize: 5,
  iterations: 600,
  averageLast: 100,
  evaluateOn: { train: 300, test: 200 },
};
const last = <T>(list: readonly T[]): T => list[list.length - 1];
const sameBits = (a: readonly Float32Array[], b: readonly Float32Array[]): boolean =>
  a.every((values, i) => Buffer.compare(Buffer.from(values.buffer), Buffer.from(b[i].buffer)) === 0);

describe('train', () => {
  it('learns digit-like strokes with every model and leaves no tensor', async () => {
    const tf = await wasm();
    const before = tf.memory().numTensors;
    for (const net of [small.net, leNet()]) {
      const result = await train({ ...small, net, stepSize: 0.05, iterations: 1500 }, digits, quiet);
      expect(result.status).toBe('done');
      expect(last(result.evaluations).train.accuracy).toBeGreaterThan(0.8);
      expect(last(result.losses)).toBeLessThan(result.losses[0] / 2);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
  it('trains with batch norm and dropout on both paths', async () => {
    const procedural = { train: 50, test: 20 };
    const textures = await loadImages('cifar10', { source: 'procedural', procedural });
    const net = vgg11({ widthScale: 1 / 32, batchNorm: true, dropout: 0.2 });
    const spec = { net, stepSize: 0.05, batchSize: 4, iterations: 3, evaluateOn: { train: 20, test: 10 } };
    for (const path of ['fused', 'plain'] as const)
      expect((await train(spec, textures, { ...quiet, path })).status).toBe('done');
  });
  it('gives the same bits for the same seed, others for another, and the same in a worker', async () => {
    const one = await train(small, digits, quiet);
    expect(sameBits((await train(small, digits, quiet)).mean, one.mean)).toBe(true);
    expect(sameBits((await train({ ...small, seed: 2 }, digits, quiet)).mean, one.mean)).toBe(false);
    const trainer = createTrainer(digits, { ...quiet, workers: 1 });
    const report = await trainer.run(small, { weights: true });
    await trainer.close();
    expect(sameBits(report.weights!.mean, one.mean)).toBe(true);
    expect(report.tails.mean.map(({ name }) => name)).toEqual(['dense1', 'dense2', 'dense3']);
  });
  it('takes the mean of the last iterates', async () => {
    const result = await train({ ...small, iterations: 20, averageLast: 1 }, digits, quiet);
    expect(sameBits(result.mean, result.iterate)).toBe(true);
    expect(result.averaged).toBe(1);
  });
  it('goes on after being stopped, to the same bits', async () => {
    const checkpoint = join(folder, 'run.bin');
    const spec: TrainSpec = {
      ...small,
      iterations: 20_000,
      averageLast: 10_000,
      order: 'shuffled',
      evaluateAt: [100],
    };
    const whole = await train(spec, digits, quiet);
    const controller = new AbortController();
    const stopped = train(spec, digits, {
      ...quiet,
      checkpoint,
      checkpointSeconds: 0,
      signal: controller.signal,
      progress: ({ iteration }) =>
        iteration > 300 && existsSync(checkpoint) && controller.abort(new Error('stop')),
    });
    await expect(stopped).rejects.toThrow('stop');
    const resumed = await train(spec, digits, { ...quiet, checkpoint });
    expect(sameBits(resumed.mean, whole.mean)).toBe(true);
    expect(resumed.evaluations).toEqual(whole.evaluations);
    expect(resumed.losses).toEqual(whole.losses);
  });
  it('takes the smaller last batch of a pass as it is, on both paths', async () => {
    const few = { ...digits, train: { ...digits.train, count: 8 } };
    const spec = {
      ...small,
      batchSize: 3,
      iterations: 6,
      averageLast: 2,
      evaluateOn: { train: 8, test: 10 },
    };
    const [fused, plain] = await Promise.all(
      (['fused', 'plain'] as const).map((path) => train(spec, few, { ...quiet, path })),
    );
    fused.iterate.forEach((values, i) =>
      values.forEach((value, k) => expect(Math.abs(value - plain.iterate[i][k])).toBeLessThan(1e-5)),
    );
    // A batch above the size of the set is the set.
    const all = await train({ ...spec, batchSize: 50 }, few, quiet);
    expect(sameBits(all.mean, (await train({ ...spec, batchSize: 8 }, few, quiet)).mean)).toBe(true);
  });
  it('goes on after SIGKILL, to the same bits', async () => {
    const checkpoint = join(folder, 'killed.bin');
    const spec = { ...small, iterations: 20_000, averageLast: 10_000 };
    const program = `
      import { loadImages } from 'heavytail';
      import { train } from 'heavytail/nets';
      const procedural = { train: 1000, test: 200 };
      const set = await loadImages('mnist', { source: 'procedural', procedural });
      const options = { backend: 'wasm', checkpoint: ${JSON.stringify(checkpoint)}, checkpointSeconds: 0 };
      await train(${JSON.stringify(spec)}, set, options);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
    const ended = new Promise<NodeJS.Signals | null>((done) => child.on('exit', (_, signal) => done(signal)));
    await vi.waitUntil(() => existsSync(checkpoint), { timeout: 30_000, interval: 20 });
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    const bytes = readFileSync(checkpoint);
    const kept = JSON.parse(bytes.toString('utf8', 0, bytes.indexOf('\n'))) as { iteration: number };
    expect(kept.iteration).toBeGreaterThan(0);
    const seen: number[] = [];
    const options = {
      ...quiet,
      checkpoint,
      progress: ({ iteration }: TrainProgress) => void seen.push(iteration),
    };
    const resumed = await train(spec, digits, options);
    expect(seen[0]).toBeGreaterThan(kept.iteration);
    expect(sameBits(resumed.mean, (await train(spec, digits, quiet)).mean)).toBe(true);
  });
  it('goes on without a checkpoint that can be neither read nor written, and says so once', async () => {
    const notices: string[] = [];
    const options = {
      checkpoint: folder,
      checkpointSeconds: 0,
      onNotice: (n: string) => void notices.push(n),
    };
    const spec = { ...small, iterations: 20_000, averageLast: 100 };
    expect((await train(spec, digits, { ...quiet, ...options })).status).toBe('done');
    expect(notices).toEqual([
      expect.stringMatching(/cannot be read .*: the run starts from the beginning/),
      expect.stringMatching(/cannot be written: .*: the run goes on/),
    ]);
    const reported: string[] = [];
    const trainer = createTrainer(digits, { backend: 'wasm', onNotice: (n) => void reported.push(n) });
    expect((await trainer.run(small, { checkpoint: folder })).status).toBe('done');
    expect(reported.filter((notice) => /cannot be read/.test(notice))).toHaveLength(1);
    await trainer.close();
  });
  it('ends a run that diverges and says so', async () => {
    const result = await train({ ...small, stepSize: 1e6 }, digits, quiet);
    expect(result.status).toBe('diverged');
    expect(result.iterations).toBeLessThan(600);
    expect(result.evaluations).toEqual([]);
    // A curve of 200 points; only whole stretches before the end: a mean that lacks its last losses would say too little.
    expect(result.lossStretch).toBe(600 / 200);
    expect(result.losses.every(Number.isFinite)).toBe(true);
    expect(result.losses.length).toBe(Math.floor((result.iterations - 1) / result.lossStretch));
  });
  it('trains until an accuracy, then for the mean', async () => {
    const spec = { ...small, iterations: 5000, averageLast: 100, untilAccuracy: 0.5 };
    const result = await train(spec, digits, quiet);
    const reached = result.evaluations.find((e) => e.train.accuracy >= 0.5)!;
    expect(result.iterations).toBe(reached.iteration + 100);
    expect(result.averaged).toBe(100);
  });
  it('names what is wrong', async () => {
    await expect(train({ ...small, stepSize: -1 }, digits, quiet)).rejects.toThrow(/stepSize must .* got -1/);
    await expect(train({ ...small, averageLast: 601 }, digits, quiet)).rejects.toThrow(/from 1 to 600/);
    const loose = { ...small.net, layers: small.net.layers.slice(1) };
    await expect(train({ ...small, net: loose }, digits, quiet)).rejects.toThrow(/dense2.inputs must be 784/);
    const net = vgg11({ widthScale: 0.1 });
    await expect(train({ ...small, net }, digits, quiet)).rejects.toThrow(/images of 32 x 32 x 3/);
    expect(() => fullyConnected({ width: 0 })).toThrow(/width must be an integer of at least 1, got 0/);
    expect(() => vgg11({ inputShape: [28, 28, 1] })).toThrow(/at least 32 x 32/);
    const trainer = createTrainer(digits, quiet);
    await expect(trainer.run(small, { weigths: true } as never)).rejects.toThrow(
      /options has no field "weigths": did you mean "weights"/,
    );
    await trainer.close();
  });
});

describe('a long call in a notebook', () => {
  it('stops when its cell is interrupted', async () => {
    const endless = { ...small, iterations: 10_000_000 };
    const trainer = createTrainer(digits, { ...quiet, workers: 1 });
    const cell = new AbortController();
    Object.assign(globalThis, { [SIGNAL]: cell.signal });
    const runs = [train(endless, digits, quiet), trainer.run(endless)];
    setTimeout(() => cell.abort(new Error('interrupted')), 300);
    for (const run of await Promise.allSettled(runs))
      expect(run).toMatchObject({ status: 'rejected', reason: new Error('interrupted') });
    Reflect.deleteProperty(globalThis, SIGNAL);
    await trainer.close();
  });
});

describe('createTrainer', () => {
  it('tells the last iteration, removes the checkpoint, leaves other runs alone when one is stopped', async () => {
    const checkpoint = join(folder, 'trainer.bin');
    const trainer = createTrainer(digits, { ...quiet, workers: 2 });
    const controller = new AbortController();
    const stopped = trainer.run({ ...small, iterations: 10_000_000 }, { signal: controller.signal });
    const seen: number[][] = [];
    const progress = ({ iteration, end }: TrainProgress): void => {
      seen.push([iteration, end]);
      controller.abort(new Error('stop'));
    };
    await writeFile(checkpoint, 'of another run');
    const finished = trainer.run(small, { checkpoint, progress });
    await expect(stopped).rejects.toThrow('stop');
    expect((await finished).status).toBe('done');
    expect(last(seen)).toEqual([600, 600]);
    expect(existsSync(checkpoint)).toBe(false);
    expect((await trainer.run(small)).status).toBe('done');
    await trainer.close();
  });
  it('names what is wrong before and in a worker', async () => {
    const trainer = createTrainer(digits, { ...quiet, workers: 1 });
    await expect(trainer.run({ ...small, stepSize: -1 })).rejects.toThrow(/stepSize must .* got -1/);
    const net = vgg11({ widthScale: 0.1 });
    await expect(trainer.run({ ...small, net })).rejects.toThrow(/set must be images of 32 x 32 x 3/);
    await trainer.close();
    expect(() => createTrainer(digits, { backend: 'gpu' as 'cpu' })).toThrow(/backend must be one of/);
    expect(() => createTrainer(digits, { workers: 0 })).toThrow(/workers must be/);
  });
  it('ends a run at its signal and refuses work after close', async () => {
    const trainer = createTrainer(digits, { ...quiet, workers: 1 });
    const endless = { ...small, iterations: 10_000_000 };
    await expect(trainer.run(endless, { signal: AbortSignal.timeout(1500) })).rejects.toThrow(/timeout/i);
    const pending = trainer.run(endless);
    await Promise.all([expect(pending).rejects.toThrow(/closed/), trainer.close()]);
    await expect(trainer.run(small)).rejects.toThrow(/closed/);
  });
});

describe('batches', () => {
  it('go through the data set in order with a smaller last batch, or in a new permutation each pass', () => {
    const cyclic = batchIndices('cyclic', 7, 3, 1);
    expect([0, 1, 2, 3].map((k) => [...cyclic(k)])).toEqual([[0, 1, 2], [3, 4, 5], [6], [0, 1, 2]]);
    expect([...batchIndices('cyclic', 2, 5, 1)(1)]).toEqual([0, 1]);
    const shuffled = batchIndices('shuffled', 7, 3, 1);
    const pass = (n: number): number[] => [0, 1, 2].flatMap((k) => [...shuffled(3 * n + k)]);
    const [one, two] = [pass(0), pass(1)];
    expect([...one].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(two).not.toEqual(one);
    expect(pass(0)).toEqual(one);
  });
});
