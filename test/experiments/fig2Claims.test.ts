import { describe, expect, it } from 'vitest';
import { fig2Claims, fig2Spec, rmsPropCentredClaims, rmsPropConstantsSpec } from 'heavytail';
import { reading, variantsResult, verdictsOf } from './claimResults.js';

/** Seventy cells, with RMSProp near 2 in the first few and `elsewhere` in the others. */
const figure = (near: number, elsewhere: number, sgd: number) =>
  fig2Claims(
    variantsResult(fig2Spec('paper'), (variant, i) => {
      if (variant === 'SGD') return reading(sgd);
      return reading(i < near ? 1.81 : elsewhere);
    }),
  );

describe('the claims about Figure 2', () => {
  it('hold where RMSProp is near 2 in nine of ten cells, and clearly above SGD', () => {
    expect(verdictsOf(figure(63, 1.79, 1.2))).toEqual(['holds', 'holds']);
  });
  it('do not hold where it is near 2 in less than half, and clearly below SGD', () => {
    expect(verdictsOf(figure(34, 1.79, 1.95))).toEqual(['does not hold', 'does not hold']);
  });
  it('are open in between, where nothing is apart, and without estimates', () => {
    expect(verdictsOf(figure(62, 1.79, 1.8))).toEqual(['inconclusive', 'inconclusive']);
    expect(verdictsOf(figure(35, 1.79, 1.8))).toEqual(['inconclusive', 'inconclusive']);
    const none = variantsResult({ ...fig2Spec('paper'), stepSizes: [] }, () => ({}));
    expect(verdictsOf(fig2Claims(none))).toEqual(['inconclusive', 'inconclusive']);
  });
});

describe('the claim about RMSProp with its median subtracted', () => {
  const verdict = (centred: number, published: number) =>
    rmsPropCentredClaims(
      variantsResult(rmsPropConstantsSpec('paper'), (variant, i) =>
        reading(i < (variant === 'decay 0.99, centred' ? centred : published) ? 1.81 : 1.79),
      ),
    )[0].verdict;
  // Twenty cells: ten step-sizes at two batch-sizes.
  it('holds where nine of ten cells are near 2, no fewer than as published', () => {
    expect([verdict(18, 10), verdict(18, 18)]).toEqual(['holds', 'holds']);
  });
  it('does not hold where the median changes nothing, or makes it worse', () => {
    expect([verdict(10, 10), verdict(18, 19)]).toEqual(['does not hold', 'does not hold']);
  });
  it('is open where more cells are near 2, but not nine of ten, and without cells', () => {
    expect(verdict(17, 10)).toBe('inconclusive');
    const none = variantsResult({ ...rmsPropConstantsSpec('paper'), stepSizes: [] }, () => ({}));
    expect(verdictsOf(rmsPropCentredClaims(none))).toEqual(['inconclusive']);
  });
});
