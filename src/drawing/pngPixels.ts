/** The pixels of the PNG files that a browser writes. */
import { inflateSync } from 'node:zlib';

/** A picture without transparency. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 0xrrggbb of every pixel, row by row. */
  readonly colours: Int32Array;
}

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const chunksOf = (png: Buffer): { readonly type: string; readonly data: Buffer }[] => {
  const chunks = [];
  for (let at = PNG_SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    const data = png.subarray(at + 8, at + 8 + length);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data });
    at += length + 12;
  }
  return chunks;
};

/** The predictor of Paeth: the neighbour nearest to left + above - corner. */
const paeth = (left: number, above: number, corner: number): number => {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
};

/** What the filter of a line expects of a byte. */
const expected = (filter: number, left: number, above: number, corner: number): number =>
  filter === 1
    ? left
    : filter === 2
      ? above
      : filter === 3
        ? (left + above) >> 1
        : filter === 4
          ? paeth(left, above, corner)
          : 0;

/** Takes the filters of the lines away (PNG specification, section 9). */
function unfiltered(raw: Buffer, lineBytes: number, height: number, bytesPerPixel: number): Uint8Array {
  const out = new Uint8Array(lineBytes * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (lineBytes + 1)];
    const line = y * lineBytes;
    for (let x = 0; x < lineBytes; x++) {
      const left = x >= bytesPerPixel ? out[line + x - bytesPerPixel] : 0;
      const above = y > 0 ? out[line + x - lineBytes] : 0;
      const corner = y > 0 && x >= bytesPerPixel ? out[line + x - lineBytes - bytesPerPixel] : 0;
      out[line + x] = raw[line + y + 1 + x] + expected(filter, left, above, corner);
    }
  }
  return out;
}

/**
 * The pixels of a PNG of 8 bits for each of red, green and blue, and perhaps opacity.
 *
 * @returns undefined for other kinds of PNG, and where a pixel is transparent
 */
export function pngPixels(png: Buffer): Pixels | undefined {
  const chunks = chunksOf(png);
  const header = chunks.find(({ type }) => type === 'IHDR')?.data;
  if (header === undefined) return undefined;
  const [depth, kind, , , interlace] = header.subarray(8);
  if (depth !== 8 || (kind !== 2 && kind !== 6) || interlace !== 0) return undefined;
  const [width, height, bytesPerPixel] = [header.readUInt32BE(0), header.readUInt32BE(4), kind === 6 ? 4 : 3];
  const raw = inflateSync(
    Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)),
  );
  const bytes = unfiltered(raw, width * bytesPerPixel, height, bytesPerPixel);
  const colours = new Int32Array(width * height);
  for (let i = 0, at = 0; i < colours.length; i++, at += bytesPerPixel) {
    if (bytesPerPixel === 4 && bytes[at + 3] !== 255) return undefined;
    colours[i] = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  }
  return { width, height, colours };
}
