import { describe, expect, it } from 'vitest';
import { featureLaws, generateRegression, leastSquares, type FeatureLaw } from 'heavytail';

const [rows, dimension, sigma] = [40_000, 4, 1.5];
const spectrum = [4, 1, 0.25, 0.01];
const laws: FeatureLaw[] = [
  { name: 'gaussian' },
  { name: 'anisotropic', spectrum },
  { name: 'uniform' },
  { name: 'rademacher' },
  { name: 'studentT', degrees: 9 },
  { name: 'sparse', density: 0.2 },
];
const draw = (law?: FeatureLaw) => generateRegression({ rows, dimension, sigma, law, seed: 'laws' });

/** Mean over the rows of a function of the row, and its standard error. */
const average = (features: Float64Array, value: (row: Float64Array) => number) => {
  const values = Float64Array.from({ length: rows }, (_, i) =>
    value(features.subarray(i * dimension, (i + 1) * dimension)),
  );
  const mean = values.reduce((sum, v) => sum + v, 0) / rows;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / rows;
  return { mean, error: Math.sqrt(variance / rows) + 1e-12 };
};

describe('laws of the features', () => {
  it('are all tried here', () => {
    // A law of one's own has tests of its own.
    expect(laws.map((law) => law.name)).toEqual(featureLaws.filter((name) => name !== 'own'));
  });

  for (const law of laws)
    it(`${law.name}: mean zero and the covariance that is stated`, () => {
      const { features } = draw(law);
      // Five standard errors of the sample itself; every fourth moment is finite.
      for (let j = 0; j < dimension; j++) {
        const own = law.name === 'anisotropic' ? spectrum[j] : law.name === 'studentT' ? 9 / 7 : 1;
        const first = average(features, (row) => row[j]);
        expect(Math.abs(first.mean)).toBeLessThan(5 * first.error);
        for (let k = 0; k <= j; k++) {
          const second = average(features, (row) => row[j] * row[k]);
          expect(Math.abs(second.mean - (j === k ? own * sigma ** 2 : 0))).toBeLessThan(5 * second.error);
        }
      }
    });

  it('have the shapes that name them', () => {
    expect(new Set(draw({ name: 'rademacher' }).features)).toEqual(new Set([sigma, -sigma]));
    const uniform = draw({ name: 'uniform' }).features;
    expect(uniform.reduce((most, v) => Math.max(most, Math.abs(v)), 0)).toBeLessThanOrEqual(
      Math.sqrt(3) * sigma,
    );
    // Fourth moment of a uniform law: 9/5 of the squared variance.
    const fourth = average(uniform, (row) => row[0] ** 4);
    expect(Math.abs(fourth.mean - 1.8 * sigma ** 4)).toBeLessThan(5 * fourth.error);
    const share =
      draw({ name: 'sparse', density: 0.2 }).features.filter((v) => v !== 0).length / (rows * dimension);
    expect(Math.abs(share - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / (rows * dimension)));
  });

  it('Student-t with one degree of freedom is the Cauchy law, and rows share their divisor', () => {
    const { features } = draw({ name: 'studentT', degrees: 1 });
    const beyond = average(features, (row) => (Math.abs(row[0]) > sigma ? 1 : 0));
    expect(Math.abs(beyond.mean - 0.5)).toBeLessThan(5 * beyond.error);
    const half = draw({ name: 'studentT', degrees: 0.5 }).features;
    expect(half.every(Number.isFinite)).toBe(true);
    // Far out in one coordinate, the others are far out too.
    const far = [...Array(rows).keys()].filter((i) => Math.abs(features[i * dimension]) > 100 * sigma);
    const others = far.filter((i) => Math.abs(features[i * dimension + 1]) > 10 * sigma).length;
    expect(others / far.length).toBeGreaterThan(0.7);
  });

  it('the Gaussian law is the default, and labels follow the same model', () => {
    expect(draw()).toEqual(draw({ name: 'gaussian' }));
    const data = generateRegression({
      rows: 50,
      dimension: 3,
      noiseDeviation: 0,
      law: { name: 'uniform' },
      seed: 2,
    });
    leastSquares(data).solution.forEach((v, j) => expect(v).toBeCloseTo(data.trueParameter[j], 10));
  });

  it('names the part of the law that is out of range', () => {
    expect(() => draw({ name: 'cauchy' } as never)).toThrow(/law.name must be one of .* got "cauchy"$/);
    expect(() => draw({ name: 'anisotropic', spectrum: [1] })).toThrow(
      /^law.spectrum must be a list of 4 eigenvalues/,
    );
    expect(() => draw({ name: 'anisotropic', spectrum: [1, 1, 0, 1] })).toThrow(
      /^law.spectrum\[2\] .* got 0$/,
    );
    expect(() => draw({ name: 'studentT', degrees: 0 })).toThrow(/^law.degrees/);
    expect(() => draw({ name: 'sparse', density: 1.1 })).toThrow(/^law.density must be .* got 1.1$/);
  });
});
