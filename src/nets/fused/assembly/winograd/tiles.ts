// Images, cut into tiles of m x m positions found through a table of byte offsets, to spectra and back.
import { inputGradientSquare, inputSquare, outputGradientSquare, outputSquare, planeBytes } from './squares';

/** The windows of x that the tiles see, which begin at the offsets, to the spectrum `to` of `rows` >= `tiles` rows. */
export function spectrumOfInput(
  m: i32, x: usize, at: usize, tiles: i32, row: i32, channels: i32, to: usize, rows: i32, spare: usize,
): void {
  const plane = planeBytes(rows, channels);
  for (let t = 0; t < tiles; t++) {
    const from = x + load<i32>(at + (t << 2));
    for (let c = 0; c < channels; c += 4)
      inputSquare(
        m, from + (c << 2), row, channels << 2, to + (((c >> 3) * rows + t) << 5) + ((c & 4) << 2), plane, spare,
      );
  }
}

/** The tiles of dy to a spectrum. */
export function spectrumOfGradient(
  m: i32, dy: usize, at: usize, tiles: i32, row: i32, channels: i32, to: usize, rows: i32, spare: usize,
): void {
  const plane = planeBytes(rows, channels);
  for (let t = 0; t < tiles; t++) {
    const from = dy + load<i32>(at + (t << 2));
    for (let c = 0; c < channels; c += 4)
      outputGradientSquare(
        m, from + (c << 2), row, channels << 2, to + (((c >> 3) * rows + t) << 5) + ((c & 4) << 2), plane, spare,
      );
  }
}

/** A spectrum of `count` channels to the tiles of y (+ bias, relu), positions `pixel` bytes apart. */
export function tilesOfOutput(
  m: i32, from: usize, rows: i32, count: i32, y: usize, at: usize, tiles: i32, row: i32, pixel: i32, bias: usize,
  relu: bool, spare: usize,
): void {
  const plane = planeBytes(rows, count);
  const square = spare + 576;
  for (let t = 0; t < tiles; t++) {
    const tile = y + load<i32>(at + (t << 2));
    for (let c = 0; c < count; c += 4) {
      outputSquare(m, from + (((c >> 3) * rows + t) << 5) + ((c & 4) << 2), plane, square, spare);
      const shift = bias ? v128.load(bias + (c << 2)) : f32x4.splat(0);
      let next = square;
      for (let h = 0; h < m; h++)
        for (let w = 0; w < m; w++, next += 16) {
          const sum = f32x4.add(v128.load(next), shift);
          v128.store(tile + h * row + w * pixel + (c << 2), relu ? f32x4.max(sum, f32x4.splat(0)) : sum);
        }
    }
  }
}

/**
 * A spectrum of `count` channels added to the windows of dx that the tiles see, each one position larger than its tile at
 * every side; `edges` says of a tile on which sides there is nothing (1 above, 2 below, 4 left, 8 right).
 */
export function addInputGradient(
  m: i32, from: usize, rows: i32, count: i32, dx: usize, at: usize, edges: usize, tiles: i32, row: i32, pixel: i32,
  spare: usize,
): void {
  const plane = planeBytes(rows, count);
  const square = spare + 576;
  const n = m + 2;
  for (let t = 0; t < tiles; t++) {
    const window = dx + load<i32>(at + (t << 2)) - row - pixel;
    const edge = load<i32>(edges + (t << 2));
    const top = edge & 1, bottom = edge & 2 ? n - 1 : n, left = (edge >> 2) & 1, right = edge & 8 ? n - 1 : n;
    for (let c = 0; c < count; c += 4) {
      inputGradientSquare(m, from + (((c >> 3) * rows + t) << 5) + ((c & 4) << 2), plane, square, spare);
      for (let h = top; h < bottom; h++)
        for (let w = left; w < right; w++) {
          const to = window + h * row + w * pixel + (c << 2);
          v128.store(to, f32x4.add(v128.load(to), v128.load(square + ((h * n + w) << 4))));
        }
    }
  }
}
