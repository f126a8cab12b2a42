// The SIMD core: passes over the iterate x. An update subtracts rows times their weights; a residual takes the scalar
// products of x with rows; a fused pass does both while x is in registers. The compiler moves all loads of a loop's body to
// its head, so every body is kept small enough for 15 vector registers: it decides the rows and columns per step.
//
// Order of summation (the plain twin has the same): two interleaved parts, even and odd columns; rows that come one or two
// to a pass, where the chain of additions would be the bottleneck, four parts: (c0 + c2) + (c1 + c3), c_i over columns = i mod 4.

let iterate: usize = 0;
let iterateEnd: usize = 0;
let average: usize = 0;
let scale: f64 = 0;

export function setPass(x: usize, sum: usize, strideBytes: usize, scaleValue: f64): void {
  iterate = x;
  iterateEnd = x + strideBytes;
  average = sum;
  scale = scaleValue;
}

/** Another vector for the next passes: the gradient that rows are added to, the point that residuals are taken at. */
export function setVector(x: usize, strideBytes: usize): void {
  iterate = x;
  iterateEnd = x + strideBytes;
}

export function setScale(value: f64): void {
  scale = value;
}

// @ts-ignore: decorator
@inline
function row(list: usize, i: usize): usize {
  return <usize>load<u32>(list + (i << 2));
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

/** Two columns of x (of 0 if FRESH) less N rows times their weights, stored and, if AVERAGE, added to the sum. */
// @ts-ignore: decorator
@inline
function step(
  N: i32, AVERAGE: bool, FRESH: bool, shift: usize, x: usize, s: usize,
  u0: usize, u1: usize, u2: usize, u3: usize, c0: v128, c1: v128, c2: v128, c3: v128,
): v128 {
  let p = FRESH ? f64x2.splat(0) : v128.load(x + shift);
  if (N > 0) p = less(p, c0, u0, shift);
  if (N > 1) p = less(p, c1, u1, shift);
  if (N > 2) p = less(p, c2, u2, shift);
  if (N > 3) p = less(p, c3, u3, shift);
  if (N > 0) v128.store(x + shift, p);
  if (AVERAGE) v128.store(s + shift, f64x2.add(v128.load(s + shift), p));
  return p;
}

/** weight <- scale (a + b, both lanes added, - label), where the label stands. */
// @ts-ignore: decorator
@inline
function weigh(parts: v128, weight: usize, shift: usize): void {
  const product = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1);
  store<f64>(weight + shift, scale * (product - load<f64>(weight + shift)));
}

/** x <- x (0 if FRESH) - N rows of the list `u` times their weights `cu`; if AVERAGE, sum <- sum + x. */
// @ts-ignore: decorator
@inline
function update(N: i32, AVERAGE: bool, FRESH: bool, u: usize, cu: usize): void {
  const zero = f64x2.splat(0);
  const end = iterateEnd;
  const main = end - 32;
  let s = average;
  let u0: usize = N > 0 ? row(u, 0) : 0;
  let u1: usize = N > 1 ? row(u, 1) : 0;
  let u2: usize = N > 2 ? row(u, 2) : 0;
  let u3: usize = N > 3 ? row(u, 3) : 0;
  const c0 = N > 0 ? v128.load_splat<u64>(cu) : zero;
  const c1 = N > 1 ? v128.load_splat<u64>(cu, 8) : zero;
  const c2 = N > 2 ? v128.load_splat<u64>(cu, 16) : zero;
  const c3 = N > 3 ? v128.load_splat<u64>(cu, 24) : zero;
  let x = iterate;
  while (x < main) {
    step(N, AVERAGE, FRESH, 0, x, s, u0, u1, u2, u3, c0, c1, c2, c3);
    step(N, AVERAGE, FRESH, 16, x, s, u0, u1, u2, u3, c0, c1, c2, c3);
    step(N, AVERAGE, FRESH, 32, x, s, u0, u1, u2, u3, c0, c1, c2, c3);
    step(N, AVERAGE, FRESH, 48, x, s, u0, u1, u2, u3, c0, c1, c2, c3);
    x += 64;
    if (N > 0) u0 += 64;
    if (N > 1) u1 += 64;
    if (N > 2) u2 += 64;
    if (N > 3) u3 += 64;
    if (AVERAGE) s += 64;
  }
  if (x < end) {
    step(N, AVERAGE, FRESH, 0, x, s, u0, u1, u2, u3, c0, c1, c2, c3);
    step(N, AVERAGE, FRESH, 16, x, s, u0, u1, u2, u3, c0, c1, c2, c3);
  }
}

/**
 * The update by N rows and the weights of N rows of the next list `v`: cv <- scale (row . x - cv), where cv held the labels.
 * UPDATE false leaves out the update.
 */
