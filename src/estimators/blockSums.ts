import type { Rows } from '../rows.js';

/** Sums of `size` consecutive rows; a remainder is dropped. Shape: floor(rows / size) x columns. */
export function blockSums({ data, rows, columns }: Rows, size: number): Rows {
  const blocks = Math.floor(rows / size);
  const sums = new Float64Array(blocks * columns);
  for (let i = 0; i < blocks; i++) {
    const first = i * size * columns;
    const end = first + size * columns;
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let at = first + c; at < end; at += columns) sum += data[at];
      sums[i * columns + c] = sum;
    }
  }
  return { data: sums, rows: blocks, columns };
}

/**
 * Block sums for every size of a list, in its order. A size that is a multiple of a smaller one in the list
 * is summed from that one's blocks, which are consecutive too.
 */
export function nestedBlockSums(sample: Rows, sizes: readonly number[]): Rows[] {
  const done = new Map<number, Rows>();
  for (const size of [...sizes].sort((a, b) => a - b)) {
    let divisor = 1;
    for (const earlier of done.keys())
      if (size % earlier === 0 && earlier < size) divisor = Math.max(divisor, earlier);
    if (!done.has(size)) done.set(size, blockSums(done.get(divisor) ?? sample, size / divisor));
  }
  return sizes.map((size) => done.get(size) as Rows);
}
