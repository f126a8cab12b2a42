// W -= rate * x^T dy, the gradient of the weights and the step of SGD in one pass, with rows addressed as in `forward`.
// Every entry is a sum over the rows in their order.

import { packRows4, packRows8 } from './pack';
import { madd } from './tile';

// @ts-expect-error: decorator
@inline
function step(w: usize, rate: v128, sum: v128): void {
  v128.store(w, f32x4.sub(v128.load(w), f32x4.mul(rate, sum)));
}

/** 4 rows of W, 8 columns, from packed rows of x and dy. */
function tile4x8(x: usize, rows: i32, dy: usize, w: usize, width: i32, rate: v128): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  const end = x + (<usize>rows << 4);
  for (; x < end; x += 16, dy += 32) {
    const g0 = v128.load(dy), g1 = v128.load(dy, 16);
    let v = v128.load_splat<f32>(x);
    a0 = madd(a0, v, g0);
    a1 = madd(a1, v, g1);
    v = v128.load_splat<f32>(x, 4);
    b0 = madd(b0, v, g0);
    b1 = madd(b1, v, g1);
    v = v128.load_splat<f32>(x, 8);
    c0 = madd(c0, v, g0);
    c1 = madd(c1, v, g1);
    v = v128.load_splat<f32>(x, 12);
    d0 = madd(d0, v, g0);
    d1 = madd(d1, v, g1);
  }
  step(w, rate, a0);
  step(w + 16, rate, a1);
  w += width;
  step(w, rate, b0);
  step(w + 16, rate, b1);
  w += width;
  step(w, rate, c0);
  step(w + 16, rate, c1);
  w += width;
  step(w, rate, d0);
  step(w + 16, rate, d1);
}

/** 4 rows of W, 4 columns, from packed rows of x and dy. */
function tile4x4(x: usize, rows: i32, dy: usize, w: usize, width: i32, rate: v128): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const end = x + (<usize>rows << 4);
  for (; x < end; x += 16, dy += 16) {
    const g = v128.load(dy);
    a = madd(a, v128.load_splat<f32>(x), g);
    b = madd(b, v128.load_splat<f32>(x, 4), g);
    c = madd(c, v128.load_splat<f32>(x, 8), g);
    d = madd(d, v128.load_splat<f32>(x, 12), g);
  }
  step(w, rate, a);
  step(w + width, rate, b);
  step(w + 2 * width, rate, c);
  step(w + 3 * width, rate, d);
}

/** 1 row of W, 4 columns. */
function tile1x4(x: usize, xAt: usize, rows: i32, dy: usize, dyAt: usize, w: usize, rate: v128): void {
  let a = f32x4.splat(0);
  for (let m = 0; m < rows; m++)
    a = madd(a, v128.load_splat<f32>(x + load<i32>(xAt + (m << 2))), v128.load(dy + load<i32>(dyAt + (m << 2))));
  step(w, rate, a);
}

function tile1x1(x: usize, xAt: usize, rows: i32, dy: usize, dyAt: usize, w: usize, rate: f32): void {
  let sum: f32 = 0;
  for (let m = 0; m < rows; m++)
    sum += load<f32>(x + load<i32>(xAt + (m << 2))) * load<f32>(dy + load<i32>(dyAt + (m << 2)));
  store<f32>(w, load<f32>(w) - rate * sum);
}

/** One row of x and dy: W -= rate * x^T dy row by row. */
function outer(x: usize, length: i32, dy: usize, columns: i32, w: usize, rate: f32): void {
  const eights = columns & ~7;
  for (let i = 0; i < length; i++) {
    const value = load<f32>(x + (i << 2));
    const v = f32x4.splat(value);
    const r = f32x4.splat(rate);
    let n = 0;
    for (; n < eights; n += 8) {
      const at = w + (n << 2), from = dy + (n << 2);
      v128.store(at, f32x4.sub(v128.load(at), f32x4.mul(r, f32x4.mul(v, v128.load(from)))));
      v128.store(at, f32x4.sub(v128.load(at, 16), f32x4.mul(r, f32x4.mul(v, v128.load(from, 16)))), 16);
    }
    for (; n < columns; n++) {
      const at = w + (n << 2);
      store<f32>(at, load<f32>(at) - rate * (value * load<f32>(dy + (n << 2))));
    }
    w += columns << 2;
  }
}

