import { chiSquared } from '../../random/chiSquared.js';
import type { Generator } from '../../random/index.js';
import { logGamma } from '../../stable/gammaFunction.js';

/** Writes kept · x + factor · H x to `to` and returns its squared length. */
export type HessianStep = (
  kept: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  to: Float64Array,
  toOffset: number,
) => number;

/**
 * Batches that are drawn for one vector x, of which nothing is kept but H x, H the sum of a aᵀ over the batch: for b Gaussian rows of
 * dimension d that takes d + b - 1 normal numbers in place of b d. After the first `adapt` they come from another law than that of the data,
 * in which those that expand x are common (importance sampling). Half of the draws are from the law itself, so that no weight exceeds 2.
 */
export interface ExpandingSampler {
  /** Draws the batch for the vector x and returns log(p/q), p and q the two densities at the batch. */
  draw(x: Float64Array, offset: number): number;
  /** For the vector that the last batch was drawn for. */
  readonly step: HessianStep;
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
  const sums = new Float64Array(3);
  let [degrees, stretch] = [0, 1];
  // Fields: a variable of a closure would be a new object in memory for each number that it is given.
  /** Of the last batch its squared lengths, and what H x has of D² x and of D z. */
  const last = { along: 0, across: 0, straight: 0, aside: 0 };
  const credited = { total: 0, along: 0, across: 0 };
  /** What the log of the ratio of the densities has whatever the batch is. */
  let constant = 0;

  return {
    draw(x, offset) {
      g.normals(z, 0, d + b - 1);
      sumProducts(deviations, x, offset, z, sums);
      const length = Math.sqrt(sums[0]);
      const product = sums[1];
      const square = sums[2];
      // w is the part across e of the first row, whose part along e is the first number of u.
      const first = length > 0 ? product / length : z[0];
      let along = first * first;
      for (let i = d; i < d + b - 1; i++) along += z[i] * z[i];
      let across = d > 1 ? Math.max(0, square - first * first) : 0;
      let wider = 1;
      if (degrees > 0 && g.uniform() < 0.5) {
        along += chiSquared(g, degrees);
        across *= stretch;
        wider = Math.sqrt(stretch);
      }
      const share = wider * Math.sqrt(along);
      last.along = along;
      last.across = across;
      last.straight = along - share * first;
      last.aside = share * length;
      if (degrees === 0) return 0;
      return halfAndHalf((degrees / 2) * Math.log(along / 2) + constant + (across / 2) * (1 - 1 / stretch));
    },
    step(kept, factor, x, xOffset, to, toOffset) {
      return stepBy(deviations, last.straight, last.aside, z, kept, factor, x, xOffset, to, toOffset);
    },
    credit(weight) {
      credited.total += weight;
      credited.along += weight * last.along;
      credited.across += weight * last.across;
    },
    adapt(exponent) {
      const { total } = credited;
      // 2s more degrees would be exact for the weight ||H x||^s.
      degrees = Math.max(2 * exponent, total > 0 ? credited.along / total - b : 0);
      if (total > 0 && d > 1) stretch = Math.min(4, Math.max(1, credited.across / total / (d - 1)));
      constant = logGamma(b / 2) - logGamma((b + degrees) / 2) - ((d - 1) / 2) * Math.log(stretch);
      Object.assign(credited, { total: 0, along: 0, across: 0 });
    },
  };
}

/**
 * Of value = D x: |value|², z·value and |z|², into `sums`. A function of the file, and not a loop in the draws of one sampler: the engine
 * compiles such a loop well only as long as there is one sampler.
 */
function sumProducts(
  deviations: Float64Array,
  x: Float64Array,
  offset: number,
  z: Float64Array,
  sums: Float64Array,
): void {
  let length = 0;
  let product = 0;
  let square = 0;
  for (let j = 0; j < deviations.length; j++) {
    const value = deviations[j] * x[offset + j];
    const normal = z[j];
    length += value * value;
    product += normal * value;
    square += normal * normal;
  }
  sums[0] = length;
  sums[1] = product;
  sums[2] = square;
}

/** The step for H x = D (straight D x + aside z). */
function stepBy(
  deviations: Float64Array,
  straight: number,
  aside: number,
  z: Float64Array,
  kept: number,
  factor: number,
  x: Float64Array,
  xOffset: number,
  to: Float64Array,
  toOffset: number,
): number {
  let square = 0;
  for (let j = 0; j < deviations.length; j++) {
    const at = x[xOffset + j];
    const deviation = deviations[j];
    const value = kept * at + factor * (deviation * (straight * deviation * at + aside * z[j]));
    to[toOffset + j] = value;
    square += value * value;
  }
  return square;
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
  /** What H x has of x and of z, by the last batch. */
  const last = { straight: 0, aside: 0 };
  /** log of the ratio of the chi² densities, with fewer degrees over that of the law. */
  const logRatio = (w: number): number => ((fewer - degrees) / 2) * Math.log(w / 2) + constant;
  return {
    draw(x, offset) {
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
      last.straight = along - (length > 0 ? (share * product) / length : 0);
      last.aside = share * length;
      return fewer < degrees ? halfAndHalf(Math.log(ratio)) : 0;
    },
    step(kept, factor, x, xOffset, to, toOffset) {
      const { straight, aside } = last;
      let square = 0;
      for (let j = 0; j < d; j++) {
        const at = x[xOffset + j];
        const value = kept * at + factor * (straight * at + aside * z[j]);
        to[toOffset + j] = value;
        square += value * value;
      }
      return square;
    },
    credit() {},
    adapt(exponent) {
      fewer = Math.min(degrees, Math.max(0.5, degrees - 2 * exponent));
      constant = logGamma(degrees / 2) - logGamma(fewer / 2);
    },
  };
}
