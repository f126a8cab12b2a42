/** A mean over correlated blocks with its standard error. */
export interface BlockMean {
  readonly mean: number;
  readonly standardError: number;
  /** difference of the means of the two halves in standard errors: large if the run has not settled */
  readonly drift: number;
}

/** Mean and standard error of block values; the first-order correlation of neighbours is allowed for. */
export function blockMean(values: readonly number[]): BlockMean {
  const n = values.length;
  const average = (from: number, to: number): number => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += values[i];
    return sum / (to - from);
  };
  const mean = average(0, n);
  let [square, neighbours] = [0, 0];
  for (let i = 0; i < n; i++) {
    square += (values[i] - mean) ** 2;
    if (i > 0) neighbours += (values[i] - mean) * (values[i - 1] - mean);
  }
  const correlation = square > 0 ? Math.max(0, neighbours / square) : 0;
  const standardError = Math.sqrt((square / (n * (n - 1))) * (1 + 2 * correlation));
  const half = n >> 1;
  const drift = standardError > 0 ? (average(half, n) - average(0, half)) / (2 * standardError) : 0;
  return { mean, standardError, drift };
}
