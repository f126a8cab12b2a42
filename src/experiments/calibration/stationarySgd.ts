import { chiSquared } from '../../random/chiSquared.js';
import type { Generator } from '../../random/index.js';

/**
 * How much of E|x|^s, s at most 2 and alpha, a value has from the one before it. The law of each is the stationary one, whatever this is;
 * with 0.001 no more than 1 to 3 % of the largest hundredth come after another of them, where 1 % do by chance (0.01: up to 11 %).
 */
const SHARED = 1e-3;

/** The same of the first value and of what is left out before it. */
const LEFT = 1e-6;

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
 * Values of the first coordinate of stationary SGD on streaming least squares: batch-size 1, rows and label noise N(0, 1). They are as good as
 * independent: all but SHARED of each is its own.
 *
 * x = M_1 x' + eta a_1 e_1 with M = I - eta a a^T, written out, is the sum of eta e_k (a_k · v) over v = M_(k-1) … M_1 u, which for given
 * rows is a normal number of variance eta² S, S = sum (a_k · v)². The rows have no direction: with z = a · v / |v| normal and y chi-squared
 * of d - 1 degrees, |v|² grows by (1 - eta z²)² + eta² z² y. So no vector is needed. Of y two degrees are twice an exponential number, which
 * is quicker than two normal ones.
 *
 * S is A + |v|² S', A the sum over the rows until |v| is small, S' that over all after them. It has the law of S and knows nothing of A: S of
 * the value before serves, and |v| need not vanish.
 */
export function stationarySgd(
  { stepSize, dimension, tailIndex }: { stepSize: number; dimension: number; tailIndex: number },
  count: number,
  g: Generator,
): Float64Array {
  const order = 2 / Math.min(2, tailIndex);
  let least = LEFT ** order;
  let before = 0;
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
    before = sum + square * before;
    least = SHARED ** order;
    values[i] = stepSize * Math.sqrt(before) * block[at++];
  }
  return values;
}
