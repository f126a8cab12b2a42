import { describe, expect, it } from 'vitest';
import { fig1aClaims, fig1aSpec, type Fig1aCell, type Fig1aResult } from 'heavytail';
import { unremarkable, verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const spec = fig1aSpec('paper');

/** The published grid with estimates of alpha as given, each with an interval of no width unless told otherwise. */
const grid = (
  of: (stepSize: number, batchSize: number) => number | null,
  more: Partial<Fig1aCell> = {},
): Fig1aResult => {
  const cells = spec.batchSizes.flatMap((batchSize) =>
    spec.stepSizes.map((stepSize): Fig1aCell => {
      const alpha = of(stepSize, batchSize);
      return {
        ...{ stepSize, batchSize, tailIndex: alpha, ...unremarkable },
        interval: alpha === null ? null : { lower: alpha, upper: alpha },
        ...{ exact: 1.5, regime: 'heavy-tailed' },
        ...more,
      };
    }),
  );
  return { spec, cells, thresholds: [], exactCurves: [] };
};
const verdicts = (result: Fig1aResult) => verdictsOf(fig1aClaims(result));

describe('the claims of Figure 1(a)', () => {
  it('hold where alpha falls with eta/b to below 1, under a stationary law', () => {
    expect(verdicts(grid((eta, b) => 2 / (1 + (20 * eta) / b)))).toEqual(Array(5).fill('holds'));
  });
  it('do not hold where it rises instead', () => {
    const rising = grid((eta, b) => 1 + eta / b / 0.2);
    expect(verdicts(rising).slice(0, 4)).toEqual(Array(4).fill('does not hold'));
    // No cell is below 1 that could have a law or not.
    expect(verdicts(rising)[4]).toBe('inconclusive');
  });
  it('are open where nothing moves and where nothing was estimated', () => {
    expect(verdicts(grid(() => 2)).slice(0, 2)).toEqual(['inconclusive', 'inconclusive']);
    expect(verdicts(grid(() => null))).toEqual(Array(5).fill('inconclusive'));
  });
  it('need a whole interval below 1 for an infinite mean', () => {
    const wide = (upper: number) => verdicts(grid(() => 0.95, { interval: { lower: 0.9, upper } }))[2];
    expect([wide(0.99), wide(1.01)]).toEqual(['holds', 'inconclusive']);
  });
  it('want more intervals below 1 than chance makes of alpha = 1 everywhere', () => {
    const heavy = (cells: number) => {
      const result = grid(() => 1);
      const some = result.cells.map((cell, i) =>
        i < cells ? { ...cell, tailIndex: 0.95, interval: { lower: 0.91, upper: 0.99 } } : cell,
      );
      return verdicts({ ...result, cells: some })[2];
    };
    // Of 70 cells, 3 are below one in twenty.
    expect([heavy(3), heavy(4)]).toEqual(['inconclusive', 'holds']);
  });
  it('call a rank correlation of -0.8 strong, and one above -0.5 none', () => {
    // Only the cells with b = 1 have an estimate: ten ranks, rearranged.
    const correlated = (ranks: readonly number[]) =>
      fig1aClaims(grid((eta, b) => (b === 1 ? 2 - ranks[Math.round(50 * eta) - 1] / 100 : null)))[3];
    const cases = [
      { ranks: [3, 2, 1, 4, 8, 6, 7, 5, 9, 10], correlation: '-0.842', verdict: 'holds' },
      { ranks: [5, 2, 3, 4, 1, 6, 9, 8, 7, 10], correlation: '-0.758', verdict: 'inconclusive' },
      { ranks: [6, 2, 3, 8, 5, 1, 4, 7, 9, 10], correlation: '-0.539', verdict: 'inconclusive' },
      { ranks: [1, 8, 6, 4, 5, 3, 7, 2, 9, 10], correlation: '-0.455', verdict: 'does not hold' },
    ];
    for (const { ranks, correlation, verdict } of cases) {
      const claim = correlated(ranks);
      expect(claim.measured).toContain(`rank correlation ${correlation} over 10 cells`);
      expect(claim.verdict).toBe(verdict);
    }
  });
  it('make no correlation of six cells', () => {
    const few = (last: number) =>
      fig1aClaims(grid((eta, b) => (b === 1 && eta < last ? 2 - eta : null)))[3].verdict;
    expect([few(0.13), few(0.15)]).toEqual(['inconclusive', 'holds']);
  });
  it('ask every cell with alpha < 1 for its stationary law', () => {
    const half = grid((eta) => (eta < 0.1 ? 0.9 : 1.1));
    const lawless = (stepSize: number) => ({
      ...half,
      cells: half.cells.map((cell) => (cell.stepSize === stepSize ? { ...cell, exact: null } : cell)),
    });
    expect([verdicts(lawless(0.2))[4], verdicts(lawless(0.02))[4]]).toEqual(['holds', 'does not hold']);
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'fig1aClaims',
    () => fig1aClaims(grid((eta, b) => 2 / (1 + (20 * eta) / b))),
    () => [fig1aClaims(grid((eta, b) => 1 + eta / b / 0.2)), fig1aClaims(grid(() => 0.9, { exact: null }))],
  );
});
