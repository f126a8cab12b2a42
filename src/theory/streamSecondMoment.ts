import type { FeatureLaw } from '../setting/featureLaw.js';
import { argumentError } from '../check.js';
import { SCALE_RANGE, type IsotropicParameters } from './parameters.js';
import { rowMoments } from './products/rowMoments.js';
import { spectralRadius } from './spectralRadius.js';

/**
 * h(2) of SGD on a stream of rows of a law: the spectral radius of S -> E M S M, which maps diagonal matrices to diagonal ones, as the
 * entries of a row are not correlated.
 *
 * @returns Infinity where the fourth moments of the rows are infinite
 * @throws RangeError where eta / b times a variance of the rows is above 1e100
 */
export function streamSecondMoment(p: IsotropicParameters & { readonly law: FeatureLaw }): number {
  const { batchSize: b, dimension: d, stepSize: eta } = p;
  const moments = rowMoments(p.law, d, p.sigma);
  if (moments === null) return Infinity;
  const { variances: v, common, excess } = moments;
  const scale = (eta * v.reduce((most, variance) => Math.max(most, variance))) / b;
  if (!(scale <= SCALE_RANGE[1]))
    throw argumentError('stepSize / batchSize * the largest variance of a row', scale, 'at most 1e100');
  return spectralRadius(new Float64Array(d).fill(1), (S) => {
    const trace = S.reduce((sum, s, j) => sum + s * v[j], 0);
    return S.map((s, j) => {
      const one = common * v[j] * (trace + (excess + 2) * v[j] * s);
      const two = v[j] * v[j] * s;
      return s - 2 * eta * v[j] * s + eta * eta * (one / b + (1 - 1 / b) * two);
    });
  });
}
