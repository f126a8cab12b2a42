import { describe, expect, it } from 'vitest';
import { drawLabels, generateRegression, minimiser, type NamedLoss } from 'heavytail';

const data = generateRegression({ rows: 20_000, dimension: 3, parameterDeviation: 0.7, seed: 2 });

describe('drawLabels', () => {
  for (const [law, name] of [
    ['binary', 'logistic'],
    ['counts', 'poisson'],
  ] as const)
    it(`${law}: the minimiser of the ${name} loss is near the parameter they were drawn with`, () => {
      const drawn = drawLabels(data, law, 'labels');
      expect(drawn.features).toBe(data.features);
      expect(drawn.labels.every((label) => Number.isInteger(label) && label >= 0)).toBe(true);
      if (law === 'binary') expect(Math.max(...drawn.labels)).toBe(1);
      // Standard errors are about 1 / sqrt(0.2 n) = 0.016 for the logistic loss, less for counts; four allowed.
      const found = minimiser(drawn, { name } as NamedLoss);
      found.forEach((value, j) => expect(Math.abs(value - data.trueParameter[j])).toBeLessThan(0.064));
    });

  it('refuses data whose parts do not fit each other, however large they say they are', () => {
    expect(() => drawLabels({ ...data, dimension: 1e300 }, 'binary', 1)).toThrow('data.dimension must be');
    expect(() => drawLabels({ ...data, rows: 3 }, 'binary', 1)).toThrow(
      'data.features must be a Float64Array of 3 x 3',
    );
    const trueParameter = new Float64Array(2);
    expect(() => drawLabels({ ...data, trueParameter }, 'binary', 1)).toThrow(
      'data.trueParameter must be 3 numbers',
    );
  });
  it('are the same for the same seed, others for another', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => drawLabels(data, 'counts', seed).labels);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('refuses an unknown law and counts without end', () => {
    expect(() => drawLabels(data, 'ordinal' as never, 1)).toThrow(/^law must be one of "binary", "counts"/);
    const large = generateRegression({ rows: 100, dimension: 10, seed: 1, parameterDeviation: 30 });
    expect(() => drawLabels(large, 'counts', 1)).toThrow(
      /the mean of the count of row \d+ must be at most 1000000/,
    );
  });
});
