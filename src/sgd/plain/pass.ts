import type { Job } from './batch.js';

/** row . x, the columns summed in two interleaved parts. */
const productOfTwo = (f64: Float64Array, x: number, row: number, stride: number): number => {
  let even = 0;
  let odd = 0;
  for (let j = 0; j < stride; j += 2) {
    even += f64[x + j] * f64[row + j];
    odd += f64[x + j + 1] * f64[row + j + 1];
  }
  return even + odd;
};

/** row . x, the columns summed in four interleaved parts. */
const productOfFour = (f64: Float64Array, x: number, row: number, stride: number): number => {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let j = 0; j < stride; j += 4) {
    a += f64[x + j] * f64[row + j];
    b += f64[x + j + 1] * f64[row + j + 1];
    c += f64[x + j + 2] * f64[row + j + 2];
    d += f64[x + j + 3] * f64[row + j + 3];
  }
  return a + c + (b + d);
};

/** weight <- scale (row . x - label), summed in the order of the SIMD kernel: see assembly/pass.ts. */
export const residuals = (
  { f64, u32, stride }: Job,
  scale: number,
  count: number,
  x: number,
  list: number,
  weights: number,
): void => {
  const head = count & 3;
  for (let i = 0; i < count; i++) {
    const product = i < head && head < 3 ? productOfFour : productOfTwo;
    f64[weights + i] = scale * (product(f64, x, u32[list + i] / 8, stride) - f64[weights + i]);
  }
};

/** x <- x - the rows from … to - 1 of the list times their weights. */
export const subtract = (
  job: Job,
  x: number,
  list: number,
  weights: number,
  from: number,
  to: number,
): void => {
  const { f64, stride } = job;
  for (let i = from; i < to; i++) {
    const row = job.u32[list + i] / 8;
    const weight = f64[weights + i];
    for (let j = 0; j < stride; j++) f64[x + j] -= weight * f64[row + j];
  }
};