/** Copies dy, 8 columns behind 8 columns and at the end 4, and gives the place behind them. */
function packGradient(dy: usize, dyAt: usize, rows: i32, columns: i32, to: usize): usize {
  const panel = <usize>rows << 5;
  let n = 0;
  for (; n + 8 <= columns; n += 8, to += panel) packRows8(dy + (n << 2), dyAt, rows, to);
  if (n + 4 > columns) return to;
  packRows4(dy + (n << 2), dyAt, rows, to);
  return to + (panel >> 1);
}

/** The blocks of 4 rows of W and 8 columns, at the end 4, from the packed dy; `spare` takes 4 columns of x. */
function blocks(
  x: usize, xAt: usize, rows: i32, length: i32, packed: usize, columns: i32, w: usize, rate: f32, spare: usize,
): void {
  const width = columns << 2;
  const panel = <usize>rows << 5;
  const r = f32x4.splat(rate);
  for (let i = 0; i + 4 <= length; i += 4) {
    packRows4(x + (i << 2), xAt, rows, spare);
    let at = w + i * width, dy = packed;
    for (const end = at + ((columns & ~7) << 2); at < end; at += 32, dy += panel) tile4x8(spare, rows, dy, at, width, r);
    if (columns & 4) tile4x4(spare, rows, dy, at, width, r);
  }
}

/** What no block holds of a run of `length` rows of W: its last rows and columns. */
function edges(
  x: usize, xAt: usize, rows: i32, length: i32, dy: usize, dyAt: usize, columns: i32, w: usize, rate: f32,
): void {
  const width = columns << 2;
  const r = f32x4.splat(rate);
  for (let i = columns & 3 ? 0 : length & ~3; i < length; i++) {
    const wi = w + i * width;
    const xi = x + (i << 2);
    let n = i < (length & ~3) ? columns & ~3 : 0;
    for (; n + 4 <= columns; n += 4) tile1x4(xi, xAt, rows, dy + (n << 2), dyAt, wi + (n << 2), r);
    for (; n < columns; n++) tile1x1(xi, xAt, rows, dy + (n << 2), dyAt, wi + (n << 2), rate);
  }
}

/** `segments` runs of `length` rows of W that meet consecutive numbers of x; `scratch` takes dy and 4 columns of x. */
export function updateWeights(
  x: usize, xAt: usize, rows: i32, segments: i32, length: i32, stride: i32,
  dy: usize, dyAt: usize, columns: i32, w: usize, rate: f32, scratch: usize,
): void {
  const spare = rows > 1 ? packGradient(dy, dyAt, rows, columns, scratch) : 0;
  const run = (length * columns) << 2;
  for (let s = 0; s < segments; s++, x += stride, w += run) {
    if (rows == 1) outer(x + load<i32>(xAt), length, dy + load<i32>(dyAt), columns, w, rate);
    else {
      blocks(x, xAt, rows, length, scratch, columns, w, rate, spare);
      edges(x, xAt, rows, length, dy, dyAt, columns, w, rate);
    }
  }
}

export function updateBias(dy: usize, dyAt: usize, rows: i32, columns: i32, bias: usize, rate: f32): void {
  let n = 0;
  for (; n + 4 <= columns; n += 4) {
    let sum = f32x4.splat(0);
    for (let m = 0; m < rows; m++) sum = f32x4.add(sum, v128.load(dy + load<i32>(dyAt + (m << 2)) + (n << 2)));
    step(bias + (n << 2), f32x4.splat(rate), sum);
  }
  for (; n < columns; n++) {
    let sum: f32 = 0;
    for (let m = 0; m < rows; m++) sum += load<f32>(dy + load<i32>(dyAt + (m << 2)) + (n << 2));
    store<f32>(bias + (n << 2), load<f32>(bias + (n << 2)) - rate * sum);
  }
}

/** mean += (w - mean) * share, over `count` numbers. */
export function updateMean(mean: usize, w: usize, count: i32, share: f32): void {
  const s = f32x4.splat(share);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = mean + (i << 2);
    const old = v128.load(at);
    v128.store(at, madd(old, f32x4.sub(v128.load(w + (i << 2)), old), s));
  }
  for (; i < count; i++) {
    const at = mean + (i << 2);
    const old = load<f32>(at);
    store<f32>(at, old + (load<f32>(w + (i << 2)) - old) * share);
  }
}
