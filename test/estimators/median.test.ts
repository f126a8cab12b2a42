import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median } from '../../src/estimators/median.js';

describe('the median', () => {
  it('is the middle of the sorted values, or between the two middle ones, and leaves them as they are', () => {
    const values = fc.float64Array({ noNaN: true, minLength: 1, maxLength: 40, min: -1e300, max: 1e300 });
    const tied = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 900 });
    fc.assert(
      fc.property(fc.oneof(values, tied.map(Float64Array.from.bind(Float64Array))), (given) => {
        const sorted = given.slice().sort();
        const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
        const before = given.slice();
        expect(median(given)).toBeCloseTo(low / 2 + high / 2, 12);
        expect(given).toEqual(before);
      }),
      { seed: 1, numRuns: 500 },
    );
    expect([median([]), median([1, 2]), median([3, Infinity, 1]), median([1, Infinity])]).toEqual([
      NaN,
      1.5,
      3,
      Infinity,
    ]);
    const long = Float64Array.from({ length: 10_001 }, (_, i) => (i * 7919) % 10_001);
    expect(median(long)).toBe(5000);
    expect(median(long.subarray(0, 10_000))).toBe(
      [...long.subarray(0, 10_000)]
        .sort((a, b) => a - b)
        .slice(4999, 5001)
        .reduce((a, b) => a + b) / 2,
    );
  });
});
