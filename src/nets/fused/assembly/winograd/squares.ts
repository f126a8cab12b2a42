// The maps of `lines` along both sides of a square, on 4 channels at once, and where the results lie.
//
// A spectrum holds one plane for each of the n x n frequencies (n = 6 or 4): channels in blocks of 8, in a block `rows`
// rows (tiles, or the other channels of a weight) of 8 numbers. Multiplying spectra then reads memory in order. Planes are
// 64 bytes further apart than they are long: at distances of powers of two no cache would hold the same place of all.
import {
  inputGradientLine2, inputGradientLine4, inputLine2, inputLine4, outputGradientLine2, outputGradientLine4, outputLine2,
  outputLine4,
} from './lines';

/** Bytes from one plane of a spectrum to the next. */
// @ts-expect-error: decorator
@inline
export function planeBytes(rows: i32, channels: i32): usize {
  return (<usize>(rows * channels) << 2) + 64;
}

/** (m + 2) x (m + 2) numbers of x, rows `row` and numbers `pixel` bytes apart, to a spectrum. */
export function inputSquare(m: i32, x: usize, row: usize, pixel: usize, to: usize, plane: usize, spare: usize): void {
  if (m == 4) {
    for (let c: usize = 0; c < 6; c++) inputLine4(x + c * pixel, row, spare + (c << 4), 96);
    for (let r: usize = 0; r < 6; r++) inputLine4(spare + r * 96, 16, to + r * 6 * plane, plane);
  } else {
    for (let c: usize = 0; c < 4; c++) inputLine2(x + c * pixel, row, spare + (c << 4), 64);
    for (let r: usize = 0; r < 4; r++) inputLine2(spare + (r << 6), 16, to + (r << 2) * plane, plane);
  }
}

/** A spectrum to (m + 2) x (m + 2) numbers, one behind the other at `to`. */
export function inputGradientSquare(m: i32, from: usize, plane: usize, to: usize, spare: usize): void {
  if (m == 4) {
    for (let c: usize = 0; c < 6; c++) inputGradientLine4(from + c * plane, 6 * plane, spare + (c << 4), 96);
    for (let r: usize = 0; r < 6; r++) inputGradientLine4(spare + r * 96, 16, to + r * 96, 16);
  } else {
    for (let c: usize = 0; c < 4; c++) inputGradientLine2(from + c * plane, 4 * plane, spare + (c << 4), 64);
    for (let r: usize = 0; r < 4; r++) inputGradientLine2(spare + (r << 6), 16, to + (r << 6), 16);
  }
}

/** A spectrum to m x m numbers, one behind the other at `to`. */
export function outputSquare(m: i32, from: usize, plane: usize, to: usize, spare: usize): void {
  if (m == 4) {
    for (let c: usize = 0; c < 6; c++) outputLine4(from + c * plane, 6 * plane, spare + (c << 4), 96);
    for (let r: usize = 0; r < 4; r++) outputLine4(spare + r * 96, 16, to + (r << 6), 16);
  } else {
    for (let c: usize = 0; c < 4; c++) outputLine2(from + c * plane, 4 * plane, spare + (c << 4), 64);
    for (let r: usize = 0; r < 2; r++) outputLine2(spare + (r << 6), 16, to + (r << 5), 16);
  }
}

/** m x m numbers of dy to a spectrum. */
export function outputGradientSquare(
  m: i32, dy: usize, row: usize, pixel: usize, to: usize, plane: usize, spare: usize,
): void {
  if (m == 4) {
    for (let c: usize = 0; c < 4; c++) outputGradientLine4(dy + c * pixel, row, spare + (c << 4), 64);
    for (let r: usize = 0; r < 6; r++) outputGradientLine4(spare + (r << 6), 16, to + r * 6 * plane, plane);
  } else {
    for (let c: usize = 0; c < 2; c++) outputGradientLine2(dy + c * pixel, row, spare + (c << 4), 32);
    for (let r: usize = 0; r < 4; r++) outputGradientLine2(spare + (r << 5), 16, to + (r << 2) * plane, plane);
  }
}
