// Small blocks of y = x W (+ bias, relu). A row of x is made of `segments` pieces of `length` numbers, `stride` bytes apart:
// one piece for a dense layer, one piece per kernel row for a convolution, whose windows overlap in memory and are never
// copied out. Rows of W are `width` bytes apart, the rows of the next segment `skip` bytes further on. Every output is a
// sum in the order of the rows of W; with `goesOn` it is added to what y holds.

// @ts-expect-error: decorator
@inline
function finish(sum: v128, bias: usize, relu: bool): v128 {
  if (bias) sum = f32x4.add(sum, v128.load(bias));
  return relu ? f32x4.max(sum, f32x4.splat(0)) : sum;
}

// @ts-expect-error: decorator
@inline
export function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** 4 rows, 8 columns. */
export function tile4x8(
  x0: usize, x1: usize, x2: usize, x3: usize, segments: i32, length: i32, stride: i32,
  w: usize, width: i32, skip: i32, bias: usize, relu: bool, y0: usize, y1: usize, y2: usize, y3: usize, goesOn: bool,
): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  if (goesOn) {
    a0 = v128.load(y0), a1 = v128.load(y0, 16);
    b0 = v128.load(y1), b1 = v128.load(y1, 16);
    c0 = v128.load(y2), c1 = v128.load(y2, 16);
    d0 = v128.load(y3), d1 = v128.load(y3, 16);
  }
  const u1 = x1 - x0, u2 = x2 - x0, u3 = x3 - x0;
  for (let s = 0; s < segments; s++) {
    const end = x0 + (<usize>length << 2);
    for (let p = x0; p < end; p += 4) {
      const w0 = v128.load(w), w1 = v128.load(w, 16);
      let v = v128.load_splat<f32>(p);
      a0 = madd(a0, v, w0);
      a1 = madd(a1, v, w1);
      v = v128.load_splat<f32>(p + u1);
      b0 = madd(b0, v, w0);
      b1 = madd(b1, v, w1);
      v = v128.load_splat<f32>(p + u2);
      c0 = madd(c0, v, w0);
      c1 = madd(c1, v, w1);
      v = v128.load_splat<f32>(p + u3);
      d0 = madd(d0, v, w0);
      d1 = madd(d1, v, w1);
      w += width;
    }
    x0 += stride;
    w += skip;
  }
  const bias1 = bias ? bias + 16 : 0;
  v128.store(y0, finish(a0, bias, relu));
  v128.store(y0, finish(a1, bias1, relu), 16);
  v128.store(y1, finish(b0, bias, relu));
  v128.store(y1, finish(b1, bias1, relu), 16);
  v128.store(y2, finish(c0, bias, relu));
  v128.store(y2, finish(c1, bias1, relu), 16);
  v128.store(y3, finish(d0, bias, relu));
  v128.store(y3, finish(d1, bias1, relu), 16);
}

/** 2 rows, 16 columns; those of the second half of W lie `half` bytes behind the first. */
export function tile2x16(
  x0: usize, x1: usize, segments: i32, length: i32, stride: i32,
  w: usize, width: i32, skip: i32, half: i32, bias: usize, relu: bool, y0: usize, y1: usize, goesOn: bool,
): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  if (goesOn) {
    a0 = v128.load(y0), a1 = v128.load(y0, 16), a2 = v128.load(y0, 32), a3 = v128.load(y0, 48);
    b0 = v128.load(y1), b1 = v128.load(y1, 16), b2 = v128.load(y1, 32), b3 = v128.load(y1, 48);
  }
  const u1 = x1 - x0;
  for (let s = 0; s < segments; s++) {
    const end = x0 + (<usize>length << 2);
    for (let p = x0; p < end; p += 4) {
      const v0 = v128.load_splat<f32>(p), v1 = v128.load_splat<f32>(p + u1);
      let column = v128.load(w);
      a0 = madd(a0, v0, column);
      b0 = madd(b0, v1, column);
      column = v128.load(w, 16);
      a1 = madd(a1, v0, column);
      b1 = madd(b1, v1, column);
      column = v128.load(w + half);
      a2 = madd(a2, v0, column);
      b2 = madd(b2, v1, column);
      column = v128.load(w + half, 16);
      a3 = madd(a3, v0, column);
      b3 = madd(b3, v1, column);
      w += width;
    }
    x0 += stride;
    w += skip;
  }
  for (let i: usize = 0; i < 2; i++) {
    const y = i ? y1 : y0;
    v128.store(y, finish(i ? b0 : a0, bias, relu));
    v128.store(y, finish(i ? b1 : a1, bias ? bias + 16 : 0, relu), 16);
    v128.store(y, finish(i ? b2 : a2, bias ? bias + 32 : 0, relu), 32);
    v128.store(y, finish(i ? b3 : a3, bias ? bias + 48 : 0, relu), 48);
  }
}

