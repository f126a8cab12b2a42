import { describe, expect, it } from 'vitest';
import {
  offlineClaims,
  offlineSpec,
  sampledIndicesClaim,
  type OfflineChains,
  type OfflineResult,
  type OfflineSet,
} from 'heavytail';
import { verdictsOf } from './claimResults.js';
import { everyClaimCanFail } from './everyClaimCanFail.js';

const spec = offlineSpec('smoke');
const EXACT = 2.5;
/** Ten thresholds a decade, and a tail with this exponent that is three times as steep after so many decades. */
const thresholds = Array.from({ length: 41 }, (_, i) => 10 ** (i / 10));
const powerTail = (decades: number, exponent = EXACT): number[] =>
  thresholds.map(
    (t) => Math.min(t, 10 ** decades) ** -exponent * Math.max(1, t / 10 ** decades) ** (-3 * exponent),
  );

interface Reading {
  readonly alpha: number;
  readonly distance: number;
  readonly agreement: number;
  readonly decades: number;
  readonly exponent: number;
  /** Largest |x| of passes beside 10 of drawing with replacement. */
  readonly passes: number;
}
/** What claims about n rows of data want to read. */
const good = (rows: number): Reading => ({
  ...{ alpha: EXACT * (1 + 1 / Math.sqrt(rows)), distance: 1 / Math.sqrt(rows), agreement: 1 / rows },
  ...{ decades: 0.5 * Math.log10(rows), exponent: EXACT, passes: 5 },
});

const chainsOf = ({ distance, agreement, decades, exponent }: Reading, largest: number): OfflineChains => ({
  ...{ survival: powerTail(decades, exponent), largest, distance, agreement },
});
const tailed = (reading: Reading): OfflineSet => ({
  ...{ regime: 'power tail', tailIndex: reading.alpha, largestFactor: 2, bound: null, supportEnd: null },
  chains: { withReplacement: chainsOf(reading, 10), epochs: chainsOf(reading, reading.passes) },
});
const bounded = (largest: number, supportEnd: number): OfflineSet => {
  const chains = chainsOf(good(10), largest);
  return {
    ...{ regime: 'bounded', tailIndex: null, largestFactor: 0.5, bound: 2, supportEnd },
    chains: { withReplacement: chains, epochs: chains },
  };
};

const sizes = [10, 100, 1000];
const result = (
  read: (rows: number) => Partial<Reading> = () => ({}),
  // Passes are judged on five data sets at least.
  more: (rows: number) => OfflineSet[] = (rows) =>
    rows > 100 ? [] : [0, 1].map(() => tailed({ ...good(rows), ...read(rows) })),
): OfflineResult => ({
  ...{ spec: { ...spec, chains: 100, steps: 1e8 }, exact: EXACT, thresholds },
  online: { survival: powerTail(3), count: 1e10 },
  chance: chainsOf({ ...good(1e4), distance: 1e-3 }, 10),
  cells: sizes.map((rows) => ({ rows, sets: [tailed({ ...good(rows), ...read(rows) }), ...more(rows)] })),
});
const verdicts = (...of: Parameters<typeof result>) => verdictsOf(offlineClaims(result(...of)));
/** The verdicts on distance, agreement and slope, the same for both ways to draw rows. */
const both = (...three: string[]) => [...three, ...three];

/** Every reading goes away from the streaming law as n grows. */
const awayFrom = (rows: number): Reading => {
  const mirrored = good(1e4 / rows);
  return { ...mirrored, alpha: EXACT * (1 + 0.05 * Math.log10(rows)), passes: 15 };
};

