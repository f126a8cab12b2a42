import { deflateSync, crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { palettePng } from '../../src/drawing/palettePng.js';
import { pngPixels, PNG_SIGNATURE } from '../../src/drawing/pngPixels.js';

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/** A PNG of red, green and blue (and opacity), whose line y has the filter y mod 5. */
function png(width: number, height: number, pixel: (x: number, y: number) => readonly number[]): Buffer {
  const n = pixel(0, 0).length;
  const at = (x: number, y: number, c: number): number => (x < 0 || y < 0 ? 0 : pixel(x, y)[c]);
  const lines = Buffer.alloc((width * n + 1) * height);
  for (let y = 0; y < height; y++) {
    const start = y * (width * n + 1);
    lines[start] = y % 5;
    for (let x = 0; x < width; x++)
      for (let c = 0; c < n; c++) {
        const [left, above, corner] = [at(x - 1, y, c), at(x, y - 1, c), at(x - 1, y - 1, c)];
        const p = left + above - corner;
        const nearest = [left, above, corner].reduce((a, b) => (Math.abs(b - p) < Math.abs(a - p) ? b : a));
        const expected = [0, left, above, (left + above) >> 1, nearest][y % 5];
        lines[start + 1 + x * n + c] = at(x, y, c) - expected;
      }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, n === 4 ? 6 : 2], 8);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([PNG_SIGNATURE, ...parts]);
}

/** The colours of a file with a palette. */
function colours(file: Buffer): number[] {
  const data = (type: string): Buffer => {
    const at = file.indexOf(type, 0, 'latin1');
    return file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4));
  };
  const [width, palette] = [data('IHDR').readUInt32BE(0), data('PLTE')];
  const lines = inflateSync(data('IDAT'));
  return [...lines].flatMap((place, i) => (i % (width + 1) === 0 ? [] : [palette.readUIntBE(3 * place, 3)]));
}

const noise = (x: number, y: number, c: number): number => (x * 37 + y * 101 + c * 53 + x * y) % 256;
const few = (x: number, y: number): number[] => [x < 30 ? 255 : 16, (y % 7) * 30, 128];

describe('a PNG', () => {
  it('is read through each of the five filters', () => {
    const pixel = (x: number, y: number): number[] => [0, 1, 2].map((c) => noise(x, y, c));
    const read = pngPixels(png(23, 11, pixel));
    const expected = Array.from({ length: 253 }, (_, i) => {
      const [r, g, b] = pixel(i % 23, Math.floor(i / 23));
      return (r << 16) | (g << 8) | b;
    });
    expect([...read!.colours]).toEqual(expected);
  });

  it('with few colours keeps every one of them in its palette', () => {
    const file = png(60, 70, (x, y) => [...few(x, y), 255]);
    const small = palettePng(file);
    expect(small.length).toBeLessThan(file.length);
    expect(colours(small)).toEqual([...pngPixels(file)!.colours]);
  });

  it('with many keeps those of large areas exactly and the others nearly', () => {
    const file = png(200, 200, (x, y) => (y < 150 ? [250, 251, 252] : [0, 1, 2].map((c) => noise(x, y, c))));
    const [before, after] = [[...pngPixels(file)!.colours], colours(palettePng(file))];
    expect(after.slice(0, 150 * 200)).toEqual(before.slice(0, 150 * 200));
    const off = before.map((colour, i) =>
      Math.max(
        ...[16, 8, 0].map((shift) => Math.abs(((colour >> shift) & 255) - ((after[i] >> shift) & 255))),
      ),
    );
    // 256 of 4096 cells of colours are kept; noise fills them all evenly.
    expect(Math.max(...off)).toBeLessThan(96);
  });

  it('that is transparent stays as it is', () => {
    const file = png(20, 20, (x, y) => [...few(x, y), x === 3 ? 0 : 255]);
    expect(palettePng(file)).toBe(file);
  });
});
