import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataFileError } from '../../src/data/bytes.js';
import { parseNpy } from '../../src/data/npy.js';

/** A file as numpy writes it. */
function npy(
  descr: string,
  shape: readonly number[],
  bytes: Uint8Array,
  fortran = false,
  version = 1,
): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  const start = version === 1 ? 10 : 12;
  const header = text.padEnd(Math.ceil((start + text.length + 1) / 64) * 64 - start - 1) + '\n';
  const length = Buffer.alloc(start - 8);
  if (version === 1) length.writeUInt16LE(header.length);
  else length.writeUInt32LE(header.length);
  return Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from(`NUMPY`),
    Buffer.from([version, 0]),
    length,
    Buffer.from(header),
    bytes,
  ]);
}
const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const swapped = (bytes: Uint8Array, size: number): Uint8Array =>
  bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)]);

describe('parseNpy', () => {
  it('reads every number type in both byte orders', () => {
    const kinds: [string, ArrayBufferView, number[]][] = [
      ['f8', Float64Array.of(-0.1, Infinity), [-0.1, Infinity]],
      ['f4', Float32Array.of(-0.5, 3), [-0.5, 3]],
      ['f2', Uint16Array.of(0x3c00, 0xc500, 0x0001, 0x7c00, 0x7e00), [1, -5, 2 ** -24, Infinity, NaN]],
      ['i8', BigInt64Array.of(-(2n ** 53n) + 1n, 7n), [-(2 ** 53) + 1, 7]],
      ['u8', BigUint64Array.of(9n), [9]],
      ['i4', Int32Array.of(-7, 2 ** 31 - 1), [-7, 2 ** 31 - 1]],
      ['u4', Uint32Array.of(2 ** 32 - 1), [2 ** 32 - 1]],
      ['i2', Int16Array.of(-7), [-7]],
      ['u2', Uint16Array.of(65535), [65535]],
      ['i1', Int8Array.of(-7), [-7]],
      ['u1', Uint8Array.of(255), [255]],
      ['b1', Uint8Array.of(0, 1), [0, 1]],
    ];
    for (const [kind, values, expected] of kinds) {
      const bytes = bytesOf(values);
      const size = bytes.length / expected.length;
      const shape = [expected.length];
      for (const version of [1, 2, 3])
        expect([...parseNpy(npy(`<${kind}`, shape, bytes, false, version), 'f').values], kind).toEqual(
          expected,
        );
      expect([...parseNpy(npy(`>${kind}`, shape, swapped(bytes, size)), 'f').values], kind).toEqual(expected);
    }
  });
  it('puts a Fortran-ordered array in rows', () => {
    // [i, j, k] of a 2 x 3 x 2 array is 100 i + 10 j + k; the first index runs fastest in the file.
    const columns: number[] = [];
    for (let k = 0; k < 2; k++)
      for (let j = 0; j < 3; j++) for (let i = 0; i < 2; i++) columns.push(100 * i + 10 * j + k);
    const rows = [...columns].sort((a, b) => a - b);
    const { shape, values } = parseNpy(npy('<f4', [2, 3, 2], bytesOf(Float32Array.from(columns)), true), 'f');
    expect([shape, [...values]]).toEqual([[2, 3, 2], rows]);
  });
  it('reads a single number and an empty array', () => {
    expect(parseNpy(npy('<f8', [], bytesOf(Float64Array.of(4))), 'f')).toEqual({
      shape: [],
      values: Float64Array.of(4),
    });
    expect(parseNpy(npy('<f8', [0, 3], new Uint8Array()), 'f').values).toHaveLength(0);
  });
  it('says what is wrong', () => {
    const one = bytesOf(Float64Array.of(1));
    expect(() => parseNpy(Buffer.from('PK'), 'f')).toThrow(/f: is no .npy file/);
    expect(() => parseNpy(npy('<f8', [2], one), 'f')).toThrow(
      /is cut short: 2 of f64 need 16 bytes after byte 128, the file has 8/,
    );
    expect(() => parseNpy(npy('<f8', [2], one).subarray(0, 40), 'f')).toThrow(/cut in its header: 40 of 128/);
    expect(() => parseNpy(npy('<f8', [], Buffer.concat([one, one])), 'f')).toThrow(/too long: one number/);
    expect(() => parseNpy(npy('<c16', [1], one), 'f')).toThrow(/holds '<c16', read are f8/);
    expect(() => parseNpy(npy('|O', [1], one), 'f')).toThrow(/holds '\|O'/);
    expect(() => parseNpy(npy('<i8', [1], bytesOf(BigInt64Array.of(2n ** 60n + 1n))), 'f')).toThrow(
      /integer 0 is 1152921504606846977, which no double holds/,
    );
    expect(() => parseNpy(npy('<f8', [2 ** 30, 2 ** 30, 2 ** 30], one), 'f')).toThrow(/too large to count/);
    expect(() => parseNpy(npy('<f8', [2 ** 40], one), 'f')).toThrow(/cut short/);
  });
  it('reads no header in which a field stands twice, or something else: numpy takes the last', () => {
    const eight = new Uint8Array(8);
    for (const more of [
      `'descr': '<i8`,
      `'fortran_order': True, 'x': '<f8`,
      `'shape': (2,), 'x': 'f8`,
      `'x': '`,
    ])
      expect(() => parseNpy(npy(`<f8', ${more}`, [1], eight), 'f'), more).toThrow(
        /^f: has a header that cannot be read/,
      );
    expect(parseNpy(npy('<f8', [1], eight), 'f').shape).toEqual([1]);
  });
  it('answers any damage with an error that names the file, or with numbers', () => {
    const whole = npy('<f4', [3, 5], bytesOf(Float32Array.from({ length: 15 }, (_, i) => i)));
    const damage = fc.record({
      at: fc.nat(whole.length - 1),
      byte: fc.nat(255),
      end: fc.oneof(fc.constant(whole.length), fc.nat(whole.length)),
    });
    fc.assert(
      fc.property(damage, ({ at, byte, end }) => {
        const bytes = Uint8Array.from(whole);
        bytes[at] = byte;
        try {
          const { shape, values } = parseNpy(bytes.subarray(0, end), 'f');
          expect(values).toHaveLength(shape.reduce((product, n) => product * n, 1));
        } catch (error) {
          expect(error).toBeInstanceOf(DataFileError);
        }
      }),
      { seed: 1, numRuns: 3000 },
    );
  });
});
