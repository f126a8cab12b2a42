// The SIMD core. One pass over the iterate x applies up to four rows of the update and takes the scalar products of
// the new x with up to four rows. Columns are summed in four interleaved parts: (c0 + c2) + (c1 + c3), c_i over columns = i mod 4.

let iterate: usize = 0;
let iterateEnd: usize = 0;
let sumShift: usize = 0;
let scale: f64 = 0;

export function setPass(x: usize, sum: usize, strideBytes: usize, scaleValue: f64): void {
  iterate = x;
  iterateEnd = x + strideBytes;
  sumShift = sum - x;
  scale = scaleValue;
}

// @ts-ignore: decorator
@inline
function total(a: v128, b: v128): f64 {
  const s = f64x2.add(a, b);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

// @ts-ignore: decorator
@inline
function row(list: usize, i: usize): usize {
  return <usize>load<u32>(list + (i << 2)) - iterate;
}

// @ts-ignore: decorator
@inline
function less(x: v128, c: v128, address: usize, shift: usize): v128 {
  return f64x2.sub(x, f64x2.mul(c, v128.load(address + shift)));
}

// @ts-ignore: decorator
@inline
function more(sum: v128, x: v128, address: usize, shift: usize): v128 {
  return f64x2.add(sum, f64x2.mul(x, v128.load(address + shift)));
}

/**
 * x <- x - sum of NU rows of `u` times their weights `cu`; if AVERAGE, sum <- sum + x; then the weights of NV rows of `v`:
 * cv <- scale (row . x - cv), where cv held the labels.
 */
// @ts-ignore: decorator
@inline
function pass(NU: i32, NV: i32, AVERAGE: bool, u: usize, cu: usize, v: usize, cv: usize): void {
  const end = iterateEnd;
  const s = sumShift;
  const zero = f64x2.splat(0);
  const u0 = NU > 0 ? row(u, 0) : 0;
  const u1 = NU > 1 ? row(u, 1) : 0;
  const u2 = NU > 2 ? row(u, 2) : 0;
  const u3 = NU > 3 ? row(u, 3) : 0;
  const c0 = NU > 0 ? v128.load_splat<u64>(cu) : zero;
  const c1 = NU > 1 ? v128.load_splat<u64>(cu, 8) : zero;
  const c2 = NU > 2 ? v128.load_splat<u64>(cu, 16) : zero;
  const c3 = NU > 3 ? v128.load_splat<u64>(cu, 24) : zero;
  const v0 = NV > 0 ? row(v, 0) : 0;
  const v1 = NV > 1 ? row(v, 1) : 0;
  const v2 = NV > 2 ? row(v, 2) : 0;
  const v3 = NV > 3 ? row(v, 3) : 0;
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero;
  let b0 = zero, b1 = zero, b2 = zero, b3 = zero;
  for (let x = iterate; x < end; x += 32) {
    let p = v128.load(x);
    let q = v128.load(x, 16);
    if (NU > 0) { p = less(p, c0, u0 + x, 0); q = less(q, c0, u0 + x, 16); }
    if (NU > 1) { p = less(p, c1, u1 + x, 0); q = less(q, c1, u1 + x, 16); }
    if (NU > 2) { p = less(p, c2, u2 + x, 0); q = less(q, c2, u2 + x, 16); }
    if (NU > 3) { p = less(p, c3, u3 + x, 0); q = less(q, c3, u3 + x, 16); }
    if (NU > 0) { v128.store(x, p); v128.store(x, q, 16); }
    if (AVERAGE) {
      v128.store(s + x, f64x2.add(v128.load(s + x), p));
      v128.store(s + x, f64x2.add(v128.load(s + x, 16), q), 16);
    }
    if (NV > 0) { a0 = more(a0, p, v0 + x, 0); b0 = more(b0, q, v0 + x, 16); }
    if (NV > 1) { a1 = more(a1, p, v1 + x, 0); b1 = more(b1, q, v1 + x, 16); }
    if (NV > 2) { a2 = more(a2, p, v2 + x, 0); b2 = more(b2, q, v2 + x, 16); }
    if (NV > 3) { a3 = more(a3, p, v3 + x, 0); b3 = more(b3, q, v3 + x, 16); }
  }
  const k = scale;
  if (NV > 0) store<f64>(cv, k * (total(a0, b0) - load<f64>(cv)));
  if (NV > 1) store<f64>(cv, k * (total(a1, b1) - load<f64>(cv, 8)), 8);
  if (NV > 2) store<f64>(cv, k * (total(a2, b2) - load<f64>(cv, 16)), 16);
  if (NV > 3) store<f64>(cv, k * (total(a3, b3) - load<f64>(cv, 24)), 24);
}

export function update4(u: usize, cu: usize): void { pass(4, 0, false, u, cu, 0, 0); }
function residual1(v: usize, cv: usize): void { pass(0, 1, false, 0, 0, v, cv); }
function residual2(v: usize, cv: usize): void { pass(0, 2, false, 0, 0, v, cv); }
function residual3(v: usize, cv: usize): void { pass(0, 3, false, 0, 0, v, cv); }
export function residual4(v: usize, cv: usize): void { pass(0, 4, false, 0, 0, v, cv); }
function fused1(u: usize, cu: usize, v: usize, cv: usize): void { pass(1, 1, false, u, cu, v, cv); }
function fused2(u: usize, cu: usize, v: usize, cv: usize): void { pass(2, 2, false, u, cu, v, cv); }
function fused3(u: usize, cu: usize, v: usize, cv: usize): void { pass(3, 3, false, u, cu, v, cv); }
function fused4(u: usize, cu: usize, v: usize, cv: usize): void { pass(4, 4, false, u, cu, v, cv); }
function averaged1(u: usize, cu: usize, v: usize, cv: usize): void { pass(1, 1, true, u, cu, v, cv); }
function averaged2(u: usize, cu: usize, v: usize, cv: usize): void { pass(2, 2, true, u, cu, v, cv); }
function averaged3(u: usize, cu: usize, v: usize, cv: usize): void { pass(3, 3, true, u, cu, v, cv); }
function averaged4(u: usize, cu: usize, v: usize, cv: usize): void { pass(4, 4, true, u, cu, v, cv); }

/** Weights of the first `r` (1..4) rows of a batch. */
export function residual(r: i32, v: usize, cv: usize): void {
  if (r == 1) residual1(v, cv);
  else if (r == 2) residual2(v, cv);
  else if (r == 3) residual3(v, cv);
  else residual4(v, cv);
}

/** The last `r` (1..4) rows of one update and the weights of `r` rows of the next batch in one pass. */
export function fused(r: i32, average: bool, u: usize, cu: usize, v: usize, cv: usize): void {
  if (average) {
    if (r == 1) averaged1(u, cu, v, cv);
    else if (r == 2) averaged2(u, cu, v, cv);
    else if (r == 3) averaged3(u, cu, v, cv);
    else averaged4(u, cu, v, cv);
  } else {
    if (r == 1) fused1(u, cu, v, cv);
    else if (r == 2) fused2(u, cu, v, cv);
    else if (r == 3) fused3(u, cu, v, cv);
    else fused4(u, cu, v, cv);
  }
}
