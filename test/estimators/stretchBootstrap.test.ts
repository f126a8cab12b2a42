import { describe, expect, it } from 'vitest';
import { createGenerator, logMoment, stableSample } from 'heavytail';
import { stretchBootstrap } from '../../src/estimators/stretchBootstrap.js';

const sample = (count: number, alpha = 1.5, seed = 'stretches'): Float64Array => stableSample(count, { alpha }, seed); // prettier-ignore
const widthOf = (x: Float64Array, blockSizes: readonly number[], level?: number): number => {
  const { lower, upper } = stretchBootstrap(x, blockSizes, level)!;
  return upper - lower;
};

describe('the bootstrap of stretches', () => {
  it.each([
    [20_000, [2, 10, 50]],
    [400, [2, 5]],
    // Blocks of several stretches.
    [4000, [1000]],
    [20_000, [500, 3000]],
  ])('of %i values lies about the estimate, and holds what is true', (count, blockSizes) => {
    const x = sample(count);
    const { lower, upper, level, method } = stretchBootstrap(x, blockSizes)!;
    const { tailIndex } = logMoment(x, { blockSizes });
    expect([level, method]).toEqual([0.95, 'percentile']);
    expect(lower).toBeLessThan(tailIndex);
    expect(upper).toBeGreaterThan(tailIndex);
    expect(lower).toBeLessThan(1.5);
    expect(upper).toBeGreaterThan(1.5);
  });

  it.each([2, 10, 50])(
    'of independent values is as wide as the interval of the estimator itself, m = %i',
    (m) => {
      const x = sample(20_000);
      const { standardError } = logMoment(x, { blockSizes: [m] });
      // 300 draws know the width to some 10 %, and stretches of 1000 are only 20: 16 %.
      const ratio = widthOf(x, [m]) / (2 * 1.96 * standardError!);
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.6);
    },
  );

  it('does not depend on the unit or the sign, and is the same every time', () => {
    const x = sample(2000);
    const { lower, upper } = stretchBootstrap(x, [2, 20, 300])!;
    expect(stretchBootstrap(x.slice(), [2, 20, 300])).toEqual({
      lower,
      upper,
      level: 0.95,
      method: 'percentile',
    });
    for (const factor of [-1, 8]) {
      const scaled = stretchBootstrap(x.map((value) => factor * value), [2, 20, 300])!; // prettier-ignore
      expect(scaled.lower).toBeCloseTo(lower, 9);
      expect(scaled.upper).toBeCloseTo(upper, 9);
    }
  });

  it('is wider for a higher level', () => {
    const x = sample(2000);
    const widths = [0.5, 0.8, 0.95, 0.99].map((level) => widthOf(x, [5, 20], level));
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(new Set(widths).size).toBe(4);
  });

  it('of values that depend on their neighbours is wider than of the same values shuffled', () => {
    const random = createGenerator('neighbours');
    let scale = 1;
    // Runs of a hundred large or small values.
    const x = Float64Array.from({ length: 20_000 }, (_, i) => {
      if (i % 100 === 0) scale = Math.exp(2 * random.normal());
      return scale * random.normal();
    });
    const shuffled = x.slice();
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = random.below(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    expect(widthOf(x, [5]) / widthOf(shuffled, [5])).toBeGreaterThan(1.1);
  });

  it('draws stretches as long as twenty of them fit, and leaves out what is over', () => {
    // With 200 values stretches of 10, with 400 of 20: what is beyond the last whole one changes only the draw.
    const x = sample(2000);
    const more = Float64Array.of(...x, ...Array<number>(99).fill(1e9));
    const [{ lower }, { lower: other }] = [x, more].map((values) => stretchBootstrap(values, [10])!);
    // Not the same draws, but the same stretches of 100.
    expect(Math.abs(other - lower)).toBeLessThan(0.1);
  });

  it('is none of fewer than 20 values, or where no block is whole', () => {
    expect(stretchBootstrap(sample(19), [2])).toBeNull();
    expect(stretchBootstrap(sample(20), [2])).not.toBeNull();
    expect(stretchBootstrap(sample(29), [29])).toBeNull();
    expect(stretchBootstrap(sample(29), [])).toBeNull();
    expect(stretchBootstrap(sample(29), [29, 2])!.lower).toBeGreaterThan(0);
  });

  it('has no upper end where sums do not outgrow their terms', () => {
    const turning = Float64Array.from({ length: 2000 }, (_, i) => (i % 2 ? -1 : 1) * (1 + (i % 7)));
    expect(stretchBootstrap(turning, [2])!.upper).toBe(Infinity);
  });
});
