import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

import { DataFileError, unpackGzip } from '../../src/data/bytes.js';
import { parseCifar10 } from '../../src/data/cifar.js';
import { pairIdx, parseIdx } from '../../src/data/idx.js';
import { parseTar } from '../../src/data/tar.js';
import { tarOf } from './tarOf.js';

const idx = (shape: number[], data: number[]): Uint8Array =>
  Uint8Array.from([
    0,
    0,
    8,
    shape.length,
    ...shape.flatMap((n) => [n >> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]),
    ...data,
  ]);

describe('parseIdx', () => {
  it('reads shape and values', () => {
    expect(parseIdx(idx([2, 3], [1, 2, 3, 4, 5, 6]), 'f')).toEqual({
      shape: [2, 3],
      data: Uint8Array.of(1, 2, 3, 4, 5, 6),
    });
  });
  it('says what is wrong and where', () => {
    expect(() => parseIdx(idx([2, 3], [1, 2, 3]), 'f')).toThrow(
      /f: is cut short.*2 x 3 = 6 values after byte 12, the file has 3/,
    );
    expect(() => parseIdx(idx([1], [1, 2]), 'f')).toThrow(/is too long/);
    expect(() => parseIdx(Uint8Array.of(0, 0, 8, 3, 0), 'f')).toThrow(/cut in its header: 5 of 16/);
    expect(() => parseIdx(Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), 'f')).toThrow(/type 13/);
    expect(() => parseIdx(Uint8Array.of(80, 75, 3, 4), 'f')).toThrow(/no IDX file/);
    expect(() => parseIdx(new Uint8Array(2), 'f')).toThrow(/2 bytes/);
  });
  it('refuses labels that do not fit their images', () => {
    const images = parseIdx(idx([2, 1, 1], [7, 8]), 'i');
    expect(() => pairIdx(images, 'i', parseIdx(idx([3], [1, 2, 3]), 'l'), 'l')).toThrow(
      /3 labels for the 2 images of i/,
    );
    expect(() => pairIdx(images, 'i', parseIdx(idx([2], [1, 12]), 'l'), 'l')).toThrow(
      /label 1 \(byte 9\) is 12/,
    );
    expect(() => pairIdx(images, 'i', images, 'l')).toThrow(/3 dimensions, labels have 1/);
  });
});

describe('parseCifar10', () => {
  it('interleaves the planes', () => {
    const record = new Uint8Array(3073);
    record[0] = 4;
    record[1] = 10;
    record[1025] = 20;
    record[2049] = 30;
    record[1 + 33] = 11;
    const { images, labels } = parseCifar10(record, 'f');
    expect([...labels]).toEqual([4]);
    expect([...images.subarray(0, 3)]).toEqual([10, 20, 30]);
    expect(images[(1 * 32 + 1) * 3]).toBe(11);
  });
  it('says what is wrong and where', () => {
    expect(() => parseCifar10(new Uint8Array(3073 + 5), 'f')).toThrow(
      /5 bytes are left after record 1 \(byte 3073\)/,
    );
    expect(() => parseCifar10(new Uint8Array(0), 'f')).toThrow(/empty/);
    expect(() => parseCifar10(new Uint8Array(3073).fill(10), 'f')).toThrow(
      /record 0 \(byte 0\) has the label 10/,
    );
  });
});

describe('parseTar', () => {
  const archive = tarOf({ 'a/x.bin': Uint8Array.of(1, 2, 3), 'a/y.bin': new Uint8Array(600).fill(7) });
  it('finds files by their last name', () => {
    const files = parseTar(archive, 't');
    expect([...files.get('x.bin')!]).toEqual([1, 2, 3]);
    expect(files.get('y.bin')).toHaveLength(600);
  });
  it('notices a cut and a damaged archive', () => {
    expect(() => parseTar(archive.subarray(0, 514), 't')).toThrow(
      /"a\/x.bin" needs 3 bytes from byte 512, there are 2/,
    );
    expect(() => parseTar(archive.subarray(0, 1024), 't')).toThrow(/cut short at byte 1024/);
    const damaged = archive.slice();
    damaged[20] ^= 1;
    expect(() => parseTar(damaged, 't')).toThrow(/bad header at byte 0/);
  });
});

describe('any bytes', () => {
  it('give a result or a DataFileError, never another error', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 20 }).map((tail) => Uint8Array.from([0, 0, 8, ...tail])),
      fc.uint8Array({ maxLength: 20 }).map((tail) => Uint8Array.from([0x1f, 0x8b, 8, 0, ...tail])),
      fc.uint8Array({ minLength: 600, maxLength: 1200 }),
    );
    const orDataError = (parse: () => unknown): void => {
      try {
        parse();
      } catch (error) {
        expect(error).toBeInstanceOf(DataFileError);
      }
    };
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        orDataError(() => parseIdx(content, 'f'));
        orDataError(() => parseCifar10(content, 'f'));
        orDataError(() => parseTar(content, 'f'));
        await unpackGzip(content, 'f').catch((error) => expect(error.name).toBe('DataFileError'));
      }),
      { numRuns: 400, seed: 1 },
    );
  });
  it('say so when a gzip stream is cut or damaged', async () => {
    const whole = new Uint8Array(gzipSync(Uint8Array.from({ length: 999 }, (_, i) => (i * i) % 251)));
    expect(await unpackGzip(whole, 'f')).toHaveLength(999);
    await expect(unpackGzip(whole.subarray(0, 150), 'f')).rejects.toThrow(
      /f: the gzip stream is cut short after 150/,
    );
    const damaged = whole.slice();
    damaged[whole.length - 6] ^= 0xff; // its CRC
    await expect(unpackGzip(damaged, 'f')).rejects.toThrow(/damaged gzip stream/);
  });
});