/** 1 row, 32 columns. */
export function tile1x32(
  x: usize, segments: i32, length: i32, stride: i32, w: usize, width: i32, skip: i32, bias: usize, relu: bool,
  y: usize,
): void {
  let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  for (let s = 0; s < segments; s++) {
    const end = x + (<usize>length << 2);
    for (let p = x; p < end; p += 4) {
      const v = v128.load_splat<f32>(p);
      a = madd(a, v, v128.load(w));
      b = madd(b, v, v128.load(w, 16));
      c = madd(c, v, v128.load(w, 32));
      d = madd(d, v, v128.load(w, 48));
      e = madd(e, v, v128.load(w, 64));
      f = madd(f, v, v128.load(w, 80));
      g = madd(g, v, v128.load(w, 96));
      h = madd(h, v, v128.load(w, 112));
      w += width;
    }
    x += stride;
    w += skip;
  }
  v128.store(y, finish(a, bias, relu));
  v128.store(y, finish(b, bias ? bias + 16 : 0, relu), 16);
  v128.store(y, finish(c, bias ? bias + 32 : 0, relu), 32);
  v128.store(y, finish(d, bias ? bias + 48 : 0, relu), 48);
  v128.store(y, finish(e, bias ? bias + 64 : 0, relu), 64);
  v128.store(y, finish(f, bias ? bias + 80 : 0, relu), 80);
  v128.store(y, finish(g, bias ? bias + 96 : 0, relu), 96);
  v128.store(y, finish(h, bias ? bias + 112 : 0, relu), 112);
}

/** 4 rows, 4 columns. */
export function tile4x4(
  x0: usize, x1: usize, x2: usize, x3: usize, segments: i32, length: i32, stride: i32,
  w: usize, width: i32, skip: i32, bias: usize, relu: bool, y0: usize, y1: usize, y2: usize, y3: usize,
): void {
  let a = f32x4.splat(0), b = a, c = a, d = a;
  const u1 = x1 - x0, u2 = x2 - x0, u3 = x3 - x0;
  for (let s = 0; s < segments; s++) {
    const end = x0 + (<usize>length << 2);
    for (let p = x0; p < end; p += 4) {
      const column = v128.load(w);
      a = madd(a, v128.load_splat<f32>(p), column);
      b = madd(b, v128.load_splat<f32>(p + u1), column);
      c = madd(c, v128.load_splat<f32>(p + u2), column);
      d = madd(d, v128.load_splat<f32>(p + u3), column);
      w += width;
    }
    x0 += stride;
    w += skip;
  }
  v128.store(y0, finish(a, bias, relu));
  v128.store(y1, finish(b, bias, relu));
  v128.store(y2, finish(c, bias, relu));
  v128.store(y3, finish(d, bias, relu));
}

/** 1 row, 4 columns. */
export function tile1x4(
  x: usize, segments: i32, length: i32, stride: i32, w: usize, width: i32, skip: i32, bias: usize, relu: bool,
  y: usize,
): void {
  let a = f32x4.splat(0);
  for (let s = 0; s < segments; s++) {
    const end = x + (<usize>length << 2);
    for (let p = x; p < end; p += 4) {
      a = madd(a, v128.load_splat<f32>(p), v128.load(w));
      w += width;
    }
    x += stride;
    w += skip;
  }
  v128.store(y, finish(a, bias, relu));
}

/** 1 row, 1 column. */
export function tile1x1(
  x: usize, segments: i32, length: i32, stride: i32, w: usize, width: i32, skip: i32, bias: usize, relu: bool,
  y: usize,
): void {
  let sum: f32 = 0;
  for (let s = 0; s < segments; s++) {
    const end = x + (<usize>length << 2);
    for (let p = x; p < end; p += 4) {
      sum += load<f32>(p) * load<f32>(w);
      w += width;
    }
    x += stride;
    w += skip;
  }
  if (bias) sum += load<f32>(bias);
  store<f32>(y, relu ? max<f32>(sum, 0) : sum);
}
