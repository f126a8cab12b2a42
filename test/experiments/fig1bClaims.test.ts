import { describe, expect, it } from 'vitest';
import { fig1bClaims, fig1bSpec, type Fig1bResult } from 'heavytail';
import { reading, unremarkable, verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

/** Both panels of the small figure; `at` gives the estimate and the exact alpha at the i-th value. */
const figure = (at: (i: number) => { alpha: number | null; exact: number | null }): Fig1bResult => {
  const spec = fig1bSpec('smoke');
  const none = { tailIndex: null, interval: null };
  const panels = spec.panels.map((panel) => ({
    spec: panel,
    points: panel.values.map((value, i) => {
      const { alpha, exact } = at(i);
      const estimate = { ...(alpha === null ? none : reading(alpha)), ...unremarkable };
      const theory = { exact, regime: 'heavy-tailed' as const, critical: 0.1, maximum: 0.2 };
      return { value, estimates: [estimate, estimate], ...theory };
    }),
    ...{ exactCurve: [], critical: null, maximum: null },
  }));
  return { spec, panels };
};
const verdicts = (result: Fig1bResult) => verdictsOf(fig1bClaims(result));

describe('the claims of Figure 1(b)', () => {
  it('hold where alpha falls and every heavy point has a stationary law', () => {
    const falling = figure((i) => ({ alpha: 2.5 - 0.6 * i, exact: 1.5 }));
    expect(verdicts(falling)).toEqual(['holds', 'holds', 'holds', 'holds']);
  });
  it('do not hold where alpha rises and one heavy point has no stationary law', () => {
    const rising = figure((i) => ({ alpha: 1.2 + 0.2 * i, exact: i === 1 ? null : 1.5 }));
    expect(verdicts(rising)).toEqual(Array(4).fill('does not hold'));
  });
  it('are open where nothing moves, nothing is clearly heavy, or nothing was estimated', () => {
    // Up to 2.04: the interval of 1.96 reaches 2.01, above 2.
    expect(verdicts(figure((i) => ({ alpha: 1.96 + 0.04 * i, exact: null })))).toEqual(
      Array(4).fill('inconclusive'),
    );
    expect(verdicts(figure(() => ({ alpha: null, exact: null })))).toEqual(Array(4).fill('inconclusive'));
  });
  it('ask only points that are clearly below 2 for their stationary law', () => {
    const near = (alpha: number) => verdicts(figure(() => ({ alpha, exact: null })))[1];
    expect([near(1.94), near(1.96)]).toEqual(['does not hold', 'inconclusive']);
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'fig1bClaims',
    () => fig1bClaims(figure((i) => ({ alpha: 2.5 - 0.6 * i, exact: 1.5 }))),
    () => [fig1bClaims(figure((i) => ({ alpha: 1.2 + 0.2 * i, exact: i === 1 ? null : 1.5 })))],
  );
});
