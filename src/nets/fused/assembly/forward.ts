// y = x W (+ bias, relu) for rows found through tables of byte offsets. The rows come in groups that see the same part of the
// kernel, so that the zeros around an image cost nothing; a group is four numbers: its rows, segments, the length of a
// segment, and the row of W at which it begins.
import { packColumns, packTurned } from './pack';
import { tile1x1, tile1x32, tile1x4, tile2x16, tile4x4, tile4x8 } from './tile';

/**
 * 8 or 16 columns of all rows of a group, four rows at a time; of a rest, two rows are done as such, one as two and three
 * as four. The second 8 columns of W lie `half` bytes behind the first.
 */
function someColumns(
  x: usize, xAt: usize, rows: i32, segments: i32, length: i32, stride: i32, w: usize, width: i32, skip: i32, half: i32,
  count: i32, bias: usize, relu: bool, y: usize, yAt: usize, goesOn: bool,
): void {
  let m = 0;
  for (const end = count == 16 && (rows & 3) < 3 ? rows & ~3 : rows; m < end; m += 4) {
    const m0 = m << 2, m1 = min(m + 1, rows - 1) << 2, m2 = min(m + 2, rows - 1) << 2, m3 = min(m + 3, rows - 1) << 2;
    for (let n = 0; n < count; n += 8)
      tile4x8(
        x + load<i32>(xAt + m0), x + load<i32>(xAt + m1), x + load<i32>(xAt + m2), x + load<i32>(xAt + m3),
        segments, length, stride, n ? w + half : w, width, skip, bias ? bias + (n << 2) : 0, relu,
        y + load<i32>(yAt + m0) + (n << 2), y + load<i32>(yAt + m1) + (n << 2),
        y + load<i32>(yAt + m2) + (n << 2), y + load<i32>(yAt + m3) + (n << 2), goesOn,
      );
  }
  if (m >= rows) return;
  const m1 = (rows - 1) << 2;
  tile2x16(
    x + load<i32>(xAt + (m << 2)), x + load<i32>(xAt + m1), segments, length, stride, w, width, skip, half, bias, relu,
    y + load<i32>(yAt + (m << 2)), y + load<i32>(yAt + m1), goesOn,
  );
}

/** Bytes of W that meet all rows of x before the next are read: with more, they come from further away for every four rows. */
const NEAR: i32 = 262144;

/** The columns of a dense layer by eights, from W as it lies; the sums over its first rows wait in y for the others. */
function denseColumns(
  x: usize, xAt: usize, rows: i32, w: usize, depth: i32, columns: i32, bias: usize, relu: bool, y: usize, yAt: usize,
): void {
  const width = columns << 2;
  const most = max(4, NEAR / width);
  const eights = columns & ~7;
  for (let k = 0; k < depth; k += most) {
    const length = min(most, depth - k);
    const last = k + length == depth;
    for (let n = 0; n < eights; n += 16)
      someColumns(
        x + (k << 2), xAt, rows, 1, length, 0, w + k * width + (n << 2), width, 0, 32, min(16, eights - n),
        last && bias ? bias + (n << 2) : 0, last && relu, y + (n << 2), yAt, k > 0,
      );
  }
}

/** Columns from `n` on of one row. */
function restOfRow(
  x: usize, segments: i32, length: i32, stride: i32, w: usize, width: i32, skip: i32, n: i32, columns: i32,
  bias: usize, relu: bool, y: usize,
): void {
  for (; n + 32 <= columns; n += 32)
    tile1x32(x, segments, length, stride, w + (n << 2), width, skip, bias ? bias + (n << 2) : 0, relu, y + (n << 2));
  for (; n + 4 <= columns; n += 4)
    tile1x4(x, segments, length, stride, w + (n << 2), width, skip, bias ? bias + (n << 2) : 0, relu, y + (n << 2));
  for (; n < columns; n++)
    tile1x1(x, segments, length, stride, w + (n << 2), width, skip, bias ? bias + (n << 2) : 0, relu, y + (n << 2));
}

/**
 * `segmentRows` rows of W belong to a whole segment, `depth` to all. With `scratch`, 16 columns of W at a time are copied
 * there first: in a wide W they lie so far apart that no cache holds them for many rows.
 */
