import type { Generator } from '../../random/index.js';

/** Where the sum is cut: what is left of E|x|^s, s at most 2 and alpha. Less than any sample shows. */
const LEFT = 1e-6;

/** A chi-squared number of whole `degrees`: exponentials in pairs, and one normal. */
function wholeChiSquared(g: Generator, degrees: number): number {
  let product = 1;
  for (let i = 1; i < degrees; i += 2) product *= 1 - g.uniform();
  return -2 * Math.log(product) + (degrees % 2 === 1 ? g.normal() ** 2 : 0);
}

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
  return Float64Array.from({ length: count }, () => {
    let [square, sum] = [1, 0];
    do {
      const seen = g.normal() ** 2;
      const kept = 1 - stepSize * seen;
      sum += seen * square;
      square *=
        kept * kept + (dimension > 1 ? stepSize * stepSize * seen * wholeChiSquared(g, dimension - 1) : 0);
    } while (square > least * sum);
    return stepSize * Math.sqrt(sum) * g.normal();
  });
}
