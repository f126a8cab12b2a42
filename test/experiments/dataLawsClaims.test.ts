import { describe, expect, it } from 'vitest';
import { dataLawClaims, dataLawsSpec } from 'heavytail';
import { reading, variantsResult, verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const heavier = ['Student-t, 5 degrees', 'sparse, density 0.2', 'anisotropic'];

/** Gaussian rows at 1.5, and other laws as far from it as `shift` says, in the way claimed. */
const laws = (shift: number) =>
  variantsResult(dataLawsSpec('smoke'), (law) => {
    if (law === 'Gaussian') return reading(1.5);
    return reading(heavier.includes(law) ? 1.5 - shift : 1.5 + shift);
  });

describe('the claims about data laws', () => {
  it('hold, and do not hold, where the intervals are apart', () => {
    expect(verdictsOf(dataLawClaims(laws(0.11)))).toEqual(Array(5).fill('holds'));
    expect(verdictsOf(dataLawClaims(laws(-0.11)))).toEqual(Array(5).fill('does not hold'));
  });
  it('are open where the intervals overlap or are missing', () => {
    expect(verdictsOf(dataLawClaims(laws(0.09)))).toEqual(Array(5).fill('inconclusive'));
    const empty = variantsResult(dataLawsSpec('smoke'), () => ({}));
    expect(verdictsOf(dataLawClaims(empty))).toEqual(Array(5).fill('inconclusive'));
  });
  it('compare every law with Gaussian rows, each by itself', () => {
    const claims = dataLawClaims(
      variantsResult(dataLawsSpec('smoke'), (law) => reading(law === 'uniform' ? 1.8 : 1.5)),
    );
    expect(claims.filter(({ verdict }) => verdict === 'holds').map(({ claim }) => claim)).toEqual([
      'Bounded rows (uniform) give lighter tails than Gaussian ones',
    ]);
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'dataLawClaims',
    () => dataLawClaims(laws(0.11)),
    () => [dataLawClaims(laws(-0.11))],
  );
});
