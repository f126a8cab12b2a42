import { createHash } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelStatistics, loadImages, normalisationTable } from 'heavytail';
import { download } from '../../src/data/download.js';
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

describe('download', () => {
  const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 253));
  const md5 = createHash('md5').update(content).digest('hex');
  const servers: Server[] = [];
  const serve = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/f`;
  };
  afterAll(() => servers.forEach((server) => server.close()));

  it('tries the mirrors, checks the sum, leaves only the whole file', async () => {
    const absent = await serve((_, response) => response.writeHead(404).end());
    const wrong = await serve((_, response) => response.end('other bytes'));
    const right = await serve((_, response) => response.end(content));
    const file = join(folder, 'd', 'f.bin');
    const seen: number[] = [];
    await download({ file, urls: [absent, wrong, right], md5 }, { onProgress: (p) => seen.push(p.bytes) });
    expect((await readFile(file)).equals(content)).toBe(true);
    expect(seen.at(-1)).toBe(content.length);
    expect(await readdir(join(folder, 'd'))).toEqual(['f.bin']);
    const bad = { file: join(folder, 'd', 'g'), urls: [absent, wrong], md5 };
    await expect(download(bad)).rejects.toThrow(/answers 404[^]*MD5 is/);
    expect(await readdir(join(folder, 'd'))).toEqual(['f.bin']);
  });
  it('goes on after a broken connection with the bytes it has', async () => {
    const ranges: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      ranges.push(request.headers.range);
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': content.length - from });
      if (from === 0)
        response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
      else response.end(content.subarray(from));
    });
    const file = join(folder, 'e.bin');
    await expect(download({ file, urls: [url], md5 })).rejects.toThrow(/could not download/);
    await download({ file, urls: [url], md5 });
    expect(ranges).toEqual([undefined, 'bytes=100000-']);
    expect((await readFile(file)).equals(content)).toBe(true);
  });
  it('starts anew when kept bytes turn out bad, gives up a silent server, obeys its signal', async () => {
    const url = await serve((_, response) => response.end(content));
    const file = join(folder, 'h.bin');
    await writeFile(`${file}.part`, 'bad bytes');
    await download({ file, urls: [url], md5 });
    expect((await readFile(file)).equals(content)).toBe(true);
    const silent = await serve(() => undefined);
    const other = { file: join(folder, 'i.bin'), urls: [silent], md5 };
    await expect(download(other, { stallTimeout: 100 })).rejects.toThrow(/no data for 100 ms/);
    await expect(download(other, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/i);
    servers.forEach((server) => server.closeAllConnections());
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

describe.runIf(process.env.HEAVYTAIL_DATA)('the real sets', () => {
  it('have the known counts and channel means', async () => {
    const mnist = await loadImages('mnist');
    expect([mnist.train.count, mnist.test.count]).toEqual([60_000, 10_000]);
    expect(channelStatistics(mnist).mean[0]).toBeCloseTo(0.1307, 4);
    expect(channelStatistics(mnist).deviation[0]).toBeCloseTo(0.3081, 4);
    const cifar = await loadImages('cifar10');
    expect(channelStatistics(cifar).mean.map((x) => Number(x.toFixed(4)))).toEqual([0.4914, 0.4822, 0.4465]);
  });
});
