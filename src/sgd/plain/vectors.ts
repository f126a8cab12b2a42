// Passes over vectors in the shared memory: the twins of assembly/vectors.ts. Addresses and sizes are in bytes.

type Combine = (target: number, source: number) => number;

const each = (f64: Float64Array, target: number, source: number, bytes: number, combine: Combine): void => {
  for (let i = 0; i < bytes; i += 8)
    f64[(target + i) / 8] = combine(f64[(target + i) / 8], f64[(source + i) / 8]);
};

/** target <- factor source. */
export function scaled(
  f64: Float64Array,
  target: number,
  source: number,
  factor: number,
  bytes: number,
): void {
  each(f64, target, source, bytes, (_, value) => factor * value);
}

/** target <- target + factor source. */
export function addScaled(
  f64: Float64Array,
  target: number,
  source: number,
  factor: number,
  bytes: number,
): void {
  each(f64, target, source, bytes, (sum, value) => sum + factor * value);
}

/** target <- target + source. */
export function addTo(f64: Float64Array, target: number, source: number, bytes: number): void {
  each(f64, target, source, bytes, (sum, value) => sum + value);
}

/** target <- a - b. */
export function difference(f64: Float64Array, target: number, a: number, b: number, bytes: number): void {
  for (let i = 0; i < bytes; i += 8) f64[(target + i) / 8] = f64[(a + i) / 8] - f64[(b + i) / 8];
}
