import type { Rows } from '../rows.js';

/** The rows, scaled down by a power of two where sums and norms of them could overflow. */
export function belowOverflow(sample: Rows, largest: number): Rows {
  const terms = sample.rows * sample.columns;
  if (largest < Number.MAX_VALUE / 4 / terms) return sample;
  const factor = 2 ** -(Math.ceil(Math.log2(terms)) + 2);
  return { ...sample, data: sample.data.map((x) => x * factor) };
}
