import { describe, expect, it } from 'vitest';
import { rankCorrelation } from 'heavytail';

describe('rankCorrelation', () => {
  it('is 1 for any increasing and -1 for any decreasing relation', () => {
    const x = [0.1, 2, 30, 400];
    expect(rankCorrelation(x, x.map(Math.exp))).toBeCloseTo(1, 12);
    expect(
      rankCorrelation(
        x,
        x.map((v) => 1 / v),
      ),
    ).toBeCloseTo(-1, 12);
  });
  it('gives ties their mean rank', () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 3, 2, 4: covariance 4.5, sums of squares 4.5 and 5.
    expect(rankCorrelation([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
  });
  it('is 0 where one side is constant', () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(0);
  });
  it('names what it cannot rank', () => {
    expect(() => rankCorrelation([1, 2], [1, 2])).toThrow(/at least 3/);
    expect(() => rankCorrelation([1, NaN, 2], [1, 2, 3])).toThrow(/x must be a list of finite numbers/);
  });
});
