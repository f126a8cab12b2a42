// The product of two matrices, one of which may be given turned: what the operations of tfjs train with. Every number of
// it is a sum in the order of the depth.
import { packTurned } from './pack';
import { tile1x1, tile1x4, tile4x8 } from './tile';

/** Up to 4 rows of the product, `count` (8, 4 or 1) columns; the rows of a lie `long` bytes apart, those of y `wide`. */
function block(
  a: usize, long: i32, rows: i32, depth: i32, b: usize, width: i32, count: i32, y: usize, wide: i32,
): void {
  // The last of four rows may come again: it is what it was.
  const r1 = min(1, rows - 1), r2 = min(2, rows - 1), r3 = rows - 1;
  if (count == 8)
    tile4x8(
      a, a + r1 * long, a + r2 * long, a + r3 * long, 1, depth, 0, b, width, 0, 0, false,
      y, y + r1 * wide, y + r2 * wide, y + r3 * wide, false,
    );
  else
    for (let i = 0; i < rows; i++)
      if (count == 4) tile1x4(a + i * long, 1, depth, 0, b, width, 0, 0, false, y + i * wide);
      else tile1x1(a + i * long, 1, depth, 0, b, width, 0, 0, false, y + i * wide);
}

/**
 * y = a b, rows x depth times depth x columns. With `turned`, b lies there as columns x depth; `scratch` takes 8 columns of it.
 */
export function product(
  a: usize, rows: i32, depth: i32, b: usize, turned: bool, columns: i32, y: usize, scratch: usize,
): void {
  const long = depth << 2, wide = columns << 2;
  for (let n = 0, count = 8; n < columns; n += count) {
    const left = columns - n;
    count = left >= 8 ? 8 : left >= 4 && !turned ? 4 : 1;
    const packs = turned && count == 8;
    if (packs) packTurned(b, 1, columns, n, depth, scratch);
    const from = packs ? scratch : turned ? b + n * long : b + (n << 2);
    const width = packs ? 32 : turned ? 4 : wide;
    for (let m = 0; m < rows; m += 4)
      block(a + m * long, long, min(4, rows - m), depth, from, width, count, y + m * wide + (n << 2), wide);
  }
}

/** The same of an a that lies there as depth x rows; `scratch` takes 4 of its columns. */
export function turnedProduct(
  a: usize, rows: i32, depth: i32, b: usize, columns: i32, y: usize, scratch: usize,
): void {
  const long = depth << 2, wide = columns << 2;
  for (let m = 0; m < rows; m += 4) {
    const some = min(4, rows - m);
    for (let k = 0, from = a + (m << 2), to = scratch; k < depth; k++, from += rows << 2, to += 4)
      for (let i = 0; i < some; i++) store<f32>(to + i * long, load<f32>(from + (i << 2)));
    for (let n = 0, count = 8; n < columns; n += count) {
      const left = columns - n;
      count = left >= 8 ? 8 : left >= 4 ? 4 : 1;
      block(scratch, long, some, depth, b + (n << 2), wide, count, y + m * wide + (n << 2), wide);
    }
  }
}
