import { describe, expect, it } from 'vitest';
import {
  convergenceClaims,
  convergenceSpec,
  type ConvergenceCell,
  type ConvergencePoint,
  type FittedCoordinates,
} from 'heavytail';
import { verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const spec = convergenceSpec('smoke');
const point = (at: number, lastDistance: number | null, more: Partial<ConvergencePoint> = {}) => ({
  // Averages shrink whatever the law does.
  ...{ at, lastDistance, distance: 1 / at, tailIndex: 1.55, interval: { lower: 1.5, upper: 1.6 } },
  ...more,
});
const fit: FittedCoordinates = {
  ...{ alpha: 1.5, beta: 0, scale: 1, location: 0, bins: [], density: [], stable: [], gaussian: [] },
  ...{ stableDistance: 0.01, gaussianDistance: 0.1 },
};
const cell: ConvergenceCell = {
  ...{ stepSize: 0.392, exact: 1.55, regime: 'heavy-tailed', paths: [] },
  overIterations: [point(50, 9), point(100, 1), point(200, 1)],
  overRepeats: [point(100, 1), point(200, 1)],
  ...{ averaged: { thresholds: [], survival: [] }, final: { thresholds: [], survival: [] }, fit },
};
const verdicts = (more: Partial<ConvergenceCell>) =>
  verdictsOf(convergenceClaims({ spec, cells: [{ ...cell, ...more }] }));

describe('the claims about convergence', () => {
  it('hold, and do not hold, together', () => {
    expect(verdicts({})).toEqual(['holds', 'holds']);
    const wrong = {
      exact: 1.2,
      overIterations: [point(100, 1), point(200, 9)],
    };
    expect(verdicts(wrong)).toEqual(Array(2).fill('does not hold'));
    expect(convergenceClaims({ spec, cells: [] })).toEqual([]);
  });
  it('see a run settle up to a factor of 1.5, and run away beyond 3', () => {
    const settles = (last: number | null, exact: number | null = 1.55) =>
      verdicts({ exact, overIterations: [point(50, 9), point(100, 1), point(200, last)] })[0];
    expect([settles(0.7), settles(1.45), settles(1.55), settles(0.6), settles(2.9)]).toEqual([
      ...['holds', 'holds', ...Array(3).fill('inconclusive')],
    ]);
    expect([settles(3.1), settles(0.3), settles(null)]).toEqual(Array(3).fill('does not hold'));
    const without = [1.45, 1.55, 2.9, 3.1, null].map((last) => settles(last, null));
    expect(without).toEqual(['does not hold', 'inconclusive', 'inconclusive', 'holds', 'holds']);
  });
  it('compare the estimate from the published number of repeats with min(2, alpha)', () => {
    const agrees = (exact: number | null, more: Partial<ConvergencePoint> = {}) =>
      verdicts({ exact, overRepeats: [point(200, 1, more), point(100, 1, { interval: null })] })[1];
    expect([agrees(1.64), agrees(1.46)]).toEqual(['holds', 'holds']);
    expect([agrees(1.66), agrees(1.44), agrees(null)]).toEqual(Array(3).fill('does not hold'));
    // An estimate of 2 is no evidence for 5, but one of 1.5 is against it; nor does an interval confirm that holds everything.
    expect(agrees(5, { interval: { lower: 1.9, upper: 2 } })).toBe('inconclusive');
    expect(agrees(5)).toBe('does not hold');
    expect(agrees(1.55, { interval: { lower: 1.3, upper: 1.81 } })).toBe('inconclusive');
    expect(agrees(1.55, { interval: { lower: 1.3, upper: 1.79 } })).toBe('holds');
    expect(agrees(1.55, { interval: null })).toBe('inconclusive');
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'convergenceClaims',
    () => convergenceClaims({ spec, cells: [cell] }),
    () => [
      convergenceClaims({
        spec,
        cells: [{ ...cell, exact: 1.2, overIterations: [point(100, 1), point(200, 9)] }],
      }),
    ],
  );

  everyClaimCanFail(
    'convergenceClaims',
    () =>
      convergenceClaims({
        spec,
        cells: [{ ...cell, exact: null, overIterations: [point(100, 1), point(200, 9)] }],
      }).slice(0, 1),
    () => [convergenceClaims({ spec, cells: [{ ...cell, exact: null }] })],
  );
});
