import { describe, expect, it } from 'vitest';
import {
  createGenerator,
  directionalTails,
  isotropicStableSample,
  spectralMeasure,
  wasserstein,
} from 'heavytail';

/** Two independent symmetric Pareto coordinates, with P(|x_j| > t) = (t/scale_j)^-alpha_j. */
function paretoPlane(rows: number, alphas: readonly number[], scales = [1, 1]) {
  const g = createGenerator('plane', ...alphas, ...scales);
  const data = Float64Array.from({ length: 2 * rows }, (_, i) => {
    const size = scales[i % 2] * (1 - g.uniform()) ** (-1 / alphas[i % 2]);
    return g.uniform() < 0.5 ? size : -size;
  });
  return { data, rows, columns: 2 };
}

describe('directionalTails', () => {
  it('has the same alpha and constant in every direction of an isotropic law', () => {
    const sample = isotropicStableSample(40_000, 3, { alpha: 1.5 }, 7);
    const found = directionalTails(sample, { k: 400 });
    expect(found.directions).toHaveLength(6);
    for (const { tailIndex, standardError, constant } of found.directions) {
      expect(Math.abs(tailIndex - 1.5)).toBeLessThan(4 * standardError + 0.1);
      expect(Math.abs(constant / found.directions[0].constant - 1)).toBeLessThan(0.3);
    }
  });
  it('finds the constants of a Pareto law: half of scale^alpha along each axis', () => {
    const found = directionalTails(paretoPlane(100_000, [1.5, 1.5], [1, 4]), { k: 1000 });
    const constants = found.directions.map(({ constant }) => constant);
    // 1000 values: an error of 3 % of the threshold's rank, and of alpha, 3 % of its logarithm.
    [0.5, 4, 0.5, 4].forEach((exact, i) => expect(Math.abs(constants[i] / exact - 1)).toBeLessThan(0.3));
    expect(found.directions.map(({ direction }) => [...direction])).toEqual([
      [1, 0],
      [0, 1],
      [-1, 0],
      [0, -1],
    ]);
  });
  it('tells directions of different alpha apart, and sees the heavier one along any other', () => {
    const directions = { data: Float64Array.of(2, 0, 0, 1, 3, 3), rows: 3, columns: 2 };
    const found = directionalTails(paretoPlane(100_000, [1.2, 3]), { k: 500, directions }).directions;
    expect(found[0].interval.upper).toBeLessThan(found[1].interval.lower);
    expect(Math.abs(found[2].tailIndex - 1.2)).toBeLessThan(0.2);
    expect(found[2].direction[0]).toBeCloseTo(Math.SQRT1_2, 12);
  });
  it('refuses directions that are none', () => {
    const sample = paretoPlane(100, [1, 1]);
    const along = (data: Float64Array, columns = 2) =>
      directionalTails(sample, { k: 5, directions: { data, rows: data.length / columns, columns } });
    expect(() => along(Float64Array.of(0, 0))).toThrow(/directions row 0 must be of a finite length/);
    expect(() => along(Float64Array.of(1, 0, 0), 3)).toThrow(/directions.columns must be 2/);
    expect(() => directionalTails(sample, { k: 26 })).toThrow(/k must be/);
  });
});

describe('spectralMeasure', () => {
  it('lies on the axes for independent coordinates, by their scales, and everywhere for an isotropic law', () => {
    const axes = spectralMeasure(paretoPlane(100_000, [1, 1], [1, 3]), { k: 1000 }).secondMoments;
    // Three of four large rows come along the second axis.
    expect(axes[3]).toBeCloseTo(0.75, 1);
    expect(Math.abs(axes[1])).toBeLessThan(0.05);
    const round = isotropicStableSample(20_000, 2, { alpha: 1.2 }, 3);
    const { secondMoments, directions, threshold } = spectralMeasure(round, { k: 1000 });
    expect(Math.abs(secondMoments[0] - 0.5)).toBeLessThan(0.05);
    expect(secondMoments[0] + secondMoments[3]).toBeCloseTo(1, 12);
    expect([directions.rows, directions.columns]).toEqual([1000, 2]);
    expect(threshold).toBeGreaterThan(1);
  });
});

describe('wasserstein', () => {
  it('is the shift between shifted samples, at any order', () => {
    const x = Float64Array.from({ length: 101 }, (_, i) => Math.sin(i));
    for (const order of [1, 1.5, 3])
      expect(
        wasserstein(
          x,
          x.map((v) => v + 2),
          order,
        ),
      ).toBeCloseTo(2, 10);
    expect(wasserstein(x, x)).toBe(0);
  });
  it('is the area between the distribution functions at order 1, for samples of different sizes', () => {
    const g = createGenerator('areas');
    const [x, y] = [37, 101].map((n) => Float64Array.from({ length: n }, () => g.normal()));
    const cdf = (values: Float64Array, t: number) => values.filter((v) => v <= t).length / values.length;
    const all = [...x, ...y].sort((a, b) => a - b);
    let area = 0;
    for (let i = 1; i < all.length; i++)
      area += (all[i] - all[i - 1]) * Math.abs(cdf(x, all[i - 1]) - cdf(y, all[i - 1]));
    expect(wasserstein(x, y)).toBeCloseTo(area, 10);
  });
  it('is (b - a)/sqrt(3) at order 2 between uniform laws of half-widths a and b, and does not overflow', () => {
    const uniform = (width: number) =>
      Float64Array.from({ length: 10_001 }, (_, i) => width * ((2 * i) / 10_000 - 1));
    expect(wasserstein(uniform(1), uniform(3), 2)).toBeCloseTo(2 / Math.sqrt(3), 3);
    expect(wasserstein(Float64Array.of(1e200), Float64Array.of(-1e200), 50)).toBeCloseTo(2e200, -187);
    expect(() => wasserstein(Float64Array.of(1), Float64Array.of(NaN))).toThrow(/second\[0\] must be/);
    expect(() => wasserstein(Float64Array.of(1), Float64Array.of(1), 0.5)).toThrow(/order must be/);
  });
});
