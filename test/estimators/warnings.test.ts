import { describe, expect, it } from 'vitest';
import { moments } from 'heavytail';
import { createGenerator } from 'heavytail/random';
import * as warnings from '../../src/estimators/warnings.js';

const quiet: warnings.Warnings = [];

describe('a warning', () => {
  it('counts what was left out', () => {
    expect(warnings.droppedRows(0, 5)).toEqual(quiet);
    expect(warnings.droppedRows(2, 5)[0]).toMatch(/^2 of 7 rows hold NaN or infinite/);
    expect(warnings.zeroRows(0, 5)).toEqual(quiet);
    expect(warnings.zeroRows(1, 5)[0]).toMatch(/^1 row of 5 exactly zero/);
    expect(warnings.zeroRows(2, 5)[0]).toMatch(/^2 rows of 5 exactly zero/);
    expect(warnings.droppedRows(20_000, 40_000)[0]).toMatch(/^20\u00a0000 of 60\u00a0000 rows/);
    expect(warnings.zeroRows(12_345, 1e6)[0]).toMatch(
      /^12\u00a0345 rows of 1\u00a0000\u00a0000 exactly zero/,
    );
    expect(warnings.tiedValues(9999, 10_000)[0]).toMatch(/^9999 of the 10\u00a0000 values used/);
    expect(warnings.tiedValues(0, 9)).toEqual(quiet);
    expect(warnings.tiedValues(3, 9)[0]).toMatch(/^3 of the 9 values used are tied/);
  });

  it('of the stable limit comes within two standard errors of 2, and at 2 without one', () => {
    expect(warnings.stableLimit(1.79, 0.1)).toEqual(quiet);
    expect(warnings.stableLimit(1.81, 0.1)).toHaveLength(1);
    expect(warnings.stableLimit(1.75, 0.125)).toHaveLength(1);
    expect(warnings.stableLimit(1.99, null)).toEqual(quiet);
    expect(warnings.stableLimit(2, null)).toHaveLength(1);
    expect(warnings.stableLimit(NaN, 0.1)).toEqual(quiet);
    expect(warnings.stableLimit(Infinity, 0.1)).toEqual(quiet);
  });

  it('of few points comes below 20, or below what is needed', () => {
    expect(warnings.fewTailPoints(20)).toEqual(quiet);
    expect(warnings.fewTailPoints(19)[0]).toMatch(/^Only 19 points .* below 20/);
    expect(warnings.fewTailPoints(1)[0]).toMatch(/^Only 1 point in/);
    expect(warnings.fewTailPoints(50, 50)).toEqual(quiet);
    expect(warnings.fewTailPoints(49, 50)).toHaveLength(1);
  });

  it('of sums that do not grow names the block sizes', () => {
    expect(warnings.notScaling([])).toEqual(quiet);
    expect(warnings.notScaling([2, 5])[0]).toContain('m = 2, 5:');
  });

  it('of rows with an offset comes where every size reads 1 nearly without spread', () => {
    const size = { blocks: 100, blockSize: 10, inverse: 1.01, inverseError: 0.01 };
    expect(warnings.offCentre([size])).toHaveLength(1);
    expect(warnings.offCentre([{ ...size, inverseError: null }])).toHaveLength(1);
    // 0.01 times sqrt(100) times log 10 is 0.23; the limit is 0.3.
    expect(warnings.offCentre([{ ...size, inverseError: 0.014 }])).toEqual(quiet);
    expect(warnings.offCentre([{ ...size, blocks: 200 }])).toEqual(quiet);
    expect(warnings.offCentre([{ ...size, blockSize: 25 }])).toEqual(quiet);
    expect(warnings.offCentre([{ ...size, inverse: 0.94 }])).toEqual(quiet);
    expect(warnings.offCentre([{ ...size, inverse: 1.055 }])).toEqual(quiet);
    expect(warnings.offCentre([{ ...size, inverse: 1.045 }])).toHaveLength(1);
    expect(warnings.offCentre([{ ...size, inverse: 0.96 }])).toHaveLength(1);
    expect(warnings.offCentre([size, { ...size, inverse: 0.5 }])).toEqual(quiet);
  });

  it('of dependent rows comes at four standard errors of their lag-one correlation', () => {
    const generator = createGenerator('dependent');
    const rows = 10_000;
    const noise = Array.from({ length: rows }, () => generator.normal());
    // log |x| of an autoregression has nearly its correlation: 0.1 is ten standard errors, 0.01 is one.
    const chain = (weight: number): { data: Float64Array; rows: number; columns: number } => {
      let last = 0;
      const data = Float64Array.from(noise, (z) => Math.exp((last = weight * last + z)));
      return { data, rows, columns: 1 };
    };
    expect(warnings.dependentRows(chain(0.1))[0]).toMatch(/correlation of log \|x\|: 0\.(09|10|11)\)/);
    expect(warnings.dependentRows(chain(0.07))).toHaveLength(1);
    expect(warnings.dependentRows(chain(0.01))).toEqual(quiet);
    expect(warnings.dependentRows(chain(-0.1))).toHaveLength(1);
    // log |x| = 1 and -1, 200 each, in runs of 2 but for the first two: the correlation is (399 - 2 changes)/400, its error 1/20.
    const runs = (changes: number): { data: Float64Array; rows: number; columns: number } => {
      const all = Array.from({ length: changes + 1 }, (_, i) => (i % 2 ? -1 : 1));
      const logs = all.flatMap((sign, i) => {
        const length = i > 1 ? 2 : 200 - 2 * (all.filter((other) => other === sign).length - 1);
        return Array<number>(length).fill(sign);
      });
      return { data: Float64Array.from(logs, Math.exp), rows: logs.length, columns: 1 };
    };
    expect(warnings.dependentRows(runs(160))).toEqual(quiet);
    expect(warnings.dependentRows(runs(159))).toHaveLength(1);
  });

  it('of a light tail comes where gamma is less than two standard errors above 0', () => {
    expect(warnings.lightTail(0.5, 0.24)).toEqual(quiet);
    expect(warnings.lightTail(0.5, 0.26)[0]).toContain('1/alpha = 0.50 with standard error 0.26');
    expect(warnings.lightTail(0.5, 0.25)).toHaveLength(1);
    expect(warnings.lightTail(-0.5, 0.1)).toHaveLength(1);
  });

  it('of discrete values comes from 5 % equal ones on', () => {
    const sorted = (equal: number, from = 0.5): Float64Array =>
      Float64Array.from({ length: 100 }, (_, i) => from + Math.max(0, i - equal));
    expect(warnings.discreteValues(sorted(4))).toEqual(quiet);
    expect(warnings.discreteValues(sorted(5))[0]).toMatch(/^The 100 values are 95 distinct ones: the sample/);
    expect(warnings.discreteValues(sorted(5, 0))[0]).toMatch(
      /^The 100 values are 95 distinct ones, all whole numbers, 6 of them 0: /,
    );
    expect(warnings.discreteValues(sorted(5, 1))[0]).toMatch(/ones, all whole numbers: /);
    expect(warnings.discreteValues(Float64Array.of(0, ...sorted(6, 1)))[0]).not.toContain('of them 0');
    expect(warnings.discreteValues(Float64Array.of(0, 0, ...sorted(6, 1)))[0]).toContain(', 2 of them 0');
    expect(warnings.discreteValues(Float64Array.of(...sorted(6, 1), 200.5))[0]).not.toContain(
      'whole numbers',
    );
  });

  it('comes only where it is meant', () => {
    expect(warnings.heavierOutwards(false)).toEqual(quiet);
    expect(warnings.heavierOutwards(true)).toHaveLength(1);
    expect(warnings.bentTail(false, 1.5)).toEqual(quiet);
    expect(warnings.bentTail(true, 1.5)[0]).toContain('read 1.50 (feuervergerHall)');
    expect(warnings.chosenThreshold(false)).toEqual(quiet);
    expect(warnings.chosenThreshold(true)).toHaveLength(1);
  });
});

