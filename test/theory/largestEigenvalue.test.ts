import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../src/random/index.js';
import { largestEigenvalue } from '../../src/theory/largestEigenvalue.js';
import { spectralRadius } from '../../src/theory/spectralRadius.js';

const ones = (m: number): Float64Array => new Float64Array(m).fill(1);

describe('largestEigenvalue', () => {
  it('is that of a diagonal, where the next is near and others are larger in size', () => {
    const diagonal = Float64Array.from({ length: 200 }, (_, i) => 1 - i / 100);
    diagonal[7] = -3;
    const found = largestEigenvalue(ones(200), (x) => x.map((value, i) => value * diagonal[i]));
    expect(Math.abs(found - 1)).toBeLessThan(1e-12);
  });

  it('is what the power method finds of a matrix of positive numbers', () => {
    const [m, g] = [30, createGenerator('positive')];
    const matrix = new Float64Array(m * m);
    for (let i = 0; i < m; i++)
      for (let j = 0; j <= i; j++) matrix[i * m + j] = matrix[j * m + i] = g.uniform();
    const map = (x: Float64Array): Float64Array =>
      x.map((_, i) => x.reduce((sum, value, j) => sum + matrix[i * m + j] * value, 0));
    const found = largestEigenvalue(ones(m), map);
    expect(Math.abs(found / spectralRadius(ones(m), map) - 1)).toBeLessThan(1e-10);
  });

  it('is 0 of the map to 0, and one step does where the start is the eigenvector', () => {
    expect(largestEigenvalue(ones(3), () => new Float64Array(3))).toBe(0);
    let steps = 0;
    const twice = (x: Float64Array): Float64Array => {
      steps++;
      return x.map((value) => 2 * value);
    };
    expect(largestEigenvalue(ones(4), twice)).toBeCloseTo(2, 14);
    expect(steps).toBe(1);
  });

  it('says so where the map overflows', () => {
    expect(() => largestEigenvalue(ones(2), (x) => x.map((value) => value * 1e300 * 1e300))).toThrow(
      /the map overflows/,
    );
  });
});