describe('the claims about finite data', () => {
  it('hold where everything tends to the streaming law', () => {
    const [boundedLaw, ...others] = verdicts();
    expect(boundedLaw).toBe('inconclusive');
    expect(others).toEqual(Array(8).fill('holds'));
  });
  it('do not hold where everything goes away from it', () => {
    expect(verdicts(awayFrom).slice(1)).toEqual(Array(8).fill('does not hold'));
  });
  it('are open on one size, or where no set has a tail', () => {
    const one = { ...result(), cells: result().cells.slice(2) };
    const [, indices, , ...others] = verdictsOf(offlineClaims(one));
    expect([indices, ...others]).toEqual(Array(7).fill('inconclusive'));
    const none = result().cells.map(({ rows }) => ({ rows, sets: [] }));
    expect(verdictsOf(offlineClaims({ ...result(), cells: none }))).toEqual(Array(9).fill('inconclusive'));
  });
  it('want every bounded law within its support, and that within the bound', () => {
    const law = (largest: number, supportEnd: number) =>
      verdicts(undefined, () => [bounded(largest, supportEnd)])[0];
    expect([law(1.5, 1.5), law(1.5, 2)]).toEqual(['holds', 'holds']);
    expect([law(1.51, 1.5), law(1.5, 2.01)]).toEqual(['does not hold', 'does not hold']);
  });
  it('want alpha of finite data to come within a fifth of alpha, nearer from size to size', () => {
    const indices = (...errors: number[]) =>
      verdicts((rows) => ({ alpha: EXACT * (1 + errors[Math.log10(rows) - 1]) }))[1];
    expect([indices(0.4, 0.3, 0.19), indices(-0.4, 0.3, -0.1)]).toEqual(['holds', 'holds']);
    expect(indices(0.4, 0.45, 0.19)).toBe('inconclusive');
    expect([indices(0.4, 0.3, 0.21), indices(0.1, 0.2, 0.15)]).toEqual(['does not hold', 'does not hold']);
  });
  it('want passes to cut the tail of four data sets in five', () => {
    // Ten data sets of 10 rows, all cut, and ten of 100; those of 1000 are not counted.
    const cut = (count: number) =>
      verdicts(
        (rows) => ({ passes: rows === 10 ? 5 : 15 }),
        (rows) =>
          Array.from({ length: 9 }, (_, i) =>
            tailed({ ...good(rows), passes: rows === 10 || i < count - 10 ? 5 : 15 }),
          ),
      )[2];
    const [first] = result().cells;
    const few = { ...result(), cells: [{ ...first, sets: first.sets.slice(0, 2) }] };
    expect(verdictsOf(offlineClaims(few))[2]).toBe('inconclusive');
    expect([cut(16), cut(14), cut(12), cut(10)]).toEqual([
      ...['holds', 'inconclusive', 'inconclusive', 'does not hold'],
    ]);
  });
  it('want the distance to fall with an exponent from -0.7 to -0.3', () => {
    const falls = (exponent: number) => verdicts((rows) => ({ distance: rows ** exponent }))[3];
    expect([falls(-0.69), falls(-0.31)]).toEqual(['holds', 'holds']);
    expect([falls(-0.71), falls(-0.29), falls(-0.16)]).toEqual(Array(3).fill('inconclusive'));
    expect([falls(-0.14), falls(0.3)]).toEqual(['does not hold', 'does not hold']);
    // Up to twice what chance leaves, 0.001, a distance says nothing: the last size is then left out.
    const end = (distance: number) =>
      verdicts((rows) => ({ distance: rows === 1000 ? distance : rows === 10 ? 0.01 : 0.009 }))[3];
    expect([end(0.0021), end(0.0019)]).toEqual(['holds', 'does not hold']);
    expect(verdicts((rows) => ({ distance: rows === 10 ? 0.1 : 0.0019 }))[3]).toBe('inconclusive');
  });
  it('want agreement and slope to go further with every size', () => {
    const read = (...values: number[]) =>
      verdicts((rows) => {
        const i = Math.log10(rows) - 1;
        return { agreement: 10 ** -values[i], decades: values[i] };
      }).slice(4, 6);
    expect(read(1, 1.5, 2)).toEqual(['holds', 'holds']);
    expect(read(1, 2, 1.5)).toEqual(['inconclusive', 'inconclusive']);
    expect(read(2, 1.5, 1)).toEqual(['does not hold', 'does not hold']);
    // A range is known to about two thresholds: a step back of one is left out, one of three is not.
    // An agreement is known to a factor of two.
    expect([read(1, 2.1, 2), read(1, 2.35, 2)]).toEqual([
      ['holds', 'holds'],
      ['inconclusive', 'inconclusive'],
    ]);
    // What changes by no more than that in all is no trend, nor are two sizes.
    expect(read(1, 1.1, 1.15)).toEqual(['inconclusive', 'inconclusive']);
    const two = { ...result(), cells: result().cells.slice(1) };
    expect(verdictsOf(offlineClaims(two)).slice(4, 6)).toEqual(['inconclusive', 'inconclusive']);
  });
  it('count a slope as near alpha within a fifth', () => {
    const slope = (factor: number) => verdicts(() => ({ exponent: factor * EXACT }))[5];
    expect([0.81, 1.19, 0.79, 1.21].map(slope)).toEqual(['holds', 'holds', 'does not hold', 'does not hold']);
  });
  it('take the median over the data sets of a size, of an odd or an even number', () => {
    const others = (...distances: number[]) =>
      verdicts(undefined, (rows) => distances.map((distance) => tailed({ ...good(rows), distance })))[3];
    expect([others(9, 1e-9), others(9, 9), others(9, 9, 1e-9, 1e-9)]).toEqual([
      ...['holds', 'does not hold', 'holds'],
    ]);
    // Between 1e-9 and 2/sqrt(n), half of it.
    expect(
      verdicts(
        (rows) => ({ distance: 2 / Math.sqrt(rows) }),
        () => [tailed({ ...good(10), distance: 1e-9 })],
      )[3],
    ).toBe('holds');
  });
  it('are the same for both ways to draw rows', () => {
    expect(verdicts().slice(3)).toEqual(both('holds', 'holds', 'holds'));
  });
});

/** What is said of data sets of 30 to 10 000 rows beside a streaming alpha of 2. */
const sampled = (...indices: (number | null)[]) =>
  sampledIndicesClaim(
    indices.map((tailIndex, i) => ({ n: [30, 100, 1000, 10_000][i], tailIndex })),
    2,
  );

it('judges sampled tail-indices of growing data sets', () => {
  const claimOf = (...indices: (number | null)[]) => sampled(...indices).verdict;
  expect(claimOf(1.5, 2.4, 2.1, 2.02)).toBe('holds');
  expect(claimOf(null, 3, 1.9, 2.09)).toBe('holds');
  expect(claimOf(null, 3, 1.9, 2.11)).toBe('inconclusive');
  expect(claimOf(2.01, 2.02, 2.3, 2.05)).toBe('inconclusive');
  expect([claimOf(1.5, 2.4, 3, 2.39), claimOf(1.5, 2.4, 3, 2.41)]).toEqual(['inconclusive', 'does not hold']);
  expect(claimOf(1.5, 2.4, 3, null)).toBe('does not hold');
});

describe('claims', () => {
  everyClaimCanFail(
    'offlineClaims',
    () => offlineClaims(result()).slice(1),
    () => [offlineClaims(result(awayFrom))],
  );

  everyClaimCanFail(
    'offlineClaims',
    () => offlineClaims(result(undefined, () => [bounded(1.5, 1.5)])).slice(0, 1),
    () => [offlineClaims(result(undefined, () => [bounded(1.51, 1.5)]))],
  );

  everyClaimCanFail(
    'sampledIndicesClaim',
    () => [sampled(1.5, 2.4, 2.1, 2.02)],
    () => [[sampled(1.5, 2.4, 3, null)]],
  );
});
