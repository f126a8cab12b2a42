import { chiSquared } from '../../random/chiSquared.js';
import type { Generator } from '../../random/index.js';

/**
 * Where the sum is cut: what is left of E|x|^s, s at most 2 and alpha. Beside sums cut at 1e-7, with the same rows, the distribution
 * function is off by at most 3e-4, and the tail (in five dimensions, where it is most) has 0.2 to 0.5 % less weight and the same exponent:
 * ten thousand values show no less than 0.01, and 6 % of the weight of the 250 largest. At 1e-3 it would be 3 %.
 */
const LEFT = 1e-4;

/** Normal numbers that are drawn at once, which is quicker than one by one. */
const BLOCK = 512;

/** More degrees of freedom than so many are drawn by rejection, which takes as long for any number of them. */
const FEW = 16;

/** A uniform number in (0, 1) of 32 random bits. */
const share = (g: Generator): number => (g.uint32() + 0.5) / 4294967296;

/** Minus the log of a product of few uniform numbers: the sum of as many exponential ones. */
function exponentials(count: number, g: Generator): number {
  let product = share(g);
  for (let j = 1; j < count; j++) product *= share(g);
  return -Math.log(product);
}

/**
 * Independent values of the first coordinate of stationary SGD on streaming least squares: batch-size 1, rows and label noise N(0, 1).
 *
 * x = M_1 x' + eta a_1 e_1 with M = I - eta a a^T, written out, is the sum of eta e_k (a_k · v) over v = M_(k-1) … M_1 u, which for given
 * rows is a normal number of variance eta² sum (a_k · v)². The rows have no direction: with z = a · v / |v| normal and y chi-squared of
 * d - 1 degrees, |v|² grows by (1 - eta z²)² + eta² z² y. So no vector is needed, nor more steps than it takes |v| to vanish. Of y two
 * degrees are twice an exponential number, which is quicker than two normal ones.
 */
export function stationarySgd(
  { stepSize, dimension, tailIndex }: { stepSize: number; dimension: number; tailIndex: number },
  count: number,
  g: Generator,
): Float64Array {
  const least = LEFT ** (2 / Math.min(2, tailIndex));
  const degrees = dimension - 1;
  const [pairs, single] = degrees > FEW ? [0, 0] : [degrees >> 1, degrees % 2];
  const block = new Float64Array(BLOCK);
  let at = BLOCK;
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let [square, sum] = [1, 0];
    do {
      // At most three are taken until here again.
      if (at + 3 > BLOCK) {
        g.normals(block, 0, BLOCK);
        at = 0;
      }
      const z = block[at++];
      const seen = z * z;
      let across = 0;
      if (degrees > FEW) across = chiSquared(g, degrees);
      if (single > 0) {
        const w = block[at++];
        across = w * w;
      }
      if (pairs > 0) across += 2 * exponentials(pairs, g);
      const kept = 1 - stepSize * seen;
      sum += seen * square;
      square *= kept * kept + stepSize * stepSize * seen * across;
    } while (square > least * sum);
    values[i] = stepSize * Math.sqrt(sum) * block[at++];
  }
  return values;
}
