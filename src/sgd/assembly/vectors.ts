// Passes over vectors. src/sgd/plain/vectors.ts has the twins. Addresses and sizes are in bytes.

/** target <- factor source. */
export function scaled(target: usize, source: usize, factor: f64, bytes: usize): void {
  const c = f64x2.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(target + i, f64x2.mul(c, v128.load(source + i)));
}

/** target <- target + factor source. */
export function addScaled(target: usize, source: usize, factor: f64, bytes: usize): void {
  const c = f64x2.splat(factor);
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(target + i, f64x2.add(v128.load(target + i), f64x2.mul(c, v128.load(source + i))));
}

/** target <- 0. */
export function cleared(target: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(target + i, f64x2.splat(0));
}

/** target <- target + source. */
export function addTo(target: usize, source: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(target + i, f64x2.add(v128.load(target + i), v128.load(source + i)));
}

/** target <- a - b. */
export function difference(target: usize, a: usize, b: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(target + i, f64x2.sub(v128.load(a + i), v128.load(b + i)));
}