export function forward(
  x: usize, xAt: usize, groups: usize, count: i32, stride: i32, w: usize, segmentRows: i32, depth: i32, columns: i32,
  bias: usize, relu: bool, y: usize, yAt: usize, scratch: usize,
): void {
  const width = columns << 2;
  const end = groups + (<usize>count << 4);
  const eights = columns & ~7;
  const dense = !scratch && count == 1 && load<i32>(groups, 4) == 1 && load<i32>(groups) > 1;
  if (dense) denseColumns(x, xAt, load<i32>(groups), w, depth, columns, bias, relu, y, yAt);
  for (let n = dense ? eights : 0; n < eights; n += 16) {
    const columnsNow = min(16, eights - n);
    const from = scratch ? scratch : w + (n << 2);
    const apart = scratch ? 32 : width, half = scratch ? depth << 5 : 32;
    if (scratch) packColumns(w + (n << 2), width, depth, columnsNow, scratch);
    let row = 0;
    for (let g = groups; g < end; g += 16) {
      const rows = load<i32>(g), segments = load<i32>(g, 4), length = load<i32>(g, 8), start = load<i32>(g, 12);
      // A single row is done below, 32 columns at a time.
      if (rows > 1)
        someColumns(
          x, xAt + (row << 2), rows, segments, length, stride, from + start * apart, apart,
          (segmentRows - length) * apart, half, columnsNow, bias ? bias + (n << 2) : 0, relu,
          y + (n << 2), yAt + (row << 2), false,
        );
      row += rows;
    }
  }
  let row = 0;
  for (let g = groups; g < end; g += 16) {
    const rows = load<i32>(g), segments = load<i32>(g, 4), length = load<i32>(g, 8), start = load<i32>(g, 12);
    const narrow = rows > 1 && columns - eights >= 4;
    const skip = (segmentRows - length) * width;
    const from = w + start * width;
    // The last of four rows may come again: it is what it was.
    if (narrow)
      for (let m = row; m < row + rows; m += 4) {
        const last = row + rows - 1;
        const m0 = m << 2, m1 = min(m + 1, last) << 2, m2 = min(m + 2, last) << 2, m3 = min(m + 3, last) << 2;
        tile4x4(
          x + load<i32>(xAt + m0), x + load<i32>(xAt + m1), x + load<i32>(xAt + m2), x + load<i32>(xAt + m3),
          segments, length, stride, from + (eights << 2), width, skip, bias ? bias + (eights << 2) : 0, relu,
          y + load<i32>(yAt + m0) + (eights << 2), y + load<i32>(yAt + m1) + (eights << 2),
          y + load<i32>(yAt + m2) + (eights << 2), y + load<i32>(yAt + m3) + (eights << 2),
        );
      }
    const done = rows > 1 ? (narrow ? eights + 4 : eights) : 0;
    if (done < columns)
      for (let m = row; m < row + rows; m++)
        restOfRow(
          x + load<i32>(xAt + (m << 2)), segments, length, stride, from, width, skip, done, columns, bias, relu,
          y + load<i32>(yAt + (m << 2)),
        );
    row += rows;
  }
}

/**
 * The gradient of a convolution by its input as a convolution of dy with the turned kernel, for the first `inputs & ~7`
 * inputs: dx = dy W'. W is taps x inputs x outputs; the groups are as in `forward`, with outputs in the place of inputs.
 */
export function turnedForward(
  dy: usize, dyAt: usize, groups: usize, count: i32, stride: i32, w: usize, segmentRows: i32, taps: i32, inputs: i32,
  outputs: i32, dx: usize, dxAt: usize, scratch: usize,
): void {
  const end = groups + (<usize>count << 4);
  const half = <usize>(taps * outputs) << 5;
  const eights = inputs & ~7;
  for (let i = 0; i < eights; i += 16) {
    const count = min(16, eights - i);
    for (let n = 0; n < count; n += 8) packTurned(w, taps, inputs, i + n, outputs, n ? scratch + half : scratch);
    let row = 0;
    for (let g = groups; g < end; g += 16) {
      const rows = load<i32>(g), length = load<i32>(g, 8);
      someColumns(
        dy, dyAt + (row << 2), rows, load<i32>(g, 4), length, stride, scratch + (load<i32>(g, 12) << 5), 32,
        (segmentRows - length) << 5, <i32>half, count, 0, false, dx + (i << 2), dxAt + (row << 2), false,
      );
      row += rows;
    }
  }
}
