// dx = dy W^T (masked by relu), a full correlation with the turned kernel for convolutions: row m of dx is the sum over
// taps t of dy at dyAt[m] + tapAt[t] with the weights of tap (taps - 1 - t). The sum runs along the columns of W in
// four interleaved lanes.

import { madd } from './tile';

// @ts-expect-error: decorator
@inline
function total(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

// @ts-expect-error: decorator
@inline
function put(dx: usize, sum: f32, mask: usize): void {
  store<f32>(dx, mask && !(load<f32>(mask) > 0) ? 0 : sum);
}

/** 4 rows, 2 inputs; `columns` is a multiple of 4. */
function tile4x2(
  q0: usize, q1: usize, q2: usize, q3: usize, tapAt: usize, taps: i32, columns: i32, w: usize, tapBytes: i32,
  x0: usize, x1: usize, x2: usize, x3: usize, m0: usize, m1: usize, m2: usize, m3: usize,
): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  const width = <usize>columns << 2;
  for (let t = 0; t < taps; t++) {
    const tap = load<i32>(tapAt + (t << 2));
    let p0 = q0 + tap, p1 = q1 + tap, p2 = q2 + tap, p3 = q3 + tap;
    const u = w + (taps - 1 - t) * tapBytes;
    const end = u + width;
    for (let r = u, v = u + width; r < end; r += 16, v += 16) {
      const w0 = v128.load(r), w1 = v128.load(v);
      let g = v128.load(p0);
      a0 = madd(a0, g, w0);
      a1 = madd(a1, g, w1);
      g = v128.load(p1);
      b0 = madd(b0, g, w0);
      b1 = madd(b1, g, w1);
      g = v128.load(p2);
      c0 = madd(c0, g, w0);
      c1 = madd(c1, g, w1);
      g = v128.load(p3);
      d0 = madd(d0, g, w0);
      d1 = madd(d1, g, w1);
      p0 += 16;
      p1 += 16;
      p2 += 16;
      p3 += 16;
    }
  }
  put(x0, total(a0), m0);
  put(x0 + 4, total(a1), m0 ? m0 + 4 : 0);
  put(x1, total(b0), m1);
  put(x1 + 4, total(b1), m1 ? m1 + 4 : 0);
  put(x2, total(c0), m2);
  put(x2 + 4, total(c1), m2 ? m2 + 4 : 0);
  put(x3, total(d0), m3);
  put(x3 + 4, total(d1), m3 ? m3 + 4 : 0);
}

/** 1 row, 4 inputs; `columns` is a multiple of 4. */
function tile1x4(q: usize, tapAt: usize, taps: i32, columns: i32, w: usize, tapBytes: i32, x: usize, mask: usize): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const width = <usize>columns << 2;
  for (let t = 0; t < taps; t++) {
    let p = q + load<i32>(tapAt + (t << 2));
    const u = w + (taps - 1 - t) * tapBytes;
    const end = u + width;
    for (let r0 = u, r1 = u + width, r2 = r1 + width, r3 = r2 + width; r0 < end; p += 16) {
      const g = v128.load(p);
      a = madd(a, g, v128.load(r0));
      b = madd(b, g, v128.load(r1));
      c = madd(c, g, v128.load(r2));
      d = madd(d, g, v128.load(r3));
      r0 += 16;
      r1 += 16;
      r2 += 16;
      r3 += 16;
    }
  }
  put(x, total(a), mask);
  put(x + 4, total(b), mask ? mask + 4 : 0);
  put(x + 8, total(c), mask ? mask + 8 : 0);
  put(x + 12, total(d), mask ? mask + 12 : 0);
}

/** 1 row, 1 input, any number of columns. */
function tile1x1(q: usize, tapAt: usize, taps: i32, columns: i32, w: usize, tapBytes: i32, x: usize, mask: usize): void {
  let lanes = f32x4.splat(0);
  let rest: f32 = 0;
  for (let t = 0; t < taps; t++) {
    const p = q + load<i32>(tapAt + (t << 2));
    const u = w + (taps - 1 - t) * tapBytes;
    let n = 0;
    for (; n + 4 <= columns; n += 4) lanes = madd(lanes, v128.load(p + (n << 2)), v128.load(u + (n << 2)));
    for (; n < columns; n++) rest += load<f32>(p + (n << 2)) * load<f32>(u + (n << 2));
  }
  put(x, total(lanes) + rest, mask);
}

/** Inputs from `first` on. */
export function inputGradient(
  dy: usize, dyAt: usize, rows: i32, tapAt: usize, taps: i32, columns: i32, w: usize, first: i32, inputs: i32,
  dx: usize, dxAt: usize, mask: usize, maskAt: usize,
): void {
  const width = columns << 2;
  const tapBytes = inputs * width;
  const whole = (columns & 3) == 0;
  const fours = whole ? rows & ~3 : 0;
  const pairs = first + ((inputs - first) & ~1);
  for (let i = first; i < pairs; i += 2)
    for (let m = 0; m < fours; m += 4) {
      const q = dyAt + (m << 2);
      const xs = dxAt + (m << 2);
      const d = dx + (i << 2);
      const ks = maskAt + (m << 2);
      const k = mask + (i << 2);
      tile4x2(
        dy + load<i32>(q), dy + load<i32>(q, 4), dy + load<i32>(q, 8), dy + load<i32>(q, 12),
        tapAt, taps, columns, w + i * width, tapBytes,
        d + load<i32>(xs), d + load<i32>(xs, 4), d + load<i32>(xs, 8), d + load<i32>(xs, 12),
        mask ? k + load<i32>(ks) : 0, mask ? k + load<i32>(ks, 4) : 0,
        mask ? k + load<i32>(ks, 8) : 0, mask ? k + load<i32>(ks, 12) : 0,
      );
    }
  for (let m = 0; m < rows; m++) {
    const q = dy + load<i32>(dyAt + (m << 2));
    const d = dx + load<i32>(dxAt + (m << 2));
    const k = mask ? mask + load<i32>(maskAt + (m << 2)) : 0;
    let i = m < fours ? pairs : first;
    if (whole && m >= fours)
      for (; i + 4 <= inputs; i += 4)
        tile1x4(q, tapAt, taps, columns, w + i * width, tapBytes, d + (i << 2), k ? k + (i << 2) : 0);
    for (; i < inputs; i++)
      tile1x1(q, tapAt, taps, columns, w + i * width, tapBytes, d + (i << 2), k ? k + (i << 2) : 0);
  }
}

/** dx = 0 where the output of relu it belongs to is 0. */
export function maskByRelu(dx: usize, dxAt: usize, rows: i32, columns: i32, mask: usize, maskAt: usize): void {
  const zero = f32x4.splat(0);
  for (let m = 0; m < rows; m++) {
    const d = dx + load<i32>(dxAt + (m << 2)), k = mask + load<i32>(maskAt + (m << 2));
    for (let n = 0; n + 4 <= columns; n += 4) {
      const at = d + (n << 2);
      v128.store(at, v128.and(v128.load(at), f32x4.gt(v128.load(k + (n << 2)), zero)));
    }
  }
}
