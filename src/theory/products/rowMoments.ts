import type { FeatureLaw } from '../../setting/featureLaw.js';

/**
 * Second and fourth moments of the rows a of a law, whose entries are not correlated:
 * E a aᵀ = diag(v), and E a aᵀ S a aᵀ = diag(kappa v_j (tr(S diag(v)) + (excess + 2) v_j S_jj)) for S diagonal.
 */
export interface RowMoments {
  /** v_j = E a_j² */
  readonly variances: Float64Array;
  /** kappa: 1 but for rows with a common divisor */
  readonly common: number;
  /** of an entry by itself, E a_j⁴ / v_j² - 3: 0 for Gaussian rows and those that are Gaussian but for a common divisor */
  readonly excess: number;
}

/** The moments of sigma z, z of the law; null where the fourth moments are infinite, or not known. */
export function rowMoments(law: FeatureLaw, dimension: number, sigma: number): RowMoments | null {
  const all = (variance: number): Float64Array => new Float64Array(dimension).fill(variance);
  const square = sigma * sigma;
  switch (law.name) {
    case 'gaussian':
      return { variances: all(square), common: 1, excess: 0 };
    case 'anisotropic':
      return { variances: Float64Array.from(law.spectrum, (v) => square * v), common: 1, excess: 0 };
    case 'uniform':
      return { variances: all(square), common: 1, excess: -1.2 };
    case 'rademacher':
      return { variances: all(square), common: 1, excess: -2 };
    case 'studentT': {
      const { degrees } = law;
      if (degrees <= 4) return null;
      return {
        variances: all((square * degrees) / (degrees - 2)),
        common: (degrees - 2) / (degrees - 4),
        excess: 0,
      };
    }
    case 'sparse':
      return { variances: all(square), common: 1, excess: 3 / law.density - 3 };
    case 'own':
      return null;
  }
}
