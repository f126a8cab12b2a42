import type { Claim } from '../../sweeps/claim.js';
import { orderClaim } from '../../sweeps/orderClaim.js';
import type { VariantsResult } from '../variants/experiment.js';
import { variantPairs } from '../variants/pairs.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const source = 'ours; Theorem 2 holds for any such law';

/** What is claimed of each law of the data beside Gaussian rows. */
const statements = [
  {
    law: 'Student-t, 5 degrees',
    tails: 'heavier',
    claim: 'Student-t rows give heavier tails than Gaussian ones of the same covariance',
  },
  {
    law: 'sparse, density 0.2',
    tails: 'heavier',
    claim: 'Sparse rows give heavier tails than Gaussian ones of the same covariance',
  },
  {
    law: 'anisotropic',
    tails: 'heavier',
    claim: 'An uneven spectrum gives heavier tails than an even one of the same trace',
  },
  {
    law: 'Rademacher',
    tails: 'lighter',
    claim: 'Bounded rows (Rademacher) give lighter tails than Gaussian ones',
  },
  {
    law: 'uniform',
    tails: 'lighter',
    claim: 'Bounded rows (uniform) give lighter tails than Gaussian ones',
  },
] as const;

/**
 * The claims about data laws: heavier entries, heavier iterates; the same covariance is not enough to know the tail.
 *
 * @example
 * const [first] = dataLawClaims(await runVariants(dataLawsSpec('smoke')));
 * first.claim; // 'Student-t rows give heavier tails than Gaussian ones of the same covariance'
 * first.verdict; // 'inconclusive'
 */
export const dataLawClaims = (result: VariantsResult): Claim[] => {
  checkArguments('dataLawClaims', { result });

  return statements.map(({ law, tails, claim }) =>
    orderClaim(
      {
        ...{ claim, source, kind: 'ours' as const },
        second: tails === 'heavier' ? 'smaller' : 'larger',
        pairs: `of ${law} and Gaussian rows at the same η`,
      },
      variantPairs(result, 'Gaussian', law),
    ),
  );
};
