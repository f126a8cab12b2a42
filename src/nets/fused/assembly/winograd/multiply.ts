// Products of planes of spectra (see `squares`): every entry is a sum in the order of the rows it runs over.
import { madd } from '../tile';

/** 4 rows of 8 numbers, one behind the other. */
// @ts-expect-error: decorator
@inline
function store4x8(
  c: usize, a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128,
): void {
  v128.store(c, a0);
  v128.store(c, a1, 16);
  v128.store(c, b0, 32);
  v128.store(c, b1, 48);
  v128.store(c, c0, 64);
  v128.store(c, c1, 80);
  v128.store(c, d0, 96);
  v128.store(c, d1, 112);
}

/** 4 rows, 8 columns: a is the first row in the first block of 8 channels, blocks `block` bytes apart. */
function tile4x8(a: usize, block: usize, channels: i32, b: usize, c: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (let k = 0; k < channels; k += 8) {
    for (let p = a, end = a + 32; p < end; p += 4) {
      const w0 = v128.load(b), w1 = v128.load(b, 16);
      let v = v128.load_splat<f32>(p);
      a0 = madd(a0, v, w0);
      a1 = madd(a1, v, w1);
      v = v128.load_splat<f32>(p, 32);
      b0 = madd(b0, v, w0);
      b1 = madd(b1, v, w1);
      v = v128.load_splat<f32>(p, 64);
      c0 = madd(c0, v, w0);
      c1 = madd(c1, v, w1);
      v = v128.load_splat<f32>(p, 96);
      d0 = madd(d0, v, w0);
      d1 = madd(d1, v, w1);
      b += 32;
    }
    a += block;
  }
  store4x8(c, a0, a1, b0, b1, c0, c1, d0, d1);
}

/** c = a b: a of `rows` x `channels`, b of `channels` rows x `count`; `rows` is a multiple of 4. */
export function multiply(a: usize, rows: i32, channels: i32, b: usize, count: i32, c: usize): void {
  const block = <usize>rows << 5;
  for (let n = 0; n < count; n += 8) {
    for (let t = 0; t < rows; t += 4) tile4x8(a + (t << 5), block, channels, b, c + (t << 5));
    b += <usize>channels << 5;
    c += block;
  }
}

/** 4 channels of a, 8 of b, over all rows; the results 32 bytes apart. */
function outer4x8(a: usize, rows: i32, b: usize, c: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (const end = a + (<usize>rows << 5); a < end; a += 32, b += 32) {
    const g0 = v128.load(b), g1 = v128.load(b, 16);
    let v = v128.load_splat<f32>(a);
    a0 = madd(a0, v, g0);
    a1 = madd(a1, v, g1);
    v = v128.load_splat<f32>(a, 4);
    b0 = madd(b0, v, g0);
    b1 = madd(b1, v, g1);
    v = v128.load_splat<f32>(a, 8);
    c0 = madd(c0, v, g0);
    c1 = madd(c1, v, g1);
    v = v128.load_splat<f32>(a, 12);
    d0 = madd(d0, v, g0);
    d1 = madd(d1, v, g1);
  }
  store4x8(c, a0, a1, b0, b1, c0, c1, d0, d1);
}

/** c = a' b: a of `rows` x `channels`, b of `rows` x `count`. */
export function multiplyTurned(a: usize, rows: i32, channels: i32, b: usize, count: i32, c: usize): void {
  const block = <usize>rows << 5;
  for (let i = 0; i < channels; i += 4) {
    const from = a + <usize>(i >> 3) * block + ((i & 4) << 2);
    for (let n = 0; n < count; n += 8)
      outer4x8(from, rows, b + <usize>(n >> 3) * block, c + (((n >> 3) * channels + i) << 5));
  }
}
