import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelStatistics, loadImages, normalisationTable } from 'heavytail';
import { proceduralImages } from '../../src/data/procedural.js';
import { writeMnist } from './mnistFolder.js';
import { tarOf } from './tarOf.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Batches of 10 000 records; every byte of image `i` is `i % 200`, its label `i % 10`. */
function cifarBatches(): Record<string, Uint8Array> {
  const batch = new Uint8Array(10_000 * 3073);
  for (let i = 0; i < 10_000; i++) batch.fill(i % 200, i * 3073, (i + 1) * 3073)[i * 3073] = i % 10;
  const names = [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`);
  return Object.fromEntries(
    [...names, 'test_batch.bin'].map((name) => [`cifar-10-batches-bin/${name}`, batch]),
  );
}

describe('loadImages from a directory', () => {
  it('reads MNIST, gzipped or not', async () => {
    const at = join(folder, 'a');
    await writeMnist(at);
    const set = await loadImages('mnist', { directory: at });
    expect([set.source, set.train.count, set.test.count, set.train.images[5]]).toEqual([
      'directory',
      3,
      2,
      3,
    ]);
    expect(set.notice).toBe('MNIST: 3 training and 2 test images.');
  });
  it('names what is missing and falls back to nothing else', async () => {
    const at = join(folder, 'b');
    await writeMnist(at);
    await rm(join(at, 'mnist', 't10k-labels-idx1-ubyte'));
    await expect(loadImages('mnist', { directory: at })).rejects.toThrow(
      /mnist: has no file t10k-labels-idx1/,
    );
    await expect(loadImages('cifar10', { directory: at })).rejects.toThrow(/has no folder cifar-10/);
    await expect(loadImages('svhn' as 'mnist')).rejects.toThrow(
      /name must be one of "mnist", "cifar10", got "svhn"/,
    );
  });
  it('reads the official archive of CIFAR-10', async () => {
    const at = join(folder, 'c');
    await mkdir(join(at, 'cifar-10'), { recursive: true });
    const archive = gzipSync(tarOf(cifarBatches()), { level: 1 });
    await writeFile(join(at, 'cifar-10', 'cifar-10-binary.tar.gz'), archive);
    const { train, test } = await loadImages('cifar10', { directory: at });
    expect([train.count, test.count, train.labels[17], train.images[3072 * 17]]).toEqual([
      50_000, 10_000, 7, 17,
    ]);
  });
});

describe('procedural images', () => {
  it('repeat with the seed, hold every class, name themselves', async () => {
    for (const name of ['mnist', 'cifar10'] as const) {
      const one = proceduralImages(name, { train: 40, test: 5 }, 1);
      const same = (seed: number): boolean =>
        Buffer.compare(
          proceduralImages(name, { train: 40, test: 5 }, seed).train.images,
          one.train.images,
        ) === 0;
      expect([same(1), same(2)]).toEqual([true, false]);
      expect(new Set(one.train.labels).size).toBeGreaterThan(7);
    }
    const set = await loadImages('cifar10', { source: 'procedural', procedural: { train: 50, test: 5 } });
    expect(set.notice).toBe('Procedural images (coloured textures) in place of CIFAR-10.');
  });
});

describe('normalisation', () => {
  it('refuses images without channels, over which it would never end', async () => {
    const set = await loadImages('mnist', { source: 'procedural', procedural: { train: 3, test: 2 } });
    for (const channels of [-1, 0, 1.5, 1e300])
      expect(() => channelStatistics({ ...set, channels })).toThrow(
        'set.channels must be an integer from 1 to 4096',
      );
  });
  it('gives every channel mean 0 and mean square 1 over the training images', async () => {
    const set = await loadImages('cifar10', { source: 'procedural', procedural: { train: 30, test: 1 } });
    const table = normalisationTable(channelStatistics(set));
    for (let c = 0; c < 3; c++) {
      const values = Array.from(
        { length: 30 * 1024 },
        (_, i) => table[256 * c + set.train.images[3 * i + c]],
      );
      expect(values.reduce((sum, x) => sum + x, 0) / values.length).toBeCloseTo(0, 5);
      expect(values.reduce((sum, x) => sum + x * x, 0) / values.length).toBeCloseTo(1, 5);
    }
  });
});

describe.runIf(process.env.HEAVYTAIL_DATA)(
  'the real sets (skipped unless HEAVYTAIL_DATA names their folder)',
  () => {
    it('have the known counts and channel means', async () => {
      const mnist = await loadImages('mnist');
      expect([mnist.train.count, mnist.test.count]).toEqual([60_000, 10_000]);
      expect(channelStatistics(mnist).mean[0]).toBeCloseTo(0.1307, 4);
      expect(channelStatistics(mnist).deviation[0]).toBeCloseTo(0.3081, 4);
      const cifar = await loadImages('cifar10');
      expect(channelStatistics(cifar).mean.map((x) => Number(x.toFixed(4)))).toEqual([
        0.4914, 0.4822, 0.4465,
      ]);
    });
  },
);
