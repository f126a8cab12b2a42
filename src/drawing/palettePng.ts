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

/**
 * At most 256 colours for a picture: all of them where they are few. Otherwise those that are most frequent among their neighbours: the
 * colours of lines, areas and paper are exact, and what is between them at smoothed edges goes to the nearest.
 */
function paletteOf(colours: Int32Array): Int32Array {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  if (counts.size <= MOST) return Int32Array.from(counts.keys());
  const cells = new Map<number, { pixels: number; colour: number; most: number }>();
  for (const [colour, pixels] of counts) {
    const cell = cells.get(cellOf(colour));
    if (cell === undefined) cells.set(cellOf(colour), { pixels, colour, most: pixels });
    else {
      cell.pixels += pixels;
      if (pixels > cell.most) [cell.colour, cell.most] = [colour, pixels];
    }
  }
  const frequent = [...cells.values()].sort((a, b) => b.pixels - a.pixels).slice(0, MOST);
  return Int32Array.from(frequent, ({ colour }) => colour);
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