describe('the standard error of the moment estimator', () => {
  it.each([1, 2, 0.7])('is the spread of its estimates of a Pareto tail of index %f', (alpha) => {
    const generator = createGenerator('moments', alpha);
    const repeats = 500;
    const k = 100;
    const estimates = Array.from({ length: repeats }, () => {
      const sample = Float64Array.from({ length: 2000 }, () => (1 - generator.uniform()) ** (-1 / alpha));
      return moments(sample, { k });
    });
    const gammas = estimates.map(({ tailIndex }) => 1 / tailIndex);
    const mean = gammas.reduce((sum, gamma) => sum + gamma) / repeats;
    const spread = Math.sqrt(gammas.reduce((sum, gamma) => sum + (gamma - mean) ** 2, 0) / (repeats - 1));
    // By the delta method the error of alpha = 1/gamma is alpha² times that of gamma.
    const errors = estimates
      .map(({ tailIndex, standardError }) => standardError! / tailIndex ** 2)
      .sort((a, b) => a - b);
    // The spread of 500 has a standard error of 3 %; at k = 100 the asymptotic formula is off by some per cent itself.
    expect(errors[repeats / 2] / spread).toBeGreaterThan(0.87);
    expect(errors[repeats / 2] / spread).toBeLessThan(1.13);
    // Its bias at k = 100 is some hundredths.
    expect(Math.abs(mean * alpha - 1)).toBeLessThan(0.1);
  });
});