// @ts-ignore: decorator
@inline
function fused(N: i32, UPDATE: bool, AVERAGE: bool, u: usize, cu: usize, v: usize, cv: usize): void {
  const zero = f64x2.splat(0);
  const end = iterateEnd;
  const NU = UPDATE ? N : 0;
  let s = average;
  let u0: usize = NU > 0 ? row(u, 0) : 0;
  let u1: usize = NU > 1 ? row(u, 1) : 0;
  let u2: usize = NU > 2 ? row(u, 2) : 0;
  const c0 = NU > 0 ? v128.load_splat<u64>(cu) : zero;
  const c1 = NU > 1 ? v128.load_splat<u64>(cu, 8) : zero;
  const c2 = NU > 2 ? v128.load_splat<u64>(cu, 16) : zero;
  let v0: usize = row(v, 0);
  let v1: usize = N > 1 ? row(v, 1) : 0;
  let v2: usize = N > 2 ? row(v, 2) : 0;
  let v3: usize = N > 3 ? row(v, 3) : 0;
  let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero;
  for (let x = iterate; x < end; x += 32) {
    const p = step(NU, AVERAGE, false, 0, x, s, u0, u1, u2, 0, c0, c1, c2, zero);
    a0 = more(a0, p, v0, 0);
    if (N > 1) a1 = more(a1, p, v1, 0);
    if (N > 2) a2 = more(a2, p, v2, 0);
    if (N > 3) a3 = more(a3, p, v3, 0);
    const q = step(NU, AVERAGE, false, 16, x, s, u0, u1, u2, 0, c0, c1, c2, zero);
    if (N > 2) {
      a0 = more(a0, q, v0, 16);
      a1 = more(a1, q, v1, 16);
      a2 = more(a2, q, v2, 16);
      if (N > 3) a3 = more(a3, q, v3, 16);
    } else {
      b0 = more(b0, q, v0, 16);
      if (N > 1) b1 = more(b1, q, v1, 16);
    }
    if (NU > 0) u0 += 32;
    if (NU > 1) u1 += 32;
    if (NU > 2) u2 += 32;
    v0 += 32;
    if (N > 1) v1 += 32;
    if (N > 2) v2 += 32;
    if (N > 3) v3 += 32;
    if (AVERAGE) s += 32;
  }
  weigh(N > 2 ? a0 : f64x2.add(a0, b0), cv, 0);
  if (N > 1) weigh(N > 2 ? a1 : f64x2.add(a1, b1), cv, 8);
  if (N > 2) weigh(a2, cv, 16);
  if (N > 3) weigh(a3, cv, 24);
}

export function update4(u: usize, cu: usize): void { update(4, false, false, u, cu); }
function update1(u: usize, cu: usize): void { update(1, false, false, u, cu); }
function update2(u: usize, cu: usize): void { update(2, false, false, u, cu); }
function update3(u: usize, cu: usize): void { update(3, false, false, u, cu); }
function averaged4(u: usize, cu: usize): void { update(4, true, false, u, cu); }
function fresh1(u: usize, cu: usize): void { update(1, false, true, u, cu); }
function fresh2(u: usize, cu: usize): void { update(2, false, true, u, cu); }
function fresh3(u: usize, cu: usize): void { update(3, false, true, u, cu); }
function fresh4(u: usize, cu: usize): void { update(4, false, true, u, cu); }
function residual1(v: usize, cv: usize): void { fused(1, false, false, 0, 0, v, cv); }
function residual2(v: usize, cv: usize): void { fused(2, false, false, 0, 0, v, cv); }
function residual3(v: usize, cv: usize): void { fused(3, false, false, 0, 0, v, cv); }
export function residual4(v: usize, cv: usize): void { fused(4, false, false, 0, 0, v, cv); }
function fused1(u: usize, cu: usize, v: usize, cv: usize): void { fused(1, true, false, u, cu, v, cv); }
function fused2(u: usize, cu: usize, v: usize, cv: usize): void { fused(2, true, false, u, cu, v, cv); }
function fused3(u: usize, cu: usize, v: usize, cv: usize): void { fused(3, true, false, u, cu, v, cv); }
function fusedAveraged1(u: usize, cu: usize, v: usize, cv: usize): void { fused(1, true, true, u, cu, v, cv); }
function fusedAveraged2(u: usize, cu: usize, v: usize, cv: usize): void { fused(2, true, true, u, cu, v, cv); }
function fusedAveraged3(u: usize, cu: usize, v: usize, cv: usize): void { fused(3, true, true, u, cu, v, cv); }

/** Weights of the first `r` (1 to 4) rows of a batch. */
export function residualHead(r: i32, v: usize, cv: usize): void {
  if (r == 1) residual1(v, cv);
  else if (r == 2) residual2(v, cv);
  else if (r == 3) residual3(v, cv);
  else residual4(v, cv);
}

/** The update by the first `r` (1 to 4) rows of a batch. */
export function updateHead(r: i32, u: usize, cu: usize): void {
  if (r == 1) update1(u, cu);
  else if (r == 2) update2(u, cu);
  else if (r == 3) update3(u, cu);
  else update4(u, cu);
}

/** The vector becomes 0 less the first `r` (1 to 4) rows of a batch times their weights. */
export function freshHead(r: i32, u: usize, cu: usize): void {
  if (r == 1) fresh1(u, cu);
  else if (r == 2) fresh2(u, cu);
  else if (r == 3) fresh3(u, cu);
  else fresh4(u, cu);
}

/** The last `r` (1 to 4) rows of one update, then the weights of the first `r` rows of the next batch. */
export function turn(r: i32, averaging: bool, u: usize, cu: usize, v: usize, cv: usize): void {
  if (r == 4) {
    if (averaging) averaged4(u, cu);
    else update4(u, cu);
    residual4(v, cv);
  } else if (averaging) {
    if (r == 1) fusedAveraged1(u, cu, v, cv);
    else if (r == 2) fusedAveraged2(u, cu, v, cv);
    else fusedAveraged3(u, cu, v, cv);
  } else {
    if (r == 1) fused1(u, cu, v, cv);
    else if (r == 2) fused2(u, cu, v, cv);
    else fused3(u, cu, v, cv);
  }
}
