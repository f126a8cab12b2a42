/** Files that are damaged in every way: each reader gives what it can vouch for, or one error that names the file. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore, parseCsv } from 'heavytail';
import { createGenerator } from 'heavytail/random';
import { readWeights } from 'heavytail/nets';
import { unpackGzip } from '../../src/data/bytes.js';
import { parseCifar10 } from '../../src/data/cifar.js';
import { parseIdx } from '../../src/data/idx.js';
import { parseNpy } from '../../src/data/npy.js';
import { parseNpz } from '../../src/data/npz.js';
import { parseSafetensors } from '../../src/data/safetensors.js';
import { parseTar } from '../../src/data/tar.js';
import { parseZip } from '../../src/data/zip.js';
import { createConnection, readConnection } from '../../src/runner/connection.js';
import { readNotebook } from '../../src/runner/notebookFile.js';
import { mnistFiles } from '../data/mnistFolder.js';
import { tarOf } from '../data/tarOf.js';
import { damaged } from './damage.js';
import { seed, whole } from './seed.js';

const folder = mkdtempSync(join(tmpdir(), 'heavytail-damage-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'damaged-file');
const weights = (name: string): Uint8Array => readFileSync(join('test', 'fixtures', 'weights', name));

/** Reads the bytes as a file of that name's kind. */
const onDisk =
  (read: (path: string) => unknown, end = '') =>
  (bytes: Uint8Array): unknown => {
    writeFileSync(file + end, bytes);
    return read(file + end);
  };

const notebook = JSON.stringify({
  ...{ nbformat: 4, nbformat_minor: 4, metadata: { kernelspec: { name: 'x', display_name: 'y' } } },
  cells: [
    { cell_type: 'markdown', metadata: {}, source: ['# one\n', 'two'] },
    {
      ...{ cell_type: 'code', metadata: { tags: ['parameters'] }, source: 'let n = 1;', execution_count: 1 },
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['a\n'] },
        { output_type: 'display_data', metadata: {}, data: { 'text/plain': ['x'], 'image/png': 'iVBO' } },
      ],
    },
  ],
});
const row = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => i % 10);
const [images] = Object.values(mnistFiles());
const readers: Record<string, [bytes: Uint8Array, read: (bytes: Uint8Array) => unknown]> = {
  IDX: [images, (bytes) => parseIdx(bytes, file)],
  'gzipped IDX': [gzipSync(images), async (bytes) => parseIdx(await unpackGzip(bytes, file), file)],
  'CIFAR-10': [row(2 * 3073), (bytes) => parseCifar10(bytes, file)],
  tar: [tarOf({ 'a.bin': row(700), 'b/c': row(3) }), (bytes) => parseTar(bytes, file)],
  npy: [parseZip(weights('arrays.npz'), 'x').get('weight.npy')!, (bytes) => parseNpy(bytes, file)],
  npz: [weights('arrays-deflated.npz'), (bytes) => parseNpz(bytes, file)],
  safetensors: [weights('model.safetensors'), (bytes) => parseSafetensors(bytes, file)],
  'Keras .h5': [weights('keras.h5'), onDisk(readWeights, '.h5')],
  '.keras': [weights('keras.keras'), onDisk(readWeights, '.keras')],
  CSV: [
    Buffer.from('rooms,price\n2,100\n"3",1e2\n'),
    (bytes) => parseCsv(Buffer.from(bytes).toString(), { label: 'price' }, file),
  ],
  notebook: [Buffer.from(notebook), onDisk(readNotebook)],
  'connection file': [
    Buffer.from(JSON.stringify({ ...(await createConnection()), signature_scheme: 'hmac-sha256' })),
    onDisk(readConnection),
  ],
};

/** What an error of a reader must be: one line or a few, that say which file, in words of this project. */
function judge(error: unknown): void {
  const { message, name, stack } = error as Error;
  expect(message, `${stack}`).toContain(file);
  expect(['TypeError', 'ReferenceError', 'AssertionError'], stack).not.toContain(name);
  expect(message.length, message).toBeLessThan(1000);
}

describe(`files that are damaged, seed ${seed}`, () => {
  it.each(Object.entries(readers))('%s', { timeout: 600_000 }, async (kind, [bytes, read]) => {
    await read(bytes);
    const rounds = whole ? 20_000 : 300;
    for (let round = 0; round < (kind.includes('eras') ? rounds / 20 : rounds); round++) {
      const began = performance.now();
      try {
        await read(damaged(bytes, createGenerator(seed, kind, round)));
      } catch (error) {
        judge(error);
      }
      expect(performance.now() - began, `round ${round}`).toBeLessThan(5000);
    }
  });

  it('stored results: the one that was stored, or none and one report', { timeout: 600_000 }, async () => {
    const directory = join(folder, 'cells');
    const spec = { stepSize: 0.1, sizes: [1, 2] };
    const result = { tailIndex: 1.71, interval: { lower: 1, upper: 2 }, list: [null, 'x'] };
    await openStore({ directory }).put(spec, result);
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    const path = join(
      directory,
      names.find((name) => name.endsWith('.json'))!,
    );
    const bytes = readFileSync(path);
    for (let round = 0; round < (whole ? 20_000 : 300); round++) {
      writeFileSync(path, damaged(bytes, createGenerator(seed, 'store', round)));
      const reports: string[] = [];
      const store = openStore({ directory, onDamaged: (report) => reports.push(report) });
      const found = await store.get(spec);
      if (reports.length === 0) expect(found, `round ${round}`).toEqual(result);
      else {
        expect(found).toBeUndefined();
        expect(reports).toEqual([expect.stringContaining(path)]);
      }
    }
  });
});
