import type { Generator } from '../../random/index.js';

/** Where the sum is cut: what is left of E|x|^s, s at most 2 and alpha. Less than any sample shows. */
const LEFT = 1e-6;

/** Normal numbers that are drawn at once, which is quicker than one by one. */
const BLOCK = 512;

/**
 * Independent values of the first coordinate of stationary SGD on streaming least squares: batch-size 1, rows and label noise N(0, 1).
 *
 * x = M_1 x' + eta a_1 e_1 with M = I - eta a a^T, written out, is the sum of eta e_k (a_k · v) over v = M_(k-1) … M_1 u, which for given
 * rows is a normal number of variance eta² sum (a_k · v)². The rows have no direction: with z = a · v / |v| normal and y chi-squared of
 * d - 1 degrees, |v|² grows by (1 - eta z²)² + eta² z² y. So no vector is needed, nor more steps than it takes |v| to vanish.
 */
export function stationarySgd(
  { stepSize, dimension, tailIndex }: { stepSize: number; dimension: number; tailIndex: number },
  count: number,
  g: Generator,
): Float64Array {
  const least = LEFT ** (2 / Math.min(2, tailIndex));
  const block = new Float64Array(BLOCK * Math.ceil(dimension / BLOCK));
  let at = block.length;
  const draw = (): void => {
    g.normals(block, 0, block.length);
    at = 0;
  };
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let [square, sum] = [1, 0];
    do {
      if (at + dimension > block.length) draw();
      const seen = block[at] * block[at];
      let across = 0;
      for (let j = at + 1; j < at + dimension; j++) across += block[j] * block[j];
      at += dimension;
      const kept = 1 - stepSize * seen;
      sum += seen * square;
      square *= kept * kept + stepSize * stepSize * seen * across;
    } while (square > least * sum);
    if (at === block.length) draw();
    values[i] = stepSize * Math.sqrt(sum) * block[at++];
  }
  return values;
}
