import { beforeAll, describe, expect, it } from 'vitest';
import {
  createGenerator,
  generateRegression,
  offlineClaims,
  offlineDistances,
  offlineSlopes,
  offlineSpec,
  offlineSurvival,
  offlineTailIndices,
  openStore,
  runOffline,
  scalarSupport,
  scalarTailIndex,
  simulate,
  tailIndex,
  type OfflineResult,
} from 'heavytail';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  agreementLevel,
  localSlope,
  survivalOfNorms,
  wasserstein,
} from '../../src/experiments/theoryOffline/survivalComparison.js';

describe('scalarTailIndex', () => {
  it('solves mean |M|^s = 1, in closed form where there is one', () => {
    // (2^s + 2^-2s) / 2 = 1 with u = 2^s: u + u^-2 = 2, u = golden ratio.
    expect(scalarTailIndex([-2, 0.25])).toBeCloseTo(Math.log2((1 + Math.sqrt(5)) / 2), 12);
    // 3^s / 3 = 1, and 2 = (1 + 1e-9)^s.
    expect(scalarTailIndex([3, 0, 0])).toBeCloseTo(1, 12);
    expect(scalarTailIndex([1 + 1e-9, 0])! * Math.log(1 + 1e-9)).toBeCloseTo(Math.log(2), 7);
  });

  it('is Infinity where nothing expands and null where there is no stationary law', () => {
    expect(scalarTailIndex([0.5, -0.9])).toBe(Infinity);
    expect(scalarTailIndex([0.5, -1])).toBe(Infinity);
    expect(scalarTailIndex([2, 0.5])).toBe(null);
    expect(scalarTailIndex([2, 0.6])).toBe(null);
    expect(scalarTailIndex([1])).toBe(null);
  });

  it('tends to the streaming alpha on many rows', () => {
    const { features } = generateRegression({ rows: 300_000, dimension: 1, seed: 'many' });
    const exact = tailIndex({ stepSize: 0.55, batchSize: 1, dimension: 1, sigma: 1 })!;
    // The error falls as n^(-1/2): about 0.05 at 10 000 rows, 0.01 here; five times that is allowed.
    expect(Math.abs(scalarTailIndex(features.map((a) => 1 - 0.55 * a * a))! - exact)).toBeLessThan(0.05);
  });

  it('names bad factors', () => {
    expect(() => scalarTailIndex([])).toThrow('factors must be');
    expect(() => scalarTailIndex([0.5, NaN])).toThrow('factors[1] must be');
  });
});

describe('scalarSupport', () => {
  it('is exact for the middle-thirds set and for a reflection', () => {
    const { lower: low, upper: high } = scalarSupport([1 / 3, 1 / 3], [0, 2 / 3])!;
    expect(low).toBeCloseTo(0, 12);
    expect(high).toBeCloseTo(1, 12);
    // x -> -x/2 and -x/2 + 1: low = -high/2, high = -low/2 + 1, so high = 4/3.
    const { lower: left, upper: right } = scalarSupport([-0.5, -0.5], [0, 1])!;
    expect(left).toBeCloseTo(-2 / 3, 12);
    expect(right).toBeCloseTo(4 / 3, 12);
    expect(scalarSupport([0.5], [0])).toEqual({ lower: 0, upper: 0 });
    expect(scalarSupport([0, 0], [1, 2])).toEqual({ lower: 1, upper: 2 });
  });

  it('is what shrinking a large interval under the maps comes to, and exact where it is slow to', () => {
    for (let trial = 0; trial < 200; trial++) {
      const g = createGenerator('support', trial);
      const maps = Array.from({ length: 1 + (trial % 6) }, () => [1.9 * g.uniform() - 0.95, g.normal() + 1]);
      let [low, high] = [-1e4, 1e4];
      // 0.95^900 is 1e-20.
      for (let k = 0; k < 900; k++) {
        const ends = maps.flatMap(([m, q]) => [m * low + q, m * high + q]);
        [low, high] = [Math.min(...ends), Math.max(...ends)];
      }
      const support = scalarSupport(
        maps.map(([m]) => m),
        maps.map(([, q]) => q),
      )!;
      expect(support.lower).toBeCloseTo(low, 9);
      expect(support.upper).toBeCloseTo(high, 9);
    }
    const slow = 1 - 2 ** -40;
    expect(scalarSupport([slow, 0.5], [1, -1])).toEqual({ lower: -2, upper: 2 ** 40 });
    expect(scalarSupport([-slow], [1])).toEqual({
      lower: expect.closeTo(0.5, 10),
      upper: expect.closeTo(0.5, 10),
    });
  });

  it('is null where a factor does not contract, and names bad arguments', () => {
    expect(scalarSupport([0.5, -1], [1, 1])).toBe(null);
    expect(() => scalarSupport([0.5], [1, 2])).toThrow('shifts must be');
    expect(() => scalarSupport([0.5], [Infinity])).toThrow('shifts[0] must be');
  });
});

