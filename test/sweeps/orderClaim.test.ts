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

describe('orderClaim', () => {
  const claimOf = (second: 'larger' | 'smaller', up: number, down: number) =>
    orderClaim({ claim: 'c', source: 's', second, pairs: 'of two' }, [
      ...Array<IntervalPair>(up).fill(rising),
      ...Array<IntervalPair>(down).fill(falling),
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
        ...Array<IntervalPair>(clear).fill(pair),
        ...Array<IntervalPair>(others).fill(touching),
        ...Array<IntervalPair>(100).fill([null, at(1)]),
      ]).verdict;
    expect([among(1, 19), among(1, 20), among(5, 95), among(4, 96)]).toEqual([
      ...['holds', 'inconclusive', 'holds', 'inconclusive'],
    ]);
    expect([among(1, 19, rising), among(1, 20, rising)]).toEqual(['does not hold', 'inconclusive']);
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
