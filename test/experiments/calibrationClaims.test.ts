import { describe, expect, it } from 'vitest';
import {
  calibrationClaims,
  coverageClaims,
  coverageSpec,
  coverageTable,
  sgdReadingsClaims,
  type CalibrationRow,
  type SgdReading,
} from 'heavytail';
import { verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const PUBLISHED = 'log-moment';
const HILL = 'hill, k = n/20';
const RECOMMENDED = 'feuerverger-hall';
const row = (estimator: string, law: string, exact: number | null, more: Partial<CalibrationRow>) => ({
  ...{ estimator, law, exact, size: 1000, samples: 400, failures: 0 },
  ...{ median: exact, low: null, high: null, coverage: 0.95, silentMisses: 0.05 },
  ...more,
});

/** The rows the claims look at; `off` is the relative error of the medians, `heavy` what the published estimator reads of light tails. */
const rows = (coverage: number, off: number, light: number, late: number): CalibrationRow[] => [
  row(PUBLISHED, 'stable 1.5', 1.5, { coverage, median: 1.5 }),
  row(PUBLISHED, 'Gaussian', null, { median: light }),
  row(PUBLISHED, 'SGD, d = 1', 1.5, { median: 1.5 * (1 + off) }),
  row(HILL, 'Pareto 3', 3, { coverage, median: 3 * (1 + 1.5 * off) }),
  row(HILL, 'stable 1.9', 1.9, { median: late }),
  row(RECOMMENDED, 'Student t 3', 3, { coverage, silentMisses: 1 - coverage }),
];
const verdicts = (...of: Parameters<typeof rows>) => verdictsOf(calibrationClaims(rows(...of)));

describe('the claims of the calibration', () => {
  // Four binomial errors of 400 samples are 0.0447: 0.905 is the least coverage that passes.
  it('hold of honest intervals and medians that read as claimed', () => {
    expect(verdicts(0.906, 0.09, 2.35, 2.55)).toEqual(Array(7).fill('holds'));
  });
  it('do not hold of short intervals and medians that do not', () => {
    expect(verdicts(0.904, 0.11, 2.25, 2.45)).toEqual(Array(7).fill('does not hold'));
  });
  it('hold a miss against the recommended estimator only where it is silent, and chains against its form for chains', () => {
    const verdict = (estimator: string, law: string, silentMisses: number) =>
      calibrationClaims([...rows(0.95, 0, 3, 3), row(estimator, law, 2, { coverage: 0.5, silentMisses })])[0]
        .verdict;
    expect(verdict(RECOMMENDED, 'Burr', 0.05)).toBe('holds');
    expect(verdict(RECOMMENDED, 'Burr', 0.5)).toBe('does not hold');
    expect(verdict(RECOMMENDED, 'one run of SGD', 0.5)).toBe('holds');
    expect(verdict(`${RECOMMENDED}, dependent`, 'one run of SGD', 0.5)).toBe('does not hold');
  });
  it('hold no interval for honest that warns of everything', () => {
    const warned = row(RECOMMENDED, 'Burr', 1.5, { coverage: 0.1, silentMisses: 0 });
    const verdict = (laws: number) =>
      calibrationClaims([...rows(0.95, 0, 3, 3), ...Array.from({ length: laws }, () => warned)])[0].verdict;
    expect([verdict(1), verdict(2)]).toEqual(['holds', 'does not hold']);
  });
  it('allow fewer samples more, and want every row', () => {
    const [first, ...others] = rows(0.95, 0, 3, 3);
    const coverage = (samples: number) =>
      calibrationClaims([first, { ...first, coverage: 0.8, samples }, ...others])[1].verdict;
    expect([coverage(25), coverage(100)]).toEqual(['holds', 'does not hold']);
  });
  it('take the size nearest to a thousand, by its logarithm', () => {
    const sized = (size: number, ...of: Parameters<typeof rows>) =>
      rows(...of).map((one) => ({ ...one, size }));
    for (const [near, far] of [
      [900, 1120],
      [1120, 880],
    ]) {
      const both = [...sized(near, 0.95, 0, 3, 3), ...sized(far, 0.1, 1, 1, 1)];
      expect(verdictsOf(calibrationClaims(both))).toEqual(Array(7).fill('holds'));
    }
  });
  it('call a law light above 2.05, and heavy below 2', () => {
    const misread = (exact: number) => {
      const wrong = row(PUBLISHED, 'SGD, d = 2', exact, { median: 1 });
      return verdictsOf(calibrationClaims([...rows(0.95, 0, 3, 3), wrong])).slice(3, 5);
    };
    expect(misread(1.9)).toEqual(['holds', 'does not hold']);
    expect(misread(2.02)).toEqual(['holds', 'holds']);
    expect(misread(2.1)).toEqual(['does not hold', 'holds']);
  });
  it('are open without rows', () => {
    expect(verdictsOf(calibrationClaims([]))).toEqual(Array(7).fill('inconclusive'));
  });
});

const reading = (exact: number | null, averaged: number): SgdReading => ({
  ...{ stepSize: 0.1, exact, averaged, averagedInterval: null, last: averaged, hill: averaged },
});

describe('the claims about readings of SGD', () => {
  const claims = (light: number, lawless: number) =>
    verdictsOf(sgdReadingsClaims([reading(3.1, light), reading(1.5, 0), reading(null, lawless)]));
  it('hold of averages read as about 2, and of a number below 2 without a law', () => {
    expect([claims(2.34, 1.9), claims(1.66, 0.1)]).toEqual(Array(2).fill(['holds', 'holds']));
  });
  it('do not hold of averages read as anything else', () => {
    expect([claims(2.36, 2.1), claims(1.64, 2)]).toEqual(Array(2).fill(['does not hold', 'does not hold']));
  });
  it('are open without step-sizes of either kind', () => {
    expect(verdictsOf(sgdReadingsClaims([reading(2.9, 5)]))).toEqual(['inconclusive', 'inconclusive']);
  });
});

describe('claims', () => {
  everyClaimCanFail(
    'calibrationClaims',
    () => calibrationClaims(rows(0.906, 0.09, 2.35, 2.55)),
    () => [calibrationClaims(rows(0.904, 0.11, 2.25, 2.45))],
  );

  everyClaimCanFail(
    'sgdReadingsClaims',
    () => sgdReadingsClaims([reading(3.1, 2.1), reading(null, 1)]),
    () => [sgdReadingsClaims([reading(3.1, 1.2), reading(null, 2.1)])],
  );
});

describe('the coverage of the recommended estimator', () => {
  const dependent = `${RECOMMENDED}, dependent`;
  const sized = (size: number, coverage: number, silentMisses = 0.05) =>
    row(RECOMMENDED, 'SGD, d = 1', 1.8, { size, samples: 100, coverage, silentMisses });
  const chain = (silentMisses: number) =>
    row(dependent, 'one run of SGD', 1.8, { coverage: 0.9, silentMisses });

  it('is a row for each law with a power tail and a column for each size and estimator', () => {
    const light = row(RECOMMENDED, 'Gaussian', null, { coverage: null, silentMisses: null });
    expect(coverageTable([sized(1000, 0.953), light, sized(100_000, 0.94, 0.02), chain(0.004)])).toEqual([
      { law: 'SGD, d = 1', α: 1.8, 'n = 1000': '95 %, silent 5 %', 'n = 100\u00a0000': '94 %, silent 2 %' },
      { law: 'one run of SGD', α: 1.8, 'n = 1000, dependent': '90 %, silent 0 %' },
    ]);
    expect(() => coverageTable([light])).toThrow(/rows must be a list with a law that has a power tail/);
  });
  it('is wanted at every size, not only near a thousand', () => {
    const verdicts = (large: number) => verdictsOf(coverageClaims([sized(1000, 0.95), sized(1e5, large)]));
    // Four binomial errors of 100 samples are 0.089.
    expect(verdicts(0.87)).toEqual(['holds', 'holds']);
    expect(verdicts(0.85)).toEqual(['does not hold', 'holds']);
  });
  it('counts the form for chains on chains, and only there', () => {
    const bad = { coverage: 0.1, silentMisses: 0.9 };
    expect(verdictsOf(coverageClaims([sized(1000, 0.95), row(dependent, 'SGD, d = 1', 1.8, bad)]))).toEqual([
      'holds',
      'holds',
    ]);
    expect(verdictsOf(coverageClaims([sized(1000, 0.95), row(RECOMMENDED, 'one run', 1.8, bad)]))).toEqual([
      'holds',
      'holds',
    ]);
    expect(verdictsOf(coverageClaims([sized(1000, 0.95), chain(0.5)]))).toEqual(['holds', 'does not hold']);
  });
  it('says nothing of nothing', () => {
    expect(verdictsOf(coverageClaims([]))).toEqual(['inconclusive', 'inconclusive']);
    expect(coverageSpec('smoke').sizes).toHaveLength(1);
  });

  everyClaimCanFail(
    'coverageClaims',
    () => coverageClaims([sized(1000, 0.95), sized(1e5, 0.9), chain(0.05)]),
    () => [coverageClaims([sized(1000, 0.95), sized(1e5, 0.8, 0.2)])],
  );
});
