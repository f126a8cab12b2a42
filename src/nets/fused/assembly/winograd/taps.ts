// The maps of 3 x 3 taps to their spectrum, G g G', and of a spectrum back, on 4 channels at once. They are met once for every
// pair of channels, so they keep what they can in registers.
import { times } from './lines';

/** Bytes from one tap to the next. */
const TAP: usize = 64;

// @ts-expect-error: decorator
@inline
function tap(g: usize, i: usize): v128 {
  return v128.load(g + i * TAP);
}

/** Gg of a row of taps, stored `plane` bytes apart. */
// @ts-expect-error: decorator
@inline
function storeLine4(g0: v128, g1: v128, g2: v128, to: usize, plane: usize): void {
  v128.store(to, times(0.25, g0));
  const even = times(<f32>(-1.0 / 6.0), f32x4.add(g0, g2)), odd = times(<f32>(1.0 / 6.0), g1);
  v128.store((to += plane), f32x4.sub(even, odd));
  v128.store((to += plane), f32x4.add(even, odd));
  const far = f32x4.add(times(<f32>(1.0 / 24.0), g0), times(<f32>(1.0 / 6.0), g2)), near = times(<f32>(1.0 / 12.0), g1);
  v128.store((to += plane), f32x4.add(far, near));
  v128.store((to += plane), f32x4.sub(far, near));
  v128.store((to += plane), g2);
}

// @ts-expect-error: decorator
@inline
function storeLine2(g0: v128, g1: v128, g2: v128, to: usize, plane: usize): void {
  const even = times(0.5, f32x4.add(g0, g2)), odd = times(0.5, g1);
  v128.store(to, g0);
  v128.store((to += plane), f32x4.add(even, odd));
  v128.store((to += plane), f32x4.sub(even, odd));
  v128.store((to += plane), g2);
}

function tapSquare4(g: usize, to: usize, plane: usize): void {
  const a = tap(g, 0), b = tap(g, 1), c = tap(g, 2), d = tap(g, 3), e = tap(g, 4), f = tap(g, 5);
  const x = tap(g, 6), y = tap(g, 7), z = tap(g, 8);
  const row: usize = 6 * plane;
  storeLine4(times(0.25, a), times(0.25, b), times(0.25, c), to, plane);
  let s = <f32>(-1.0 / 6.0), t = <f32>(1.0 / 6.0);
  let a0 = times(s, f32x4.add(a, x)), b0 = times(s, f32x4.add(b, y)), c0 = times(s, f32x4.add(c, z));
  let a1 = times(t, d), b1 = times(t, e), c1 = times(t, f);
  storeLine4(f32x4.sub(a0, a1), f32x4.sub(b0, b1), f32x4.sub(c0, c1), (to += row), plane);
  storeLine4(f32x4.add(a0, a1), f32x4.add(b0, b1), f32x4.add(c0, c1), (to += row), plane);
  s = <f32>(1.0 / 24.0);
  a0 = f32x4.add(times(s, a), times(t, x));
  b0 = f32x4.add(times(s, b), times(t, y));
  c0 = f32x4.add(times(s, c), times(t, z));
  s = <f32>(1.0 / 12.0);
  a1 = times(s, d);
  b1 = times(s, e);
  c1 = times(s, f);
  storeLine4(f32x4.add(a0, a1), f32x4.add(b0, b1), f32x4.add(c0, c1), (to += row), plane);
  storeLine4(f32x4.sub(a0, a1), f32x4.sub(b0, b1), f32x4.sub(c0, c1), (to += row), plane);
  storeLine4(x, y, z, (to += row), plane);
}

