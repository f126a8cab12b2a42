// The linear maps of Winograd's convolutions with 3 taps along one line, on 4 channels at once: `line4` gives 4 outputs of 6
// inputs (points 0, 1, -1, 2, -2 and infinity), `line2` gives 2 of 4 (0, 1, -1, infinity). y = A'(Gg . B'd) for inputs d and
// taps g; gradients go the same way back, through the transposed maps (Lavin & Gray 2016, "Fast Algorithms for Convolutional
// Neural Networks"). Each function reads vectors `step` bytes apart and writes vectors `apart` bytes apart.

// @ts-expect-error: decorator
@inline
export function times(factor: f32, v: v128): v128 {
  return f32x4.mul(f32x4.splat(factor), v);
}

// @ts-expect-error: decorator
@inline
function at(from: usize, step: usize, i: usize): v128 {
  return v128.load(from + i * step);
}

// @ts-expect-error: decorator
@inline
function put(to: usize, apart: usize, i: usize, v: v128): void {
  v128.store(to + i * apart, v);
}

/** B'd. */
// @ts-expect-error: decorator
@inline
export function inputLine4(from: usize, step: usize, to: usize, apart: usize): void {
  const d0 = at(from, step, 0), d1 = at(from, step, 1), d2 = at(from, step, 2);
  const d3 = at(from, step, 3), d4 = at(from, step, 4), d5 = at(from, step, 5);
  put(to, apart, 0, f32x4.add(f32x4.sub(times(4, d0), times(5, d2)), d4));
  const even = f32x4.sub(d4, times(4, d2)), odd = f32x4.sub(d3, times(4, d1));
  put(to, apart, 1, f32x4.add(even, odd));
  put(to, apart, 2, f32x4.sub(even, odd));
  const far = f32x4.sub(d4, d2), twice = times(2, f32x4.sub(d3, d1));
  put(to, apart, 3, f32x4.add(far, twice));
  put(to, apart, 4, f32x4.sub(far, twice));
  put(to, apart, 5, f32x4.add(f32x4.sub(times(4, d1), times(5, d3)), d5));
}

/** The transpose of `inputLine4`. */
// @ts-expect-error: decorator
@inline
export function inputGradientLine4(from: usize, step: usize, to: usize, apart: usize): void {
  const y0 = at(from, step, 0), y1 = at(from, step, 1), y2 = at(from, step, 2);
  const y3 = at(from, step, 3), y4 = at(from, step, 4), y5 = at(from, step, 5);
  const s = f32x4.add(y1, y2), d = f32x4.sub(y1, y2), p = f32x4.add(y3, y4), q = times(2, f32x4.sub(y3, y4));
  put(to, apart, 0, times(4, y0));
  put(to, apart, 1, f32x4.sub(times(4, f32x4.sub(y5, d)), q));
  put(to, apart, 2, f32x4.sub(f32x4.sub(times(-5, y0), times(4, s)), p));
  put(to, apart, 3, f32x4.sub(f32x4.add(d, q), times(5, y5)));
  put(to, apart, 4, f32x4.add(f32x4.add(y0, s), p));
  put(to, apart, 5, y5);
}

/** A'm. */
// @ts-expect-error: decorator
@inline
export function outputLine4(from: usize, step: usize, to: usize, apart: usize): void {
  const m1 = at(from, step, 1), m2 = at(from, step, 2), m3 = at(from, step, 3), m4 = at(from, step, 4);
  const s = f32x4.add(m1, m2), d = f32x4.sub(m1, m2), p = f32x4.add(m3, m4), q = f32x4.sub(m3, m4);
  put(to, apart, 0, f32x4.add(f32x4.add(at(from, step, 0), s), p));
  put(to, apart, 1, f32x4.add(d, times(2, q)));
  put(to, apart, 2, f32x4.add(s, times(4, p)));
  put(to, apart, 3, f32x4.add(f32x4.add(d, times(8, q)), at(from, step, 5)));
}

/** The transpose of `outputLine4`. */
// @ts-expect-error: decorator
@inline
export function outputGradientLine4(from: usize, step: usize, to: usize, apart: usize): void {
  const y0 = at(from, step, 0), y1 = at(from, step, 1), y2 = at(from, step, 2), y3 = at(from, step, 3);
  put(to, apart, 0, y0);
  let even = f32x4.add(y0, y2), odd = f32x4.add(y1, y3);
  put(to, apart, 1, f32x4.add(even, odd));
  put(to, apart, 2, f32x4.sub(even, odd));
  even = f32x4.add(y0, times(4, y2));
  odd = f32x4.add(times(2, y1), times(8, y3));
  put(to, apart, 3, f32x4.add(even, odd));
  put(to, apart, 4, f32x4.sub(even, odd));
  put(to, apart, 5, y3);
}

// @ts-expect-error: decorator
@inline
export function inputLine2(from: usize, step: usize, to: usize, apart: usize): void {
  const d0 = at(from, step, 0), d1 = at(from, step, 1), d2 = at(from, step, 2), d3 = at(from, step, 3);
  put(to, apart, 0, f32x4.sub(d0, d2));
  put(to, apart, 1, f32x4.add(d1, d2));
  put(to, apart, 2, f32x4.sub(d2, d1));
  put(to, apart, 3, f32x4.sub(d1, d3));
}

// @ts-expect-error: decorator
@inline
export function inputGradientLine2(from: usize, step: usize, to: usize, apart: usize): void {
  const y0 = at(from, step, 0), y1 = at(from, step, 1), y2 = at(from, step, 2), y3 = at(from, step, 3);
  put(to, apart, 0, y0);
  put(to, apart, 1, f32x4.add(f32x4.sub(y1, y2), y3));
  put(to, apart, 2, f32x4.sub(f32x4.add(y1, y2), y0));
  put(to, apart, 3, f32x4.neg(y3));
}

// @ts-expect-error: decorator
@inline
export function outputLine2(from: usize, step: usize, to: usize, apart: usize): void {
  const m1 = at(from, step, 1), m2 = at(from, step, 2);
  put(to, apart, 0, f32x4.add(at(from, step, 0), f32x4.add(m1, m2)));
  put(to, apart, 1, f32x4.sub(f32x4.sub(m1, m2), at(from, step, 3)));
}

// @ts-expect-error: decorator
@inline
export function outputGradientLine2(from: usize, step: usize, to: usize, apart: usize): void {
  const y0 = at(from, step, 0), y1 = at(from, step, 1);
  put(to, apart, 0, y0);
  put(to, apart, 1, f32x4.add(y0, y1));
  put(to, apart, 2, f32x4.sub(y0, y1));
  put(to, apart, 3, f32x4.neg(y1));
}
