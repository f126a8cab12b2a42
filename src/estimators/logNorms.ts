/**
 * Sums of log(norm + eps), where eps is the machine epsilon, as published, or relative to a tiny scale.
 */

const SMALLEST_SCALE = -26;
const SAFE_LARGE = 1e150;
const SAFE_SMALL = 1e-150;

/**
 * Exponent of the power of two by which norms are multiplied before eps is added: 0 unless the geometric mean
 * of the norms that are not zero lies below 2^-26, where eps would begin to count.
 */
export function upwardShift(norms: Float64Array): number {
  // The mean log with eps added is an upper bound of the mean log, so the second look is rare.
  if (sumLogs(norms, 0, norms.length, 0) >= SMALLEST_SCALE * Math.LN2 * norms.length) return 0;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < norms.length; i++) {
    if (norms[i] === 0) continue;
    sum += Math.log2(norms[i]);
    count++;
  }
  return sum / count < SMALLEST_SCALE ? -Math.round(sum / count) : 0;
}

/** Sum of log(norm * 2^shift + eps) over norms[from] … norms[to - 1]. */
export function sumLogs(norms: Float64Array, from: number, to: number, shift: number): number {
  if (shift !== 0) return sumShiftedLogs(norms, from, to, shift);
  // The log of a product, taken whenever the product leaves the safe range: one log for many norms.
  let sum = 0;
  let product = 1;
  for (let i = from; i < to; i++) {
    const value = norms[i] + Number.EPSILON;
    if (value > SAFE_LARGE) {
      sum += Math.log(value);
      continue;
    }
    product *= value;
    if (product > SAFE_LARGE || product < SAFE_SMALL) {
      sum += Math.log(product);
      product = 1;
    }
  }
  return sum + Math.log(product);
}

function sumShiftedLogs(norms: Float64Array, from: number, to: number, shift: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) {
    const log = Math.log(norms[i]) + shift * Math.LN2;
    sum += log > 0 ? log : Math.log(Math.exp(log) + Number.EPSILON);
  }
  return sum;
}
