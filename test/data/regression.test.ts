import { describe, expect, it } from 'vitest';
import { generateRegression, leastSquares } from 'heavytail';

const moments = (values: Float64Array): { mean: number; deviation: number } => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
  };
};

/** A^T (A x - y), the gradient of half the squared error. */
const gradient = (data: Parameters<typeof leastSquares>[0], x: Float64Array): Float64Array => {
  const g = new Float64Array(data.dimension);
  for (let i = 0; i < data.rows; i++) {
    const row = data.features.subarray(i * data.dimension, (i + 1) * data.dimension);
    const residual = row.reduce((sum, entry, j) => sum + entry * x[j], 0) - data.labels[i];
    row.forEach((entry, j) => (g[j] += residual * entry));
  }
  return g;
};
const norm = (x: Float64Array): number => Math.hypot(...x);

describe('generateRegression', () => {
  it('has the published size and law by default', () => {
    const data = generateRegression({ seed: 1 });
    expect([data.rows, data.dimension, data.features.length, data.labels.length]).toEqual([
      10_000, 100, 1_000_000, 10_000,
    ]);
    // Standard errors: 0.001 and 0.0007 over a million entries, 0.2 over 100; five of them allowed.
    const features = moments(data.features);
    expect(Math.abs(features.mean)).toBeLessThan(0.005);
    expect(Math.abs(features.deviation - 1)).toBeLessThan(0.0036);
    expect(Math.abs(moments(data.trueParameter).deviation - 3)).toBeLessThan(1.1);
    const noise = data.labels.map((label, i) => {
      const row = data.features.subarray(i * 100, (i + 1) * 100);
      return label - row.reduce((sum, entry, j) => sum + entry * data.trueParameter[j], 0);
    });
    expect(Math.abs(moments(noise).deviation - 3)).toBeLessThan(0.11);
  });

  it('gives the same bits for the same seed, others for another, and scales with sigma', () => {
    const options = { rows: 20, dimension: 3 };
    const one = generateRegression({ ...options, seed: 'a' });
    expect(generateRegression({ ...options, seed: 'a' })).toEqual(one);
    expect(generateRegression({ ...options, seed: 'b' }).features).not.toEqual(one.features);
    const wide = generateRegression({ ...options, sigma: 2, seed: 'a' });
    expect(wide.features).toEqual(one.features.map((entry) => 2 * entry));
    expect(wide.trueParameter).toEqual(one.trueParameter);
  });

  it('names the argument that is out of range', () => {
    expect(() => generateRegression({ rows: 0, seed: 1 })).toThrow(
      /rows must be an integer from 1 to .*, got 0/,
    );
    expect(() => generateRegression({ sigma: -1, seed: 1 })).toThrow(/sigma must be .*above 0, got -1/);
    expect(() => generateRegression({ noiseDeviation: NaN, seed: 1 })).toThrow(/noiseDeviation .*got NaN/);
  });
});

describe('leastSquares', () => {
  it('is where the gradient vanishes, for any number of rows of at least the dimension', () => {
    for (const [rows, dimension] of [
      [1000, 30],
      [31, 30],
      [30, 30],
      [5, 1],
      [700, 7],
    ]) {
      const data = generateRegression({ rows, dimension, seed: rows });
      const { solution, rank, rankDeficient } = leastSquares(data);
      expect([rank, rankDeficient]).toEqual([dimension, false]);
      const scale = norm(gradient(data, new Float64Array(dimension)));
      expect(norm(gradient(data, solution)) / scale).toBeLessThan(1e-12 * rows);
    }
  });

  it('is the interpolator of least norm when the dimension exceeds the rows, and says so', () => {
    const data = generateRegression({ rows: 8, dimension: 30, seed: 3 });
    const { solution, rank, rankDeficient } = leastSquares(data);
    expect([rank, rankDeficient]).toEqual([8, true]);
    expect(norm(gradient(data, solution))).toBeLessThan(1e-10);
    // Least norm: no part outside the row space. Any direction orthogonal to all rows is orthogonal to the solution.
    const direction = generateRegression({ rows: 1, dimension: 30, seed: 9 }).features;
    const inRows = leastSquares({
      ...data,
      labels: data.labels.map((_, i) =>
        direction.reduce((sum, entry, j) => sum + entry * data.features[i * 30 + j], 0),
      ),
    }).solution;
    const outside = direction.map((entry, j) => entry - inRows[j]);
    expect(Math.abs(outside.reduce((sum, entry, j) => sum + entry * solution[j], 0))).toBeLessThan(1e-9);
  });

  it('finds dependent columns among many rows', () => {
    const data = generateRegression({ rows: 200, dimension: 6, seed: 4 });
    for (let i = 0; i < 200; i++)
      data.features[i * 6 + 5] = data.features[i * 6] - 2 * data.features[i * 6 + 1];
    const { solution, rank, rankDeficient } = leastSquares(data);
    expect([rank, rankDeficient]).toEqual([5, true]);
    expect(norm(gradient(data, solution))).toBeLessThan(1e-8);
    // Orthogonal to the null space (1, -2, 0, 0, 0, -1).
    expect(Math.abs(solution[0] - 2 * solution[1] - solution[5])).toBeLessThan(1e-10);
  });

  it('refuses what is not a number', () => {
    const data = generateRegression({ rows: 5, dimension: 2, seed: 1 });
    data.features[3] = NaN;
    expect(() => leastSquares(data)).toThrow(/data.features\[3\] must be a finite number, got NaN/);
    expect(() => leastSquares({ ...data, rows: 6 })).toThrow(/data.features must be/);
  });
});
