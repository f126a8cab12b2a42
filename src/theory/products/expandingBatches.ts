import { chiSquared } from '../../random/chiSquared.js';
import type { Generator } from '../../random/index.js';
import { logGamma } from '../../stable/gammaFunction.js';

/**
 * Batches from another law than that of the data, in which those that expand a given vector x are common (importance sampling).
 * Half of the draws are from the law itself, so that no weight exceeds 2.
 */
export interface ExpandingSampler {
  /** Fills the batch for the vector x and returns log(p/q), p and q the two densities at the batch. */
  draw(batch: Float64Array, batchSize: number, x: Float64Array, offset: number): number;
  /** Says how much the last batch, which has expanded x, counts in the law weighted by ||M x||^s. */
  credit(weight: number): void;
  /** Moves q towards the batches that counted since the last time, for the exponent s. */
  adapt(exponent: number): void;
}

/** log(p/q) where q is half p and half a law whose density is exp(`excess`) times that of p. */
const halfAndHalf = (excess: number): number =>
  excess > 0 ? Math.LN2 - excess - Math.log1p(Math.exp(-excess)) : Math.LN2 - Math.log1p(Math.exp(excess));

/**
 * For Gaussian rows a = D z. Where H x grows large, the vector u of the z·e, e along D x, is long and with it the part w, across e, of
 * the combination of rows that u picks. Their squared lengths are chi² of b and d - 1 degrees; here the first gets more degrees
 * and the second is stretched, both to the means seen under the weights (the cross-entropy method, Rubinstein & Kroese 2004).
 */
export function expandingGaussian(deviations: Float64Array, g: Generator): ExpandingSampler {
  const d = deviations.length;
  const e = new Float64Array(d);
  const w = new Float64Array(d);
  let u = new Float64Array(0);
  let [degrees, stretch] = [0, 1];
  let [along, across] = [0, 0];
  let [batchDegrees, total, alongSum, acrossSum] = [0, 0, 0, 0];

  const point = (x: Float64Array, offset: number): void => {
    let length = 0;
    for (let j = 0; j < d; j++) {
      e[j] = deviations[j] * x[offset + j];
      length += e[j] * e[j];
    }
    const inverse = length > 0 ? 1 / Math.sqrt(length) : 0;
    for (let j = 0; j < d; j++) e[j] *= inverse;
  };

  return {
    draw(z, b, x, offset) {
      point(x, offset);
      if (u.length < b) u = new Float64Array(b);
      g.normals(z, 0, b * d);
      let before = 0;
      for (let i = 0; i < b; i++) {
        let product = 0;
        for (let j = 0; j < d; j++) product += z[i * d + j] * e[j];
        u[i] = product;
        before += product * product;
      }
      const length = Math.sqrt(before);
      for (let j = 0; j < d; j++) w[j] = -length * e[j];
      for (let i = 0; i < b; i++) {
        const share = u[i] / length;
        for (let j = 0; j < d; j++) w[j] += share * z[i * d + j];
      }
      [along, across, batchDegrees] = [before, 0, b];
      for (let j = 0; j < d; j++) across += w[j] * w[j];
      if (degrees > 0 && g.uniform() < 0.5) {
        along += chiSquared(g, degrees);
        across *= stretch;
        const [more, wider] = [Math.sqrt(along / before) - 1, (Math.sqrt(stretch) - 1) / length];
        for (let j = 0; j < d; j++) w[j] = more * e[j] + wider * w[j];
        for (let i = 0; i < b; i++) {
          const product = u[i];
          for (let j = 0; j < d; j++) z[i * d + j] += product * w[j];
        }
      }
      for (let i = 0; i < b; i++) for (let j = 0; j < d; j++) z[i * d + j] *= deviations[j];
      if (degrees === 0) return 0;
      return halfAndHalf(
        (degrees / 2) * Math.log(along / 2) +
          logGamma(b / 2) -
          logGamma((b + degrees) / 2) -
          ((d - 1) / 2) * Math.log(stretch) +
          (across / 2) * (1 - 1 / stretch),
      );
    },
    credit(weight) {
      total += weight;
      alongSum += weight * along;
      acrossSum += weight * across;
    },
    adapt(exponent) {
      // 2s more degrees would be exact for the weight ||H x||^s.
      degrees = Math.max(2 * exponent, total > 0 ? alongSum / total - batchDegrees : 0);
      if (total > 0 && d > 1) stretch = Math.min(4, Math.max(1, acrossSum / total / (d - 1)));
      [total, alongSum, acrossSum] = [0, 0, 0];
    },
  };
}

/**
 * For rows of the multivariate Student-t law, sigma z / sqrt(w / degrees) with w of the chi² law: w of one row of the batch, any of them,
 * has 2s degrees less, which is the tail of the law weighted by ||M x||^s. Beyond s = degrees/2, where h(s) is infinite, one half.
 */
export function expandingStudent(
  dimension: number,
  degrees: number,
  sigma: number,
  g: Generator,
): ExpandingSampler {
  let fewer = degrees;
  /** log of the ratio of the chi² densities, with fewer degrees over that of the law. */
  const logRatio = (w: number): number =>
    ((fewer - degrees) / 2) * Math.log(w / 2) + logGamma(degrees / 2) - logGamma(fewer / 2);
  return {
    draw(batch, b) {
      const chosen = fewer < degrees && g.uniform() < 0.5 ? g.below(b) : -1;
      let ratio = 0;
      for (let i = 0; i < b; i++) {
        const w = chiSquared(g, i === chosen ? fewer : degrees);
        if (fewer < degrees) ratio += Math.exp(logRatio(w)) / b;
        const scale = sigma / Math.sqrt(w / degrees);
        g.normals(batch, i * dimension, dimension);
        for (let j = i * dimension; j < (i + 1) * dimension; j++) batch[j] *= scale;
      }
      return fewer < degrees ? halfAndHalf(Math.log(ratio)) : 0;
    },
    credit() {},
    adapt(exponent) {
      fewer = Math.min(degrees, Math.max(0.5, degrees - 2 * exponent));
    },
  };
}
