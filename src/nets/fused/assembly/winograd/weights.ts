// Weights of 3 x 3 taps, `inputs` and `outputs`, to spectra and back, 16 outputs (or inputs) at a time.
import { transpose4 } from '../pack';
import { planeBytes } from './squares';
import { tapGradientSquare, tapSquare } from './taps';

/** Bytes of `spare`: one square, the taps of 16 inputs, and 16 squares. */
export const SPARE: usize = 576 * 33;

/**
 * Up to 16 inputs with `count` outputs: for each input its taps, 64 bytes apart. Taps of a layer lie at distances of powers
 * of two, where no cache keeps all nine: each line is read once, and many of them at a time.
 */
function copyTaps(w: usize, width: usize, tap: usize, inputs: i32, count: i32, to: usize): void {
  for (let t: usize = 0; t < 9; t++, w += tap, to += 64) {
    let from = w, at = to;
    for (let i = 0; i < inputs; i++, from += width, at += 576)
      for (let n = 0; n < count; n += 4) v128.store(at + (n << 2), v128.load(from + (n << 2)));
  }
}

/** Outputs n to n + count - 1 with all inputs as the rows; w is the address of output n. */
export function spectrumOfWeights(
  m: i32, w: usize, inputs: i32, outputs: i32, count: i32, to: usize, spare: usize,
): void {
  const plane = planeBytes(inputs, count);
  const tap = <usize>(inputs * outputs) << 2;
  const taps = spare + 576;
  for (let i = 0; i < inputs; i += 16) {
    const now = min(16, inputs - i);
    copyTaps(w + (<usize>(i * outputs) << 2), outputs << 2, tap, now, count, taps);
    for (let j = 0; j < now; j++)
      for (let n = 0; n < count; n += 4)
        tapSquare(m, taps + j * 576 + (n << 2), to + (((n >> 3) * inputs + i + j) << 5) + ((n & 4) << 2), plane);
  }
}

/** Inputs i to i + count - 1 with all outputs as the rows; w is the address of input i. */
export function turnedSpectrum(
  m: i32, w: usize, inputs: i32, outputs: i32, count: i32, to: usize, spare: usize,
): void {
  const plane = planeBytes(outputs, count);
  const tap = <usize>(inputs * outputs) << 2;
  const taps = spare + 576, squares = spare + 576 * 17;
  const planes = (m + 2) * (m + 2);
  for (let n = 0; n < outputs; n += 16) {
    const now = min(16, outputs - n);
    copyTaps(w + (<usize>n << 2), outputs << 2, tap, count, now, taps);
    for (let i = 0; i < count; i += 4)
      for (let v = 0; v < now >> 2; v++) {
        for (let j = 0; j < 4; j++) tapSquare(m, taps + (i + j) * 576 + (v << 4), squares + j * 576, 16);
        let at = to + (((i >> 3) * outputs + n + 4 * v) << 5) + ((i & 4) << 2);
        for (let f = 0; f < planes; f++, at += plane) transpose4(squares + (f << 4), 576, at);
      }
  }
}

/** W -= rate * the taps of a spectrum laid out as in `spectrumOfWeights`. */
export function stepBySpectrum(
  m: i32, w: usize, inputs: i32, outputs: i32, count: i32, from: usize, rate: f32, spare: usize,
): void {
  const plane = planeBytes(inputs, count);
  const tap = <usize>(inputs * outputs) << 2;
  const taps = spare + 576;
  const r = f32x4.splat(rate);
  for (let i = 0; i < inputs; i += 16) {
    const now = min(16, inputs - i);
    for (let j = 0; j < now; j++)
      for (let n = 0; n < count; n += 4)
        tapGradientSquare(
          m, from + (((n >> 3) * inputs + i + j) << 5) + ((n & 4) << 2), plane, taps + j * 576 + (n << 2), spare,
        );
    for (let t: usize = 0; t < 9; t++) {
      let to = w + (<usize>(i * outputs) << 2) + t * tap, g = taps + (t << 6);
      for (let j = 0; j < now; j++, to += outputs << 2, g += 576)
        for (let n = 0; n < count; n += 4)
          v128.store(
            to + (n << 2), f32x4.sub(v128.load(to + (n << 2)), f32x4.mul(r, v128.load(g + (n << 2)))),
          );
    }
  }
}
