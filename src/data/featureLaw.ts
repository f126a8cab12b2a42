import { argumentError, checkOneOf, checkPositive } from '../check.js';
import { chiSquared } from '../random/chiSquared.js';
import type { Generator } from '../random/index.js';

/**
 * The law of a data row a, all of mean zero and scale sigma:
 *
 * - `gaussian`: N(0, sigma² I)
 * - `anisotropic`: N(0, sigma² diag(spectrum)), one eigenvalue above 0 per dimension (any other eigenbasis is a rotation of this)
 * - `uniform`: independent entries, uniform on [-sqrt(3) sigma, sqrt(3) sigma]: variance sigma²
 * - `rademacher`: independent entries, sigma or -sigma with equal chance
 * - `studentT`: multivariate Student-t with `degrees` > 0 degrees of freedom and scale matrix sigma² I, that is
 *   N(0, sigma² I) / sqrt(chi²_degrees / degrees), one divisor per row; covariance sigma² degrees / (degrees - 2) I above 2
 *   degrees, infinite otherwise
 * - `sparse`: independent entries, N(0, sigma² / density) with chance `density` in (0, 1], else 0: variance sigma²
 */
export type FeatureLaw =
  | { readonly name: 'gaussian' | 'uniform' | 'rademacher' }
  | { readonly name: 'anisotropic'; readonly spectrum: ArrayLike<number> }
  | { readonly name: 'studentT'; readonly degrees: number }
  | { readonly name: 'sparse'; readonly density: number };

/** Names of the laws. */
export const featureLaws = [
  'gaussian',
  'anisotropic',
  'uniform',
  'rademacher',
  'studentT',
  'sparse',
] as const;

/** Throws a RangeError naming the part of the law that is out of range. */
export function checkFeatureLaw(law: FeatureLaw, dimension: number): void {
  if (typeof law !== 'object' || law === null) throw argumentError('law', law, 'an object with a name');
  checkOneOf('law.name', law.name, featureLaws);
  if (law.name === 'anisotropic') {
    if (law.spectrum?.length !== dimension)
      throw argumentError(
        'law.spectrum',
        law.spectrum,
        `a list of ${dimension} eigenvalues, one per dimension`,
      );
    for (let j = 0; j < dimension; j++) checkPositive(`law.spectrum[${j}]`, law.spectrum[j]);
  }
  if (law.name === 'studentT') checkPositive('law.degrees', law.degrees);
  if (law.name === 'sparse' && !(law.density > 0 && law.density <= 1))
    throw argumentError('law.density', law.density, 'a number above 0 and at most 1');
}

/** Fills a row of scale 1: the law's row is sigma times it. The law is taken as checked. */
export function drawRow(law: FeatureLaw, source: Generator, row: Float64Array): void {
  const each = (entry: (j: number) => number): void => {
    for (let j = 0; j < row.length; j++) row[j] = entry(j);
  };
  switch (law.name) {
    case 'gaussian':
      return each(() => source.normal());
    case 'anisotropic':
      return each((j) => Math.sqrt(law.spectrum[j]) * source.normal());
    case 'uniform':
      return each(() => Math.sqrt(3) * (2 * source.uniform() - 1));
    case 'rademacher':
      return each(() => (source.uint32() < 0x80000000 ? 1 : -1));
    case 'studentT': {
      const divisor = Math.sqrt(chiSquared(source, law.degrees) / law.degrees);
      return each(() => source.normal() / divisor);
    }
    case 'sparse': {
      const scale = 1 / Math.sqrt(law.density);
      return each(() => (source.uniform() < law.density ? scale * source.normal() : 0));
    }
  }
}
