import { describe, expect, it } from 'vitest';
import { isotropicStableSample, stableCdf, stableSample, type StableLaw } from 'heavytail';

/** Kolmogorov's distance times sqrt(n): above 1.95 with probability 0.001 if the law is right. */
function distance(sample: Float64Array, law: StableLaw): number {
  const sorted = sample.slice().sort();
  const n = sorted.length;
  let worst = 0;
  sorted.forEach((x, i) => {
    const f = stableCdf(x, law);
    worst = Math.max(worst, f - i / n, (i + 1) / n - f);
  });
  return worst * Math.sqrt(n);
}

describe('stableSample', () => {
  it('follows the distribution function, skewed laws, both forms and alpha near 1 included', () => {
    for (const law of [
      { alpha: 0.3, beta: 1, parametrization: 'S1' },
      { alpha: 0.7, beta: -0.5 },
      { alpha: 1, beta: 0.6, scale: 3, location: 2 },
      { alpha: 1, beta: 0.6, scale: 3, location: 2, parametrization: 'S1' },
      { alpha: 1 + 1e-10, beta: -1 },
      { alpha: 1.01, beta: 0.9 },
      { alpha: 1.7, beta: -1, scale: 0.1, location: 5, parametrization: 'S1' },
      { alpha: 2 },
    ] as StableLaw[])
      expect(distance(stableSample(600, law, 'ks'), law)).toBeLessThan(1.95);
  });
  it('gives the same numbers for the same seed', () => {
    const law = { alpha: 1.2, beta: 0.3 };
    expect(stableSample(10, law, 5)).toEqual(stableSample(10, law, 5));
    expect(stableSample(10, law, 5)).not.toEqual(stableSample(10, law, 6));
    expect(stableSample(0, law, 5)).toHaveLength(0);
    expect(() => stableSample(1.5, law, 5)).toThrow(/count/);
  });
});

describe('isotropicStableSample', () => {
  it('has symmetric stable projections of the given scale in every direction', () => {
    for (const alpha of [0.4, 1, 1.6, 2]) {
      const { data } = isotropicStableSample(600, 3, { alpha, scale: 2 }, 'iso');
      for (const u of [
        [1, 0, 0],
        [0.6, 0, -0.8],
        [0.48, 0.64, 0.6],
      ]) {
        const projected = Float64Array.from({ length: 600 }, (_, i) =>
          u.reduce((sum, c, j) => sum + c * data[3 * i + j], 0),
        );
        expect(distance(projected, { alpha, scale: 2 })).toBeLessThan(1.95);
      }
    }
  });
});
