import { argumentError, checkFields, checkNumbers, checkOneOf, checkPositive } from '../check.js';

/**
 * The law of a data row a = sigma z, by the law of z, symmetric with mean zero:
 *
 * - `gaussian`: z ~ N(0, I)
 * - `anisotropic`: z ~ N(0, diag(spectrum)), one eigenvalue above 0 per dimension (any other eigenbasis is a rotation of this)
 * - `uniform`: independent entries, uniform on [-sqrt(3), sqrt(3)]: variance 1
 * - `rademacher`: independent entries, 1 or -1 with equal chance: variance 1
 * - `studentT`: multivariate Student-t with `degrees` > 0 degrees of freedom, N(0, I) / sqrt(chi²_degrees / degrees), one divisor
 *   per row; covariance degrees / (degrees - 2) I above 2 degrees, infinite otherwise
 * - `sparse`: independent entries, N(0, 1 / density) with chance `density` in (0, 1], else 0: variance 1
 * - `own`: a sampler of one's own, by its text and what it reads besides: made by `featureLaw`
 *
 * sigma is a scale. It is the standard deviation of every entry but for `anisotropic` rows, where that of entry j is
 * sigma sqrt(spectrum[j]), and `studentT` rows, where it is sigma sqrt(degrees / (degrees - 2)).
 */
export type FeatureLaw =
  | { readonly name: 'gaussian' | 'uniform' | 'rademacher' }
  | { readonly name: 'anisotropic'; readonly spectrum: ArrayLike<number> }
  | { readonly name: 'studentT'; readonly degrees: number }
  | { readonly name: 'sparse'; readonly density: number }
  | { readonly name: 'own'; readonly text: string; readonly values: Readonly<Record<string, unknown>> };

/** Names of the laws. */
export const featureLaws = [
  'gaussian',
  'anisotropic',
  'uniform',
  'rademacher',
  'studentT',
  'sparse',
  'own',
] as const;

/** What each law has beside its name. */
const parts: Readonly<Record<FeatureLaw['name'], readonly string[]>> = {
  ...{ gaussian: [], anisotropic: ['spectrum'], uniform: [], rademacher: [], studentT: ['degrees'] },
  ...{ sparse: ['density'], own: ['text', 'values'] },
};

/** Throws a RangeError naming the part of the law that is out of range; `name` is what the law is called there. */
export function checkFeatureLaw(name: string, law: FeatureLaw, dimension: number): void {
  if (typeof law !== 'object' || law === null) throw argumentError(name, law, 'an object with a name');
  checkOneOf(`${name}.name`, law.name, featureLaws);
  checkFields(name, law, ['name', ...parts[law.name]]);
  if (law.name === 'anisotropic') {
    checkNumbers(`${name}.spectrum`, law.spectrum);
    if (law.spectrum.length !== dimension)
      throw argumentError(
        `${name}.spectrum`,
        law.spectrum,
        `a list of ${dimension} eigenvalues, one per dimension`,
      );
    for (let j = 0; j < dimension; j++) checkPositive(`${name}.spectrum[${j}]`, law.spectrum[j]);
  }
  if (law.name === 'studentT') checkPositive(`${name}.degrees`, law.degrees);
  if (law.name === 'sparse' && !(typeof law.density === 'number' && law.density > 0 && law.density <= 1))
    throw argumentError(`${name}.density`, law.density, 'a number above 0 and at most 1');
  if (law.name === 'own' && typeof law.text !== 'string')
    throw argumentError(`${name}.text`, law.text, 'the text of a sampler: make it with featureLaw');
}
