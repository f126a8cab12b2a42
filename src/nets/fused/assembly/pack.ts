// Copies of parts of a matrix in the order in which they are used, one behind the other.

/** `count` columns, 8 or 16, of `rows` rows that are `width` bytes apart: the first 8 of all rows, then the others. */
export function packColumns(from: usize, width: i32, rows: i32, count: i32, to: usize): void {
  const half = <usize>rows << 5;
  for (let r = 0; r < rows; r++, from += width, to += 32) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    if (count < 16) continue;
    v128.store(to + half, v128.load(from, 32));
    v128.store(to + half, v128.load(from, 48), 16);
  }
}

/** Four rows of four numbers turned into four columns, rows of the result 32 bytes apart. */
// @ts-expect-error: decorator
@inline
export function transpose4(from: usize, width: usize, to: usize): void {
  const a = v128.load(from), b = v128.load(from + width);
  const c = v128.load(from + 2 * width), d = v128.load(from + 3 * width);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 96);
}

/** The weights of inputs i … i + 7 (taps x inputs x outputs), the taps turned round: taps x outputs x 8. */
export function packTurned(w: usize, taps: i32, inputs: i32, i: i32, outputs: i32, to: usize): void {
  const width = <usize>outputs << 2;
  for (let t = taps - 1; t >= 0; t--) {
    const from = w + (<usize>(t * inputs + i) * width);
    let n = 0;
    for (; n + 4 <= outputs; n += 4, to += 128) {
      transpose4(from + (n << 2), width, to);
      transpose4(from + 4 * width + (n << 2), width, to + 16);
    }
    for (; n < outputs; n++, to += 32)
      for (let j: usize = 0; j < 8; j++) store<f32>(to + (j << 2), load<f32>(from + j * width + (n << 2)));
  }
}

/** Rows found through a table, 8 columns from each. */
export function packRows8(from: usize, at: usize, rows: i32, to: usize): void {
  for (let m = 0; m < rows; m++, to += 32) {
    const row = from + load<i32>(at + (m << 2));
    v128.store(to, v128.load(row));
    v128.store(to, v128.load(row, 16), 16);
  }
}

/** Rows found through a table, 4 columns from each. */
export function packRows4(from: usize, at: usize, rows: i32, to: usize): void {
  for (let m = 0; m < rows; m++, to += 16) v128.store(to, v128.load(from + load<i32>(at + (m << 2))));
}