describe('survival functions of samples', () => {
  const sample = (size: number): Float64Array => {
    const g = createGenerator('survival', size);
    return Float64Array.from({ length: size }, () => g.normal() * 3).sort();
  };

  it('counts |x| above the thresholds', () => {
    const sorted = sample(500);
    const thresholds = [0, 0.1, 1, 2, 5, 100];
    const count = (t: number): number => sorted.filter((x) => Math.abs(x) > t).length / 500;
    expect(survivalOfNorms(sorted, thresholds)).toEqual(thresholds.map(count));
  });

  it('has the Wasserstein distance of a shift and of a scale', () => {
    const sorted = sample(400);
    expect(
      wasserstein(
        sorted,
        sorted.map((x) => x + 2),
      ),
    ).toBeCloseTo(2, 12);
    const mean = sorted.reduce((sum, x) => sum + Math.abs(x) / 400, 0);
    expect(
      wasserstein(
        sorted,
        sorted.map((x) => 3 * x),
      ),
    ).toBeCloseTo(2 * mean, 10);
    expect(wasserstein(Float64Array.of(0), Float64Array.of(-1, 1, 3, 4))).toBe(9 / 4);
    expect(() => wasserstein(sample(3), sample(4))).toThrow('multiple');
  });

  it('reads the slope of a power and how far two powers agree', () => {
    const thresholds = Array.from({ length: 41 }, (_, i) => 10 ** (i / 20));
    const power = (alpha: number): number[] => thresholds.map((t) => t ** -alpha);
    for (const slope of localSlope(thresholds, power(2.5), 1e-9)) expect(slope).toBeCloseTo(2.5, 10);
    expect(localSlope(thresholds, power(2.5), 1e-3).at(-1)).toBe(null);
    // t^-3 and t^-2 part by a factor of 2 at t = 2, where t^-2 is 1/4; thresholds are 12 % apart.
    expect(agreementLevel(power(3), power(2), 1e-9)).toBeGreaterThan(1 / 4);
    expect(agreementLevel(power(3), power(2), 1e-9)).toBeLessThan(1.26 / 4);
    expect(agreementLevel(power(2), power(2), 1e-3)).toBeCloseTo(1e-3, 3);
  });
});

describe('offline SGD', () => {
  let result: OfflineResult;
  const spec = offlineSpec('smoke');
  beforeAll(async () => {
    result = await runOffline(spec, { store: null, workers: 2 });
  });

  it('does not depend on the number of workers and resumes from the store', async () => {
    const small = { ...spec, sizes: [10, 20], dataSets: 2, chains: 5, steps: 200 };
    const directory = await mkdtemp(join(tmpdir(), 'offline-'));
    try {
      const store = openStore({ directory });
      const one = await runOffline(small, { store, workers: 1 });
      expect(await runOffline(small, { store: null, workers: 3 })).toEqual(one);
      let stored = 0;
      const again = await runOffline(small, { store, progress: (progress) => (stored = progress.stored) });
      expect(again).toEqual(one);
      expect(stored).toBe(3);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('stays within the support of bounded laws; some size has such sets', () => {
    const sets = result.cells.flatMap((cell) => cell.sets);
    const bounded = sets.filter(({ regime }) => regime === 'bounded');
    expect(bounded.length).toBeGreaterThan(0);
    for (const { chains, supportEnd, bound, largestFactor } of bounded) {
      expect(largestFactor).toBeLessThan(1);
      expect(chains!.withReplacement.largest).toBeLessThanOrEqual(supportEnd! * (1 + 1e-9));
      expect(supportEnd).toBeLessThanOrEqual(bound! * (1 + 1e-9));
    }
    for (const { regime, tailIndex: alpha, largestFactor } of sets)
      expect(regime === 'power tail').toBe(alpha !== null && largestFactor > 1);
  });

  it('reaches the end of the support where it is likely: two rows', async () => {
    // x -> x/2 ± 1/2, each with probability 1/2.
    const data = { features: Float64Array.of(1, 1), labels: Float64Array.of(1, -1), rows: 2, dimension: 1 };
    const { lower: low, upper: high } = scalarSupport([0.5, 0.5], [0.5, -0.5])!;
    expect([low, high]).toEqual([expect.closeTo(-1, 12), expect.closeTo(1, 12)]);
    const { final } = await simulate({
      ...{ data, stepSize: 0.5, batchSize: 1, iterations: 200, repeats: 20_000, start: 'zero', seed: 'end' },
    });
    const top = final.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    // The law is uniform on [-1, 1]: the largest of 20 000 is above 0.999 except with probability e^-20.
    expect(top).toBeGreaterThan(0.999);
    expect(top).toBeLessThanOrEqual(1);
  });

  it('comes nearer to the streaming law with n', () => {
    const nearest = result.cells.map(({ sets }) =>
      Math.min(...sets.map(({ chains }) => chains?.withReplacement.distance ?? Infinity)),
    );
    expect(nearest.at(-1)).toBeLessThan(nearest[0] / 2);
  });

  it('makes figures and claims that are plain data', () => {
    for (const made of [
      result,
      offlineSurvival(result, 'withReplacement'),
      offlineSurvival(result, 'epochs', 1),
      offlineSlopes(result, 'epochs'),
      offlineTailIndices(result),
      offlineDistances(result),
      offlineClaims(result),
    ])
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(offlineClaims(result)).toHaveLength(9);
    expect(offlineClaims(result)[0].verdict).toBe('holds');
    expect(() => offlineSurvival(result, 'epochs', 3)).toThrow('set must be');
  });

  it('names what of the spec is out of range', async () => {
    const run = (change: object) => runOffline({ ...spec, ...change }, { store: null });
    await expect(run({ sizes: [] })).rejects.toThrow('sizes must be');
    await expect(run({ sizes: [0] })).rejects.toThrow('sizes[0] must be');
    await expect(run({ stepSize: 5 })).rejects.toThrow('stepSize must be');
    await expect(run({ stepSize: 1.2 })).rejects.toThrow('alpha <= 1');
    await expect(run({ chains: 0 })).rejects.toThrow('chains must be');
  });
});
