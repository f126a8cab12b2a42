import { describe, expect, it } from 'vitest';
import { clearPairs, pairsAlong, type IntervalPair } from '../../src/sweeps/clearPairs.js';
import { orderClaim } from '../../src/sweeps/orderClaim.js';

const at = (value: number) => ({ lower: value - 0.5, upper: value + 0.5 });
const rising: IntervalPair = [at(1), at(3)];
const falling: IntervalPair = [at(3), at(1)];
const touching: IntervalPair = [at(1), at(2)];

describe('clear pairs', () => {
  it('are those whose intervals are apart', () => {
    expect(clearPairs([rising, rising, falling, touching, [at(1), null], [null, at(1)]])).toEqual({
      rising: 2,
      falling: 1,
    });
  });
  it('along a line are every two at different positions, the smaller one first', () => {
    const line = [5, 1, 1].map((position, i) => ({ position, interval: at(i) }));
    expect(pairsAlong(line)).toEqual([
      [at(1), at(0)],
      [at(2), at(0)],
    ]);
  });
});

/** So many pairs, each of estimates of its own. */
const pairs = (count: number, [first, second]: IntervalPair): IntervalPair[] =>
  Array.from({ length: count }, () => [first && { ...first }, second && { ...second }]);

describe('orderClaim', () => {
  const claimOf = (second: 'larger' | 'smaller', up: number, down: number) =>
    orderClaim({ claim: 'c', source: 's', second, pairs: 'of two' }, [
      ...pairs(up, rising),
      ...pairs(down, falling),
      touching,
    ]);
  it('holds up to one contradiction in twenty and fails beyond a half', () => {
    expect([0, 1, 2, 10, 11].map((down) => claimOf('larger', 20 - down, down).verdict)).toEqual([
      'holds',
      'holds',
      'inconclusive',
      'inconclusive',
      'does not hold',
    ]);
    expect([0, 1, 2, 10, 11].map((up) => claimOf('smaller', up, 20 - up).verdict)).toEqual([
      'holds',
      'holds',
      'inconclusive',
      'inconclusive',
      'does not hold',
    ]);
  });
  it('counts shares, not pairs', () => {
    expect([claimOf('larger', 16, 1).verdict, claimOf('larger', 38, 2).verdict]).toEqual([
      'inconclusive',
      'holds',
    ]);
  });
  it('takes no order from as few pairs as chance makes', () => {
    const among = (clear: number, others: number, pair = falling) =>
      orderClaim({ claim: 'c', source: 's', second: 'smaller', pairs: 'of two' }, [
        ...pairs(clear, pair),
        ...pairs(others, touching),
        ...pairs(100, [null, at(1)]),
      ]).verdict;
    expect([among(2, 18), among(2, 39), among(6, 94), among(4, 96)]).toEqual([
      ...['holds', 'inconclusive', 'holds', 'inconclusive'],
    ]);
    expect([among(2, 18, rising), among(2, 39, rising)]).toEqual(['does not hold', 'inconclusive']);
  });
  it('is open where one estimate decides', () => {
    const along = (...values: number[]) =>
      orderClaim(
        { claim: 'c', source: 's', second: 'smaller', pairs: 'of two' },
        pairsAlong(values.map((value, position) => ({ position, interval: at(value) }))),
      ).verdict;
    const flat = Array<number>(10).fill(1);
    // One value off among eleven makes 10 of 55 pairs.
    expect([along(9, ...flat), along(...flat, 9)]).toEqual(['inconclusive', 'inconclusive']);
    expect([along(9, 9, ...flat), along(...flat, 9, 9)]).toEqual(['holds', 'does not hold']);
    expect([along(3, 1), along(3, 2, 1)]).toEqual(['inconclusive', 'inconclusive']);
    expect(along(4, 3, 1)).toBe('inconclusive');
    expect(along(7, 5, 3, 1)).toBe('holds');
  });
  it('says of how many pairs it is true, and is open without one', () => {
    expect(claimOf('smaller', 1, 3)).toEqual({
      claim: 'c',
      source: 's',
      measured: 'true of 3 of the 4 pairs of two whose 95 % intervals are apart, of 5 that were compared',
      verdict: 'inconclusive',
    });
    expect(claimOf('larger', 0, 0).verdict).toBe('inconclusive');
  });
});
