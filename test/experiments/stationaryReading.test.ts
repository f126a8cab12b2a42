import { describe, expect, it } from 'vitest';
import { stableCdf, stableSample } from 'heavytail';
import { kolmogorov } from '../../src/experiments/theoryExact/stationaryReading.js';
import { settlingTime } from '../../src/sweeps/simulatedTail.js';

describe("Kolmogorov's distance of a sample from a law", () => {
  const sorted = stableSample(1000, { alpha: 1.3 }, 'kolmogorov').sort();

  it.each([0.9, 1.3, 1.7, 2])(
    'is the largest over all places, of which few are looked at: α = %d',
    (alpha) => {
      const cdf = (x: number): number => stableCdf(x, { alpha });
      const n = sorted.length;
      const every = sorted.reduce((most, x, i) => Math.max(most, cdf(x) - i / n, (i + 1) / n - cdf(x)), 0);
      let looks = 0;
      const found = kolmogorov(sorted, (x) => {
        looks++;
        return cdf(x);
      });
      expect(found).toBe(every);
      expect(looks).toBeLessThan(n / 3);
    },
  );

  it('is found where values are the same, and in samples of one and two', () => {
    const uniform = (x: number): number => Math.min(1, Math.max(0, x));
    expect(kolmogorov(Float64Array.of(0.3), uniform)).toBeCloseTo(0.7, 12);
    expect(kolmogorov(Float64Array.of(0.3, 0.4), uniform)).toBeCloseTo(0.6, 12);
    expect(kolmogorov(new Float64Array(50).fill(0.5), uniform)).toBeCloseTo(0.5, 12);
  });
});

describe('the iterations until the tail is stationary', () => {
  it('solve (|ρ| k - log t) = 2.3 √(2 |ρ| k / α) where P(|x| > t) is one in 2000', () => {
    for (const [rho, alpha] of [
      [-0.44, 1.29],
      [-0.36, 0.785],
      [-0.044, 2],
    ]) {
      const k = settlingTime(rho, alpha, 1e6);
      const late = (steps: number): number =>
        (-rho * steps - Math.log(2000) / alpha) / Math.sqrt((-2 * rho * steps) / alpha);
      expect(late(k)).toBeGreaterThanOrEqual(2.3);
      expect(late(k - 1)).toBeLessThan(2.3);
    }
  });

  it('are no more than the most', () => expect(settlingTime(-0.01, 1, 200)).toBe(200));
});
