import { chiSquared } from '../../random/chiSquared.js';
import type { Generator } from '../../random/index.js';
import { logGamma } from '../../stable/gammaFunction.js';

/**
 * Batches that are drawn for one vector x, of which nothing is kept but H x, H the sum of a aᵀ over the batch: for b Gaussian rows of
 * dimension d that takes d + b - 1 normal numbers in place of b d. After the first `adapt` they come from another law than that of the data,
 * in which those that expand x are common (importance sampling). Half of the draws are from the law itself, so that no weight exceeds 2.
 */
export interface ExpandingSampler {
  /** Draws the batch for the vector x, writes H x and returns log(p/q), p and q the two densities at the batch. */
  draw(x: Float64Array, offset: number, image: Float64Array): number;
  /** Says how much the last batch, which has expanded x, counts in the law weighted by ||M x||^s. */
  credit(weight: number): void;
  /** Moves q towards the batches that counted since the last time, for the exponent s. */
  adapt(exponent: number): void;
}

/** log(p/q) where q is half p and half a law whose density is exp(`excess`) times that of p. */
const halfAndHalf = (excess: number): number =>
  excess > 0 ? Math.LN2 - excess - Math.log1p(Math.exp(-excess)) : Math.LN2 - Math.log1p(Math.exp(excess));

/**
 * For Gaussian rows a = D z. With e along D x, H x = |D x| D (|u|² e + |u| w): u has the z·e of the rows, and w, across e, is the combination
 * of the rows that u picks, a normal vector whatever u is. Their squared lengths are chi² of b and d - 1 degrees. Where H x grows large
 * both are long; so the first gets more degrees and the second is stretched, both to the means seen under the weights (the cross-entropy
 * method, Rubinstein & Kroese 2004).
 */
export function expandingGaussian(deviations: Float64Array, b: number, g: Generator): ExpandingSampler {
  const d = deviations.length;
  const z = new Float64Array(d + b - 1);
  let [degrees, stretch] = [0, 1];
  let [along, across] = [0, 0];
  let [total, alongSum, acrossSum] = [0, 0, 0];
  /** What the log of the ratio of the densities has whatever the batch is. */
  let constant = 0;

  return {
    draw(x, offset, image) {
      g.normals(z, 0, d + b - 1);
      let [length, product, square] = [0, 0, 0];
      for (let j = 0; j < d; j++) {
        const value = deviations[j] * x[offset + j];
        length += value * value;
        product += z[j] * value;
        square += z[j] * z[j];
      }
      length = Math.sqrt(length);
      // w is the part across e of the first row, whose part along e is the first number of u.
      const first = length > 0 ? product / length : z[0];
      along = first * first;
      for (let i = d; i < d + b - 1; i++) along += z[i] * z[i];
      across = d > 1 ? Math.max(0, square - first * first) : 0;
      let wider = 1;
      if (degrees > 0 && g.uniform() < 0.5) {
        along += chiSquared(g, degrees);
        across *= stretch;
        wider = Math.sqrt(stretch);
      }
      const share = wider * Math.sqrt(along);
      const straight = along - share * first;
      for (let j = 0; j < d; j++)
        image[j] = deviations[j] * (straight * deviations[j] * x[offset + j] + share * length * z[j]);
      if (degrees === 0) return 0;
      return halfAndHalf((degrees / 2) * Math.log(along / 2) + constant + (across / 2) * (1 - 1 / stretch));
    },
    credit(weight) {
      total += weight;
      alongSum += weight * along;
      acrossSum += weight * across;
    },
    adapt(exponent) {
      // 2s more degrees would be exact for the weight ||H x||^s.
      degrees = Math.max(2 * exponent, total > 0 ? alongSum / total - b : 0);
      if (total > 0 && d > 1) stretch = Math.min(4, Math.max(1, acrossSum / total / (d - 1)));
      constant = logGamma(b / 2) - logGamma((b + degrees) / 2) - ((d - 1) / 2) * Math.log(stretch);
      [total, alongSum, acrossSum] = [0, 0, 0];
    },
  };
}

/**
 * For rows of the multivariate Student-t law, sigma z / sqrt(w / degrees) with w of the chi² law; of the rows z the same numbers are drawn as in
 * {@link expandingGaussian}. w of one row of the batch, any of them, has 2s degrees less, which is the tail of the law weighted by
 * ||M x||^s. Beyond s = degrees/2, where h(s) is infinite, one half.
 */
export function expandingStudent(
  { dimension: d, degrees, sigma }: { dimension: number; degrees: number; sigma: number },
  b: number,
  g: Generator,
): ExpandingSampler {
  const z = new Float64Array(d + b);
  let fewer = degrees;
  let constant = 0;
  /** log of the ratio of the chi² densities, with fewer degrees over that of the law. */
  const logRatio = (w: number): number => ((fewer - degrees) / 2) * Math.log(w / 2) + constant;
  return {
    draw(x, offset, image) {
      const chosen = fewer < degrees && g.uniform() < 0.5 ? g.below(b) : -1;
      g.normals(z, 0, d + b);
      let [ratio, along, square] = [0, 0, 0];
      for (let i = 0; i < b; i++) {
        const w = chiSquared(g, i === chosen ? fewer : degrees);
        if (fewer < degrees) ratio += Math.exp(logRatio(w)) / b;
        const scaled = ((sigma * sigma) / (w / degrees)) * z[d + i];
        along += scaled * z[d + i];
        square += scaled * scaled;
      }
      let [length, product] = [0, 0];
      for (let j = 0; j < d; j++) {
        const value = x[offset + j];
        length += value * value;
        product += z[j] * value;
      }
      length = Math.sqrt(length);
      const share = Math.sqrt(square);
      const straight = along - (length > 0 ? (share * product) / length : 0);
      for (let j = 0; j < d; j++) image[j] = straight * x[offset + j] + share * length * z[j];
      return fewer < degrees ? halfAndHalf(Math.log(ratio)) : 0;
    },
    credit() {},
    adapt(exponent) {
      fewer = Math.min(degrees, Math.max(0.5, degrees - 2 * exponent));
      constant = logGamma(degrees / 2) - logGamma(fewer / 2);
    },
  };
}
