import { describe, expect, it } from 'vitest';
import { createGenerator, xoshiro128 } from '../../src/random/generator.js';
import { seedState } from '../../src/random/seed.js';

describe('seedState', () => {
  it('gives the same words for the same path and others for another path', () => {
    expect(seedState('a', 'cell', 1)).toEqual(seedState('a', 'cell', 1));
    expect(seedState('a', 'cell', 1)).not.toEqual(seedState('a', 'cell', 2));
    expect(seedState('1')).not.toEqual(seedState(1));
  });
  it('names a seed that is not allowed', () => {
    expect(() => seedState(NaN)).toThrow(/seed must be a string or a finite number, got NaN/);
  });
});

describe('xoshiro128', () => {
  it('agrees with the published C code from the state 1, 2, 3, 4', () => {
    // First words of xoshiro128starstar.c with s = {1, 2, 3, 4}.
    const words = xoshiro128(Uint32Array.of(1, 2, 3, 4));
    expect([words.uint32(), words.uint32(), words.uint32()]).toEqual([11520, 0, 5927040]);
  });
});

describe('Generator', () => {
  const count = 200_000;
  const mean = (draw: () => number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += draw();
    return sum / count;
  };
  // Seeded, so these never fluctuate; the tolerance is five standard errors of the mean.
  const fiveErrors = (variance: number) => 5 * Math.sqrt(variance / count);

  it('draws normals with moments 0, 1, 0, 3 and the right tail', () => {
    const g = createGenerator('moments');
    expect(Math.abs(mean(() => g.normal()))).toBeLessThan(fiveErrors(1));
    expect(Math.abs(mean(() => g.normal() ** 2) - 1)).toBeLessThan(fiveErrors(2));
    expect(Math.abs(mean(() => g.normal() ** 3))).toBeLessThan(fiveErrors(15));
    expect(Math.abs(mean(() => g.normal() ** 4) - 3)).toBeLessThan(fiveErrors(96));
    const beyond = 2 * 0.00023262907903552504; // P(|Z| > 3.5)
    expect(Math.abs(mean(() => +(Math.abs(g.normal()) > 3.5)) - beyond)).toBeLessThan(fiveErrors(beyond));
  });
  it('draws exponentials of mean and variance 1', () => {
    const g = createGenerator('exponential');
    expect(Math.abs(mean(() => g.exponential()) - 1)).toBeLessThan(fiveErrors(1));
    expect(Math.abs(mean(() => (g.exponential() - 1) ** 2) - 1)).toBeLessThan(fiveErrors(8));
  });
  it('draws integers below a bound evenly, also where the bound is not a power of two', () => {
    const g = createGenerator('below');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < count; i++) counts[g.below(7)]++;
    const chiSquared = counts.reduce((sum, c) => sum + (c - count / 7) ** 2 / (count / 7), 0);
    expect(chiSquared).toBeLessThan(22.46); // 99.9 % quantile of chi-squared with 6 degrees of freedom
    expect(g.below(1)).toBe(0);
    expect(g.below(2 ** 32)).toBeLessThan(2 ** 32);
  });
});
