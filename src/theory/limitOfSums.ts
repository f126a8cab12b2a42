import { argumentError } from '../check.js';

/** What sums of iterates tend to. */
export interface LimitOfSums {
  /** `stable`: an alpha-stable law with the same alpha; `gaussian`: a normal law. */
  readonly law: 'stable' | 'gaussian';
  /** Index of the limit: alpha, at most 2. */
  readonly index: number;
  /**
   * What is subtracted of a sum of K iterates before it is divided: `none` (alpha below 1), `truncated-mean` (alpha = 1: K times the mean of
   * what lies below the scale) or `mean` (alpha above 1: K times the mean of the stationary law).
   */
  readonly centre: 'none' | 'truncated-mean' | 'mean';
  /** What it is divided by, up to a constant: K^(1/alpha), sqrt(K log K) at alpha = 2, or sqrt(K). K is an integer from 2. */
  readonly scale: (terms: number) => number;
}

/**
 * The generalised central limit theorem for the iterates of SGD: what (x_1 + … + x_K - centre) / scale tends to.
 * Gürbüzbalaban, Şimşekli & Zhu 2021, Section 3; Mirek 2011, Probability Theory and Related Fields 151, 705-734.
 *
 * @param alpha the tail-index, above 0; Infinity for lighter tails than any power
 * @throws RangeError for another alpha, and from `scale` for another number of terms
 * @example
 * const { law, centre, scale } = limitOfSums(1.5);
 * [law, centre]; // ['stable', 'mean']
 * scale(8000); // 400
 */
export function limitOfSums(alpha: number): LimitOfSums {
  if (typeof alpha !== 'number' || !(alpha > 0)) throw argumentError('alpha', alpha, 'a number above 0');
  const scale = (terms: number): number => {
    if (!Number.isInteger(terms) || terms < 2)
      throw argumentError('terms', terms, 'an integer of at least 2');
    return alpha === 2 ? Math.sqrt(terms * Math.log(terms)) : terms ** (1 / Math.min(alpha, 2));
  };
  return {
    law: alpha < 2 ? 'stable' : 'gaussian',
    index: Math.min(alpha, 2),
    centre: alpha < 1 ? 'none' : alpha === 1 ? 'truncated-mean' : 'mean',
    scale,
  };
}
