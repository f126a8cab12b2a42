import { describe, expect, it } from 'vitest';
import { logMoment, logOrder, stableSample } from 'heavytail';
import { secondOrder } from '../../src/estimators/biasReducedHill.js';
import { sumLogs, upwardShift } from '../../src/estimators/logNorms.js';
import { countTies } from '../../src/estimators/orderStatistics.js';

const sample = stableSample(400, { alpha: 1.3 }, 'log order');

describe('the log-order estimate', () => {
  it('is the slope of an order statistic of block sums over that of the norms, by hand', () => {
    // Blocks of two: sums 3, 7, 11, 15; of all norms the 2k-th. k = 2: log 7 - log 4 over log 2.
    const { tailIndex, diagnostics } = logOrder(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8), { blockSize: 2 });
    expect(tailIndex).toBeCloseTo(Math.log(2) / Math.log(7 / 4), 12);
    expect(diagnostics).toEqual({ blockSize: 2, blocks: 4, k: 2 });
    const third = logOrder(Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 1000), { blockSize: 2, k: 3 });
    expect(third.tailIndex).toBeCloseTo(Math.log(2) / Math.log(11 / 6), 12);
  });

  it('does not depend on the unit', () => {
    const of = (factor: number) => logOrder(sample.map((x) => factor * x), { blockSize: 5 }); // prettier-ignore
    const { tailIndex, standardError } = of(1);
    for (const factor of [1e-200, 3, 1e200]) {
      expect(of(factor).tailIndex).toBeCloseTo(tailIndex, 9);
      expect(of(factor).standardError).toBeCloseTo(standardError!, 9);
    }
  });

  it('has an error from 20 blocks on, and says that it has none', () => {
    const few = logOrder(sample.subarray(0, 95), { blockSize: 5 });
    expect([few.standardError, few.interval]).toEqual([null, null]);
    const none = 'No standard error: too few blocks, or too many equal norms.';
    expect(few.warnings).toContain(none);
    const enough = logOrder(sample.subarray(0, 100), { blockSize: 5 });
    expect(enough.standardError).toBeGreaterThan(0);
    expect(enough.warnings).not.toContain(none);
  });

  it('has about the error that its estimates scatter by', () => {
    const estimates = Array.from({ length: 200 }, (_, i) =>
      logOrder(stableSample(2000, { alpha: 1.3 }, `scatter ${i}`), { blockSize: 10 }),
    );
    const mean = estimates.reduce((sum, { tailIndex }) => sum + tailIndex, 0) / 200;
    const spread = Math.sqrt(estimates.reduce((sum, one) => sum + (one.tailIndex - mean) ** 2, 0) / 199);
    const errors = estimates.map(({ standardError }) => standardError!).sort((a, b) => a - b);
    // The spread of 200 is known to 5 %, and densities from some 60 values to 13 %.
    expect(errors[100] / spread).toBeGreaterThan(0.75);
    expect(errors[100] / spread).toBeLessThan(1.33);
  });

  it('says where sums do not grow with their blocks', () => {
    // Signs in turn: every sum of two is 1, and the median norm is larger.
    const turning = Float64Array.from(
      { length: 100 },
      (_, i) => (i % 2 ? -1 : 1) * (5 + Math.floor(i / 2)) + (i % 2 ? 1 : 0),
    );
    const { tailIndex, warnings } = logOrder(turning, { blockSize: 2 });
    expect(tailIndex).toBeLessThan(0);
    expect(warnings.join()).toMatch(/^Sums of m rows are no larger than single rows at m = 2: /);
    expect(logOrder(sample, { blockSize: 5 }).warnings.join()).not.toContain('no larger than single rows');
  });

  it('refuses blocks and places that it does not have, and those at 0', () => {
    expect(() => logOrder(sample, { blockSize: 201 })).toThrow('blockSize must be an integer from 2 to 200');
    expect(logOrder(sample, { blockSize: 200 }).diagnostics.blocks).toBe(2);
    expect(() => logOrder(sample, { blockSize: 1 })).toThrow('blockSize must be an integer from 2');
    expect(() => logOrder(sample, { blockSize: 5, k: 81 })).toThrow('k must be an integer from 1 to 80');
    expect(() => logOrder(sample, { blockSize: 5, k: 0 })).toThrow('k must be an integer from 1 to 80');
    const message = 'k must be such that the k-th block sum and the mk-th norm are above 0, got 1';
    // All norms are above 0 and the sum of a block is 0; then the other way.
    expect(() => logOrder(Float64Array.of(1, -1, 2, 3, 5, 8), { blockSize: 2, k: 1 })).toThrow(message);
    expect(() => logOrder(Float64Array.of(0, 1, 0, 2, 3, 4), { blockSize: 2, k: 1 })).toThrow(message);
  });
});

