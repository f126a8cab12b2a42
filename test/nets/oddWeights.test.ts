import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWeights } from 'heavytail/nets';
import { parseSafetensors } from '../../src/data/safetensors.js';

const fixture = (name: string): string => join('test', 'fixtures', 'weights', name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odd-weights-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A safetensors file of float32 vectors, or of other bytes and their type. */
function safetensors(tensors: Record<string, readonly number[]>, type = 'F32', size = 4): Buffer {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { length }]) => {
    const place = [end, (end += size * length)];
    return [name, { dtype: type, shape: [length], data_offsets: place }];
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const numbers = Object.values(tensors).map((values) => Buffer.from(Float32Array.from(values).buffer));
  return Buffer.concat([length, header, ...numbers]);
}

describe('a Keras file of every type of number', () => {
  it('is read, and what a trained model’s optimiser remembers is not looked at', async () => {
    const read = await readWeights(fixture('types.h5'));
    const found = Object.fromEntries(
      read.map(({ name, shape, values }) => [name, [shape, [...Array.from(values)]]]),
    );
    expect(found).toEqual({
      half: [
        [2, 2],
        [0.5, -2, 65504, 2 ** -24],
      ],
      'half-big': [[2], [1.5, -0.25]],
      'single-big': [
        [2, 1],
        [1.5, -0.25],
      ],
      truth: [[2], [1, 0]],
      long: [[2], [-(2 ** 53), 7]],
      one: [[], [12345678901]],
      empty: [[0, 3], []],
    });
  });
  it.each([
    ['texts.h5', /"w" holds "S" of \d+ bytes, read are integers, truth values/],
    ['complex.h5', /"w" holds .* of 16 bytes, read are integers/],
    ['nothing.h5', /"w" has no shape and holds nothing/],
  ])('%s is refused: it holds no numbers', async (name, message) => {
    await expect(readWeights(fixture(name))).rejects.toThrow(message);
  });
});

describe('an integer of 64 bits', () => {
  const written = (values: bigint[]): Buffer => {
    const file = safetensors({ mask: values.map(() => 0) }, 'I64', 8);
    const start = file.length - 4 * values.length;
    return Buffer.concat([file.subarray(0, start), Buffer.from(BigInt64Array.from(values).buffer)]);
  };
  it('is read where a double holds it: the least one stands in masks', () => {
    const { values } = parseSafetensors(written([-(2n ** 63n), 2n ** 60n, -5n]), 'file').get('mask')!;
    expect([...values]).toEqual([-(2 ** 63), 2 ** 60, -5]);
    for (const other of [2n ** 53n + 1n, -(2n ** 63n) + 1n, 2n ** 63n - 1n])
      expect(() => parseSafetensors(written([1n, other]), 'file')).toThrow(
        `file: mask: integer 1 is ${other}, which no double holds`,
      );
  });
});

describe('a folder of Hugging Face', () => {
  const place = async (name: string, files: Record<string, string | Buffer>): Promise<string> => {
    const path = join(folder, name);
    await mkdir(path, { recursive: true });
    for (const [file, content] of Object.entries(files)) await writeFile(join(path, file), content);
    return path;
  };
  const index = (map: unknown): string => JSON.stringify({ metadata: { total_size: 1 }, weight_map: map });
  const shards = {
    'one.safetensors': safetensors({ 'a.weight': [1, 2], 'a.bias': [3] }),
    'two.safetensors': safetensors({ 'b.weight': [4], 'tied to a': [1, 2] }),
  };
  const map = { 'b.weight': 'two.safetensors', 'a.weight': 'one.safetensors', 'a.bias': 'one.safetensors' };

  it('is read by its only file', async () => {
    const whole = await place('whole', {
      'model.safetensors': shards['one.safetensors'],
      'config.json': '{}',
    });
    const read = await readWeights(whole);
    expect(read.map(({ name, layout }) => [name, layout])).toEqual([
      ['a.weight', 'torch'],
      ['a.bias', 'torch'],
    ]);
  });
  it('is read by its index, which may be named instead', async () => {
    const split = await place('split', { ...shards, 'model.safetensors.index.json': index(map) });
    for (const path of [split, join(split, 'model.safetensors.index.json')]) {
      const read = await readWeights(path, { layout: 'tfjs' });
      expect(read.map(({ name, values, layout }) => [name, [...Array.from(values)], layout])).toEqual([
        ['b.weight', [4], 'tfjs'],
        ['a.weight', [1, 2], 'tfjs'],
        ['a.bias', [3], 'tfjs'],
      ]);
    }
  });
  it('says what is wrong', async () => {
    const wrong: [string | Buffer, RegExp][] = [
      ['{', /index.json: is no index of safetensors files \(/],
      ['[]', /has no weight_map/],
      [index(['one.safetensors']), /has no weight_map/],
      [
        index({ x: 'one.safetensors' }),
        /one.safetensors: does not hold "x", which .*index.json looks for in it/,
      ],
      [index({ x: 'gone.safetensors' }), /gone.safetensors: cannot be read: ENOENT/],
      [
        index({ x: '../split/one.safetensors' }),
        /names the file "..\/split\/one.safetensors", which is not in its folder/,
      ],
      [index({ x: join(folder, 'split', 'one.safetensors') }), /which is not in its folder/],
      [index({ x: 7 }), /names the file 7, which is not in its folder/],
    ];
    for (const [text, message] of wrong)
      await expect(
        readWeights(await place('wrong', { ...shards, 'model.safetensors.index.json': text })),
      ).rejects.toThrow(message);
    await expect(readWeights(await place('empty', {}))).rejects.toThrow(
      /empty: is a folder without model.json, model.safetensors.index.json or model.safetensors$/,
    );
  });
  it('answers any damage of its index with an error that names the file, or with numbers', async () => {
    const text = index(map);
    const places = fc.record({ at: fc.nat(text.length - 1), byte: fc.constantFrom(...'{}[]",:0-9ax./') });
    await fc.assert(
      fc.asyncProperty(places, async ({ at, byte }) => {
        const damaged = text.slice(0, at) + byte + text.slice(at + 1);
        const path = await place('damaged', { ...shards, 'model.safetensors.index.json': damaged });
        await readWeights(path).catch(({ name }: Error) => expect(name).toBe('DataFileError'));
      }),
      { seed: 1, numRuns: 100 },
    );
  });
});
