/** PNG files with a palette: a quarter of what a browser writes. */
import { crc32, deflateSync } from 'node:zlib';
import { PNG_SIGNATURE, pngPixels, type Pixels } from './pngPixels.js';

/** The most colours that a palette has. */
const MOST = 256;

/** Bits of each channel that say which colours are neighbours. */
const BITS = 4;

const cellOf = (colour: number): number => {
  const drop = 8 - BITS;
  return (
    ((colour >> (16 + drop)) << (2 * BITS)) |
    (((colour & 0xff00) >> (8 + drop)) << BITS) |
    ((colour & 0xff) >> drop)
  );
};

/** Share of the pixels from which on a colour is one of an area, and not of a smoothed edge. */
const AREA = 1 / 1000;

/**
 * At most 256 colours for a picture: those of areas, and those that are most frequent among their neighbours. The colours of lines, areas
 * and paper are exact, and what is between them at smoothed edges goes to the nearest: shades of edges take most of the bytes of a picture with many
 * letters.
 */
function paletteOf(colours: Int32Array): Int32Array {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1]);
  const areas = sorted.filter(([, pixels]) => pixels >= AREA * colours.length);
  const taken = new Set(areas.map(([colour]) => cellOf(colour)));
  const edges = new Map<number, { pixels: number; readonly colour: number }>();
  for (const [colour, pixels] of sorted) {
    const cell = edges.get(cellOf(colour));
    if (cell !== undefined) cell.pixels += pixels;
    else if (!taken.has(cellOf(colour))) edges.set(cellOf(colour), { pixels, colour });
  }
  const frequent = [...edges.values()].sort((a, b) => b.pixels - a.pixels);
  return Int32Array.from(
    [...areas.map(([colour]) => colour), ...frequent.map(({ colour }) => colour)].slice(0, MOST),
  );
}

const distance = (a: number, b: number): number =>
  ((a >> 16) - (b >> 16)) ** 2 +
  (((a >> 8) & 0xff) - ((b >> 8) & 0xff)) ** 2 +
  ((a & 0xff) - (b & 0xff)) ** 2;

const nearest = (palette: Int32Array, colour: number): number => {
  let best = 0;
  for (let i = 1; i < palette.length; i++)
    if (distance(palette[i], colour) < distance(palette[best], colour)) best = i;
  return best;
};

/** The lines of the picture as places in the palette, each after a byte that says that no filter is used. */
function indexed({ width, height, colours }: Pixels, palette: Int32Array): Buffer {
  const places = new Map<number, number>();
  const lines = Buffer.alloc((width + 1) * height);
  for (let i = 0; i < colours.length; i++) {
    let place = places.get(colours[i]);
    if (place === undefined) places.set(colours[i], (place = nearest(palette, colours[i])));
    lines[i + Math.floor(i / width) + 1] = place;
  }
  return lines;
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

/** The same picture in at most 256 colours; the very file where that is not possible. */
export function palettePng(png: Buffer): Buffer {
  const pixels = pngPixels(png);
  if (pixels === undefined) return png;
  const palette = paletteOf(pixels.colours);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(pixels.width, 0);
  header.writeUInt32BE(pixels.height, 4);
  // 8 bits for each pixel, a palette.
  header.set([8, 3], 8);
  const colours = Buffer.from(
    [...palette].flatMap((colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff]),
  );
  const small = Buffer.concat([
    PNG_SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(indexed(pixels, palette), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return small.length < png.length ? small : png;
}