describe('sums of logarithms', () => {
  it('are those of every norm, however large or small', () => {
    const norms = Float64Array.of(1e-300, 1e-10, 1, 1e10, 1e200, 1e300, 3, ...Array<number>(50).fill(1e30));
    const exact = norms.reduce((sum, x) => sum + Math.log(x + Number.EPSILON), 0);
    expect(sumLogs(norms, 0, norms.length, 0)).toBeCloseTo(exact, 9);
    expect(sumLogs(norms, 2, 5, 0)).toBeCloseTo(Math.log(1e10) + Math.log(1e200), 9);
    expect(sumLogs(norms, 3, 3, 0)).toBe(0);
    expect(sumLogs(Float64Array.of(2 ** -40, 2 ** -1000), 0, 1, 40)).toBeCloseTo(Number.EPSILON, 12);
    expect(sumLogs(Float64Array.of(0, 2 ** -40), 0, 2, 41)).toBeCloseTo(
      Math.log(Number.EPSILON) + Math.LN2,
      9,
    );
  });

  it('are shifted from a geometric mean below 2^-26 on, zeros left out', () => {
    const of = (...exponents: number[]): number => upwardShift(Float64Array.from(exponents, (e) => 2 ** e));
    expect([of(0), of(-25), of(-26), of(-27), of(-40, -50), of(-200, 150)]).toEqual([
      ...[0, 0, 0, 27, 45, 0],
    ]);
    expect(upwardShift(Float64Array.of(0, 2 ** -40, 0, 2 ** -50))).toBe(45);
    expect(upwardShift(Float64Array.of(0, 0, 0, 2 ** -20))).toBe(0);
  });

  it('make no estimate depend on a tiny unit', () => {
    const options = { blockSizes: [2, 5, 10] };
    const { tailIndex } = logMoment(sample, options);
    for (const factor of [2 ** -60, 2 ** -300, 2 ** -900, 2 ** 60, 2 ** 900])
      expect(logMoment(sample.map((x) => factor * x), options).tailIndex).toBeCloseTo(tailIndex, 9); // prettier-ignore
  });
});

describe('order statistics', () => {
  it('count values that equal the one before', () => {
    expect(
      [[], [1], [1, 1], [NaN, 1], [1, 2, 2, 2, 3, 3]].map((x) => countTies(Float64Array.from(x))),
    ).toEqual([...[0, 0, 1, 0, 3]]);
  });

  it('tell how fast a tail approaches its power law, whatever its unit', () => {
    // A Student law with ν degrees has α = ν and approaches its power law with ρ = -2/ν: that of Burr type has ρ of one's choice.
    const burr = (rho: number, count: number): Float64Array =>
      // P(X > x) = (1 + x^(-rho))^(1/rho), α = 1, at evenly spaced probabilities.
      Float64Array.from({ length: count }, (_, i) => (((i + 0.5) / count) ** rho - 1) ** (-1 / rho));
    for (const rho of [-1, -1.5, -2]) {
      const found = secondOrder(burr(rho, 20_000));
      // The estimate from so many values is off by some tenths.
      expect(Math.abs(found.rho / rho - 1), String(rho)).toBeLessThan(0.4);
      const scaled = secondOrder(burr(rho, 20_000).map((x) => 1000 * x));
      expect(scaled.rho).toBeCloseTo(found.rho, 6);
    }
  });
});
