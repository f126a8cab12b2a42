import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpz, readSafetensors } from 'heavytail';
import { DataFileError } from '../../src/data/bytes.js';
import { parseNpz } from '../../src/data/npz.js';
import { parseSafetensors } from '../../src/data/safetensors.js';
import { parseZip } from '../../src/data/zip.js';
import { zipOf } from './zipOf.js';

const fixture = (name: string): string => join('test', 'fixtures', 'weights', name);

/** A safetensors file with this header and so many bytes of numbers. */
function safetensors(header: unknown, numbers: Uint8Array): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, numbers]);
}
const f32 = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

describe('readNpz', () => {
  it('loses none of two arrays of one name', () => {
    const [content] = parseZip(readFileSync(fixture('arrays.npz')), 'f').values();
    const files = ['a', 'a.npy'].map((name) => ({ name, content }));
    expect([...parseNpz(zipOf(files.slice(0, 1)), 'f.npz').keys()]).toEqual(['a']);
    expect(() => parseNpz(zipOf(files), 'f.npz')).toThrow('f.npz: holds two arrays called "a"');
  });
  it.each(['arrays.npz', 'arrays-deflated.npz'])('reads %s as numpy wrote it', async (name) => {
    const arrays = await readNpz(fixture(name));
    expect([...arrays.keys()]).toEqual(['weight', 'bias', 'steps']);
    expect(arrays.get('weight')).toEqual({ shape: [2, 3], values: Float32Array.of(0, 1, 2, 3, 4, 5) });
    expect(arrays.get('bias')).toEqual({ shape: [3], values: Float64Array.of(0.5, -1, 1e300) });
    expect(arrays.get('steps')).toEqual({ shape: [], values: Float64Array.of(12345678901) });
  });
  it('answers any damage with an error that names the file, or with numbers', () => {
    const bytes = readFileSync(fixture('arrays-deflated.npz'));
    expect(() => parseZip(bytes.subarray(0, 100), 'f')).toThrow(
      /f: is no zip archive, or one that is cut short/,
    );
    const flipped = Uint8Array.from(readFileSync(fixture('arrays.npz')));
    flipped[flipped.indexOf(0x93) + 130] ^= 1;
    expect(() => parseNpz(flipped, 'f')).toThrow(/"weight.npy" is damaged: its checksum is wrong/);
    damage(bytes, (one) => parseNpz(one, 'f'));
  });
});

describe('readSafetensors', () => {
  it('reads a state dict as PyTorch wrote it', async () => {
    const tensors = await readSafetensors(fixture('model.safetensors'));
    expect([...tensors].map(([name, { shape }]) => [name, shape])).toEqual(
      expect.arrayContaining([
        ['conv.weight', [48, 32, 3, 3]],
        ['fc1.weight', [64, 128]],
        ['fc1.bias', [64]],
      ]),
    );
    const expected = JSON.parse(readFileSync(fixture('weights.json'), 'utf8')) as {
      first: Record<string, number[]>;
    };
    for (const [name, values] of Object.entries(expected.first))
      expect([...tensors.get(name)!.values.subarray(0, values.length)], name).toEqual(values);
  });
  it('reads half precision and bfloat16, keeps names, leaves metadata out', () => {
    const header = {
      __metadata__: { format: 'pt' },
      half: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
      brain: { dtype: 'BF16', shape: [1, 1], data_offsets: [4, 6] },
      flag: { dtype: 'BOOL', shape: [], data_offsets: [6, 7] },
    };
    const tensors = parseSafetensors(
      safetensors(header, Uint8Array.of(0, 0x3c, 0, 0xc5, 0xc0, 0xbf, 1)),
      'f',
    );
    expect([...tensors]).toEqual([
      ['half', { shape: [2], values: Float32Array.of(1, -5) }],
      ['brain', { shape: [1, 1], values: Float32Array.of(-1.5) }],
      ['flag', { shape: [], values: Float64Array.of(1) }],
    ]);
  });
  it('says what is wrong', () => {
    const one = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
    const of =
      (header: unknown, bytes = f32(1, 2)) =>
      (): unknown =>
        parseSafetensors(safetensors(header, bytes), 'f');
    expect(() => parseSafetensors(new Uint8Array(5), 'f')).toThrow(/f: holds 5 bytes/);
    expect(() => parseSafetensors(Buffer.from('PK\x03\x04 no such file'), 'f')).toThrow(
      /no safetensors file.*announce/,
    );
    expect(() => parseSafetensors(safetensors({ a: one }, f32(1, 2)).subarray(0, 20), 'f')).toThrow(
      /cut in its header/,
    );
    expect(of('[1]')).toThrow(/its header is no JSON object/);
    expect(of({ a: { ...one, dtype: 'F8_E4M3' } })).toThrow(/"a" has the type "F8_E4M3", read are F64/);
    expect(of({ a: { ...one, dtype: 'toString' } })).toThrow(/"a" has the type "toString"/);
    expect(of({ a: { ...one, shape: [3] } })).toThrow(/"a" has 8 bytes, 3 of F32 need 12/);
    expect(of({ a: { ...one, shape: [-2] } })).toThrow(/shape \[-2\]/);
    expect(of({ a: { ...one, data_offsets: [8, 0] } })).toThrow(/"a" has no shape, or no offsets that rise/);
    expect(of({ a: one }, f32(1))).toThrow(/is cut short: the tensors need 8 bytes, there are 4/);
    expect(of({ a: one }, f32(1, 2, 3))).toThrow(/is too long/);
    expect(of({ a: one, b: one })).toThrow(/"b" begins at byte 0 of the numbers, the one before ends at 8/);
    expect(of({ a: null })).toThrow(/"a" has the type undefined/);
  });
  it('answers any damage with an error that names the file, or with numbers', () => {
    const header = {
      a: { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] },
      b: { dtype: 'I8', shape: [3], data_offsets: [16, 19] },
    };
    damage(safetensors(header, new Uint8Array(19).fill(7)), (one) => parseSafetensors(one, 'f'));
  });
});

/** Changes a byte, or cuts the file, anywhere. */
function damage(
  whole: Uint8Array,
  parse: (bytes: Uint8Array) => Map<string, { shape: readonly number[]; values: ArrayLike<number> }>,
): void {
  const places = fc.record({
    at: fc.nat(whole.length - 1),
    byte: fc.nat(255),
    end: fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
  });
  fc.assert(
    fc.property(places, ({ at, byte, end }) => {
      const bytes = Uint8Array.from(whole);
      bytes[at] = byte;
      try {
        for (const { shape, values } of parse(bytes.subarray(0, end)).values())
          expect(values.length).toBe(shape.reduce((product, n) => product * n, 1));
      } catch (error) {
        expect(error).toBeInstanceOf(DataFileError);
      }
    }),
    { seed: 1, numRuns: 3000 },
  );
}