function tapSquare2(g: usize, to: usize, plane: usize): void {
  const a = tap(g, 0), b = tap(g, 1), c = tap(g, 2), x = tap(g, 6), y = tap(g, 7), z = tap(g, 8);
  const row: usize = 4 * plane;
  storeLine2(a, b, c, to, plane);
  const a0 = times(0.5, f32x4.add(a, x)), b0 = times(0.5, f32x4.add(b, y)), c0 = times(0.5, f32x4.add(c, z));
  const a1 = times(0.5, tap(g, 3)), b1 = times(0.5, tap(g, 4)), c1 = times(0.5, tap(g, 5));
  storeLine2(f32x4.add(a0, a1), f32x4.add(b0, b1), f32x4.add(c0, c1), (to += row), plane);
  storeLine2(f32x4.sub(a0, a1), f32x4.sub(b0, b1), f32x4.sub(c0, c1), (to += row), plane);
  storeLine2(x, y, z, (to += row), plane);
}

/** 3 x 3 taps, 64 bytes apart, to a spectrum. */
// @ts-expect-error: decorator
@inline
export function tapSquare(m: i32, g: usize, to: usize, plane: usize): void {
  if (m == 4) tapSquare4(g, to, plane);
  else tapSquare2(g, to, plane);
}

/** G'z of 6 rows of a column of a spectrum, to 3 numbers `apart` bytes apart. */
// @ts-expect-error: decorator
@inline
function foldLine4(z0: v128, z1: v128, z2: v128, z3: v128, z4: v128, z5: v128, to: usize, apart: usize): void {
  const s = times(<f32>(1.0 / 6.0), f32x4.add(z1, z2)), p = f32x4.add(z3, z4);
  v128.store(to, f32x4.add(f32x4.sub(times(0.25, z0), s), times(<f32>(1.0 / 24.0), p)));
  v128.store(
    (to += apart),
    f32x4.add(times(<f32>(1.0 / 6.0), f32x4.sub(z2, z1)), times(<f32>(1.0 / 12.0), f32x4.sub(z3, z4))),
  );
  v128.store(to + apart, f32x4.add(f32x4.sub(times(<f32>(1.0 / 6.0), p), s), z5));
}

function tapGradientSquare4(from: usize, plane: usize, to: usize, spare: usize): void {
  for (let c: usize = 0; c < 6; c++, from += plane) {
    let p = from;
    const z0 = v128.load(p), z1 = v128.load((p += 6 * plane)), z2 = v128.load((p += 6 * plane));
    const z3 = v128.load((p += 6 * plane)), z4 = v128.load((p += 6 * plane)), z5 = v128.load(p + 6 * plane);
    foldLine4(z0, z1, z2, z3, z4, z5, spare + (c << 4), 96);
  }
  for (let r: usize = 0; r < 3; r++, spare += 96)
    foldLine4(
      v128.load(spare), v128.load(spare, 16), v128.load(spare, 32), v128.load(spare, 48), v128.load(spare, 64),
      v128.load(spare, 80), to + r * 3 * TAP, TAP,
    );
}

// @ts-expect-error: decorator
@inline
function foldLine2(z0: v128, z1: v128, z2: v128, z3: v128, to: usize, apart: usize): void {
  const half = times(0.5, f32x4.add(z1, z2));
  v128.store(to, f32x4.add(z0, half));
  v128.store((to += apart), times(0.5, f32x4.sub(z1, z2)));
  v128.store(to + apart, f32x4.add(half, z3));
}

function tapGradientSquare2(from: usize, plane: usize, to: usize, spare: usize): void {
  for (let c: usize = 0; c < 4; c++, from += plane)
    foldLine2(
      v128.load(from), v128.load(from + 4 * plane), v128.load(from + 8 * plane), v128.load(from + 12 * plane),
      spare + (c << 4), 64,
    );
  for (let r: usize = 0; r < 3; r++, spare += 64)
    foldLine2(
      v128.load(spare), v128.load(spare, 16), v128.load(spare, 32), v128.load(spare, 48), to + r * 3 * TAP, TAP,
    );
}

/** A spectrum to 3 x 3 taps, 64 bytes apart. */
// @ts-expect-error: decorator
@inline
export function tapGradientSquare(m: i32, from: usize, plane: usize, to: usize, spare: usize): void {
  if (m == 4) tapGradientSquare4(from, plane, to, spare);
  else tapGradientSquare2(from, plane, to, spare);
}
