import { describe, expect, it } from 'vitest';
import {
  convergenceClaims,
  convergenceSpec,
  type ConvergenceCell,
  type ConvergencePoint,
  type FittedCoordinates,
} from 'heavytail';
import { verdictsOf } from './claimResults.js';

const spec = convergenceSpec('smoke');
const point = (at: number, distance: number | null, more: Partial<ConvergencePoint> = {}) => ({
  ...{ at, distance, tailIndex: 1.55, interval: { lower: 1.5, upper: 1.6 } },
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
    expect(verdicts({})).toEqual(['holds', 'holds', 'holds']);
    const wrong = {
      exact: 1.2,
      overIterations: [point(100, 1), point(200, 9)],
      fit: { ...fit, stableDistance: 0.2 },
    };
    expect(verdicts(wrong)).toEqual(Array(3).fill('does not hold'));
    expect(convergenceClaims({ spec, cells: [] })).toEqual([]);
  });
  it('see a run settle up to a factor of 1.5, and run away beyond 3', () => {
    const settles = (last: number | null, exact: number | null = 1.55) =>
      verdicts({ exact, overIterations: [point(50, 9), point(100, 1), point(200, last)] })[0];
    expect([settles(0.1), settles(1.45), settles(1.55), settles(2.9), settles(3.1), settles(null)]).toEqual([
      ...['holds', 'holds', 'inconclusive', 'inconclusive', 'does not hold', 'does not hold'],
    ]);
    const without = [1.45, 1.55, 2.9, 3.1, null].map((last) => settles(last, null));
    expect(without).toEqual(['does not hold', 'inconclusive', 'inconclusive', 'holds', 'holds']);
  });
  it('see a stable law where it fits, no worse than a Gaussian one by more than 0.005', () => {
    const looks = (stableDistance: number, gaussianDistance: number) =>
      verdicts({ fit: { ...fit, stableDistance, gaussianDistance } })[1];
    expect([looks(0.049, 0.3), looks(0.04, 0.036)]).toEqual(['holds', 'holds']);
    expect(looks(0.051, 0.3)).toBe('inconclusive');
    expect([looks(0.04, 0.034), looks(0.051, 0.051)]).toEqual(['does not hold', 'does not hold']);
  });
  it('compare the estimate from the published number of repeats with min(2, alpha)', () => {
    const agrees = (exact: number | null, more: Partial<ConvergencePoint> = {}) =>
      verdicts({ exact, overRepeats: [point(200, 1, more), point(100, 1, { interval: null })] })[2];
    expect([agrees(1.64), agrees(1.46)]).toEqual(['holds', 'holds']);
    expect([agrees(1.66), agrees(1.44), agrees(null)]).toEqual(Array(3).fill('does not hold'));
    expect(agrees(5, { interval: { lower: 1.9, upper: 2 } })).toBe('holds');
    expect(agrees(1.55, { interval: null })).toBe('inconclusive');
  });
});
