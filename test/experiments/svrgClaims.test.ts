import { describe, expect, it } from 'vitest';
import { svrgClaims, svrgSpec } from 'heavytail';
import { variantsResult, verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

/** Twenty cells for each of SGD and SVRG at K, 2K and 4K. */
const spec = {
  ...svrgSpec('smoke'),
  stepSizes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  batchSizes: [5, 20],
};
const longest = spec.variants.at(-1)!.name;

/** After the longest run the first cells of SVRG are degenerate and the last run away. */
const all = (degenerate: number, away = 0, runAway: number | null = 2000) =>
  svrgClaims(
    variantsResult(spec, (variant, i) => {
      if (variant !== longest) return { distance: 1 };
      if (i >= 20 - away) return { distance: runAway };
      return i < degenerate ? { degenerate: true, distance: 1e-9 } : { distance: 0.5 };
    }),
  );
const svrg = (...of: Parameters<typeof all>) => all(...of)[0];

/** The median distance shrinks by these factors from the shortest run to the longest. */
const shrinks = (sgd: number, svrgFactor: number) =>
  svrgClaims(
    variantsResult(spec, (variant, i) => {
      const factor = variant.startsWith('SGD') ? sgd : svrgFactor;
      const longer = variant.endsWith(longest.replace('SVRG', ''));
      // The first cell is infinitely far away in the end; of the others the tenth is the median.
      const own = i <= 8 ? factor / 1000 : i <= 10 ? factor : 1000 * factor;
      return { distance: longer ? (i === 0 ? null : (1 + i) * own) : 1 + i };
    }),
  )[1].verdict;

describe('the claims about SVRG', () => {
  it('hold where nine of ten cells that do not run away are degenerate', () => {
    expect([svrg(20, 0).verdict, svrg(18, 0).verdict, svrg(9, 10).verdict]).toEqual(Array(3).fill('holds'));
  });
  it('are not decided by one cell that runs away, and say how many do', () => {
    for (const runAway of [1001, null]) {
      const { verdict, measured } = svrg(19, 1, runAway);
      expect(verdict).toBe('holds');
      expect(measured).toMatch(
        /^19 of the 19 cells that do not run away .* in 1 of 20 the iterates run away/,
      );
    }
    expect(svrg(18, 1, 999).measured).toMatch(/^18 of the 20 cells/);
  });
  it('do not hold where less than half of those are degenerate', () => {
    expect([svrg(9, 0).verdict, svrg(0, 0).verdict, svrg(4, 10).verdict]).toEqual(
      Array(3).fill('does not hold'),
    );
  });
  it('are open in between, or where most cells run away', () => {
    expect([svrg(17, 0), svrg(10, 0), svrg(9, 11), svrg(0, 20)].map(({ verdict }) => verdict)).toEqual(
      Array(4).fill('inconclusive'),
    );
  });
  it('want the last iterate of SGD to stay where it is to a fifth, and SVRG to fall below a hundredth', () => {
    expect([shrinks(0.81, 0.009), shrinks(1.2, 0)]).toEqual(['holds', 'holds']);
    // Half is what averages shrink by over four times the iterations, law or no law.
    expect([shrinks(0.5, 0.009), shrinks(1.3, 0.009), shrinks(1, 0.011)]).toEqual(
      Array(3).fill('does not hold'),
    );
  });
  it('are open where the iterates of most cells are infinitely far away in the end', () => {
    const away = (cells: number) =>
      svrgClaims(
        variantsResult(spec, (variant, i) => {
          const last = variant.endsWith(longest.replace('SVRG', ''));
          const distance = variant.startsWith('SVRG') && last ? 1e-3 : 1;
          return { distance: last && i < cells ? null : distance };
        }),
      )[1].verdict;
    expect([away(10), away(11)]).toEqual(['holds', 'inconclusive']);
  });
  it('are open without cells', () => {
    const none = variantsResult({ ...spec, stepSizes: [] }, () => ({}));
    expect(verdictsOf(svrgClaims(none))).toEqual(['inconclusive', 'inconclusive']);
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'svrgClaims',
    () => all(20),
    () => [all(0)],
  );
});
