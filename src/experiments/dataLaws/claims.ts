import { isBelow } from '../../interval.js';
import type { Claim } from '../../sweeps/claim.js';
import { orderClaim } from '../../sweeps/orderClaim.js';
import { named, type VariantsResult } from '../variants/experiment.js';

/** The claims about data laws: heavier entries, heavier iterates; the same covariance is not enough to know the tail. */
export function dataLawClaims(result: VariantsResult): Claim[] {
  const gaussian = named(result, 'Gaussian');
  const heavier = (name: string, sign: 1 | -1, claim: string): Claim => {
    let [agree, contradict] = [0, 0];
    named(result, name).forEach(({ interval }, i) => {
      const other = gaussian[i].interval;
      if (interval === null || other === null) return;
      const below = isBelow(interval, other);
      const above = isBelow(other, interval);
      if (sign === 1 ? below : above) agree++;
      if (sign === 1 ? above : below) contradict++;
    });
    return orderClaim(
      { claim, source: 'ours; Theorem 2 holds for any such law' },
      `of ${name} and Gaussian rows at the same η`,
      agree,
      contradict,
    );
  };
  return [
    heavier(
      'Student-t, 5 degrees',
      1,
      'Student-t rows give heavier tails than Gaussian ones of the same covariance',
    ),
    heavier(
      'sparse, density 0.2',
      1,
      'Sparse rows give heavier tails than Gaussian ones of the same covariance',
    ),
    heavier('anisotropic', 1, 'An uneven spectrum gives heavier tails than an even one of the same trace'),
    heavier('Rademacher', -1, 'Bounded rows (Rademacher) give lighter tails than Gaussian ones'),
    heavier('uniform', -1, 'Bounded rows (uniform) give lighter tails than Gaussian ones'),
  ];
}
