import { describe, expect, it } from 'vitest';
import { atPreset, createGenerator, drawLabels, generateRegression, hill } from 'heavytail';
import { estimatorVersions } from '../../src/sweeps/numbersVersion.js';
import { readPoint } from '../../src/sweeps/points/computePoint.js';
import { readTask } from '../../src/sweeps/points/readTail.js';
import { problemData, type LeastSquaresProblem } from '../../src/sweeps/problem.js';
import { groupedHill, survivalCurve } from '../../src/sweeps/simulatedTail.js';

const random = createGenerator('pareto');
/** P(X > x) = x^-2. */
const pareto = Float64Array.from({ length: 40_000 }, () => (1 - random.uniform()) ** -0.5);

describe('the data of a problem', () => {
  const problem = (seed: number, more: object = {}): LeastSquaresProblem => ({
    ...{ rows: 6, dimension: 2, sigma: 1, parameterDeviation: 3, noiseDeviation: 3, seed },
    ...more,
  });

  it('are those of its fields, with the labels that it asks for', () => {
    expect(problemData(problem(1))).toEqual(generateRegression(problem(1)));
    const binary = problemData(problem(1, { labels: 'binary' }));
    expect(binary).toEqual(drawLabels(generateRegression(problem(1)), 'binary', 1));
    expect(binary.labels).not.toEqual(problemData(problem(1)).labels);
    expect(problemData(problem(2)).features).not.toEqual(problemData(problem(1)).features);
  });

  it('are kept for the last four problems, whoever asks', () => {
    const first = problemData(problem(10));
    for (const seed of [11, 12, 13]) problemData(problem(seed));
    expect(problemData(problem(10))).toBe(first);
    const second = problemData(problem(11));
    problemData(problem(14));
    expect(problemData(problem(11))).toBe(second);
    const again = problemData(problem(10));
    expect(again).toEqual(first);
    expect(again).not.toBe(first);
  });
});

describe('a simulated tail', () => {
  it('is Hill’s estimate over 20 groups, whose error is that of their mean', () => {
    const { hill: estimate, hillError } = groupedHill(pareto);
    // Ten of 2000 in each of 20 groups: 200 values, an error of alpha / sqrt(200).
    expect(Math.abs(estimate - 2)).toBeLessThan(4 * hillError);
    expect(hillError / (2 / Math.sqrt(200))).toBeGreaterThan(0.6);
    expect(hillError / (2 / Math.sqrt(200))).toBeLessThan(1.5);
    const inverse = Array.from({ length: 20 }, (_, i) => 1 / hill(pareto.subarray(2000 * i, 2000 * (i + 1)), { k: 10 }).tailIndex); // prettier-ignore
    expect(1 / estimate).toBeCloseTo(inverse.reduce((sum, value) => sum + value, 0) / 20, 12);
    // At least five values of each group, and what is left over in none.
    const few = groupedHill(pareto.subarray(0, 2019));
    const own = Array.from({ length: 20 }, (_, i) => 1 / hill(pareto.subarray(100 * i, 100 * (i + 1)), { k: 5 }).tailIndex); // prettier-ignore
    expect(1 / few.hill).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / 20, 12);
  });

  it('has a curve from a half down to 20 of its norms, in whatever order they come', () => {
    const { thresholds, survival } = survivalCurve(pareto);
    expect(survival[0]).toBe(0.5);
    survival.slice(1).forEach((p, i) => expect(p).toBeCloseTo(survival[i] / 1.3, 12));
    expect(survival.at(-1)).toBeGreaterThan(20 / 40_000);
    expect(survival.at(-1)! / 1.3).toBeLessThanOrEqual(20 / 40_000);
    thresholds.forEach((t, i) => {
      const beyond = pareto.reduce((count, x) => count + (x > t ? 1 : 0), 0) / 40_000;
      expect(Math.abs(beyond - survival[i])).toBeLessThanOrEqual(1.5 / 40_000);
    });
    expect(survivalCurve(pareto.slice().reverse())).toEqual({ thresholds, survival });
    expect(survivalCurve(pareto.subarray(0, 40))).toEqual({ thresholds: [], survival: [] });
  });
});

describe('the result of a point', () => {
  const options = { k: 5 };
  const named = { estimate: { name: 'hill', options }, center: 'zero' } as const;
  const own = { estimate: { text: '() => 1.5', values: {} }, center: 'zero' } as const;
  /** Four repeats at a distance and with a spread, from a start at a distance. */
  const read = (
    at: number,
    spread: number,
    startDistance: number,
    point: typeof named | typeof own = named,
  ) => {
    const data = Float64Array.from({ length: 9 }, (_, i) => at + spread * 2 ** i);
    return readPoint(point, { sample: { data, rows: 9, columns: 1 }, startDistance }, readTask);
  };

  it('is degenerate where repeats have come within a millionth of the start, to the centre or to each other', async () => {
    const cases = await Promise.all([read(5, 1, 5), read(0, 1e-8, 5), read(5, 1e-9, 5), read(5, 1e-9, 1e-5)]);
    expect(cases.map(({ degenerate }) => degenerate)).toEqual([false, true, true, false]);
    expect(cases[0].tailIndex).toBeGreaterThan(0);
    for (const { tailIndex, interval, warnings } of cases.slice(1, 3)) {
      expect([tailIndex, interval]).toEqual([null, null]);
      expect(warnings.join()).toContain('such a law has no tail-index');
    }
    expect((await read(0, 1, 0)).degenerate).toBe(false);
  });

  it('of an estimator of one’s own stays: it may read anything', async () => {
    const { degenerate, tailIndex, warnings } = await read(0, 1e-8, 5, own);
    expect([degenerate, tailIndex, warnings.length]).toEqual([true, 1.5, 1]);
  });
});

it('a preset is one of three, and its numbers are those of its name', () => {
  const numbers = { repeats: { smoke: 1, quick: 2, paper: 3 }, sizes: [4], own: { smoke: 1, quick: 2 } };
  expect(atPreset('quick', numbers)).toEqual({ ...numbers, repeats: 2 });
  for (const wrong of ['fast', '', 'Smoke'])
    expect(() => atPreset(wrong as never, numbers)).toThrow(
      'preset must be one of "smoke", "quick", "paper"',
    );
});

it('first versions of estimators are in no key', () => {
  expect(estimatorVersions('hill', { hill: 1 })).toEqual({});
  expect(estimatorVersions('hill', { hill: 2, logMoment: 2 })).toEqual({ hill: 2 });
});
