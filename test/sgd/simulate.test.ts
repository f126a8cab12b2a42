import { afterAll, describe, expect, it } from 'vitest';
import { runHere } from './runHere.js';
import {
  createSimulator,
  generateRegression,
  simulate,
  type LeastSquaresData,
  type SgdSetting,
} from 'heavytail';

const two = createSimulator({ workers: 2 });
const plain = createSimulator({ workers: 1, kernel: 'plain' });
afterAll(() => Promise.all([two.close(), plain.close()]));

/** Rows e_0 … e_{n-1} with labels -1: one step of size b from zero leaves how often each row was in the batch, negated. */
const unitRows = (rows: number): LeastSquaresData => {
  const features = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) features[i * rows + i] = 1;
  return { features, labels: new Float64Array(rows).fill(-1), rows, dimension: rows };
};
const batchCounts = (rows: number, batchSize: number, repeats: number, more: Partial<SgdSetting> = {}) =>
  two.run({
    ...{ data: unitRows(rows), stepSize: batchSize, batchSize, iterations: 1, start: 'zero', repeats },
    ...{ seed: `${rows} ${batchSize}`, ...more },
  });

describe('simulate', () => {
  it('is gradient descent, step for step, when the batch is all the data', async () => {
    const [rows, dimension, iterations, burnIn] = [17, 5, 9, 4];
    const data = generateRegression({ rows, dimension, seed: 5 });
    const point = [1, -2, 3, 0.5, 0];
    const setting = { data, stepSize: 0.3, batchSize: rows, iterations, burnIn, repeats: 2, seed: 1 };
    const { averaged, final, overflowed } = await two.run({ ...setting, start: { point } });
    const x = Float64Array.from(point);
    const mean = new Float64Array(dimension);
    for (let k = 1; k <= iterations; k++) {
      const g = new Float64Array(dimension);
      for (let i = 0; i < rows; i++) {
        const row = data.features.subarray(i * dimension, (i + 1) * dimension);
        const residual = row.reduce((sum, entry, j) => sum + entry * x[j], 0) - data.labels[i];
        row.forEach((entry, j) => (g[j] += (residual * entry) / rows));
      }
      g.forEach((entry, j) => (x[j] -= 0.3 * entry));
      if (k > burnIn) x.forEach((entry, j) => (mean[j] += entry / (iterations - burnIn)));
    }
    for (let j = 0; j < 2 * dimension; j++) {
      expect(final.data[j]).toBeCloseTo(x[j % dimension], 12);
      expect(averaged.data[j]).toBeCloseTo(mean[j % dimension], 12);
    }
    expect([averaged.rows, averaged.columns, overflowed]).toEqual([2, dimension, 0]);
  });

  it('draws no row twice into a batch, and every row equally often', async () => {
    for (const [rows, batchSize] of [
      [12, 1],
      [12, 3],
      [12, 6],
      [12, 9],
      [12, 12],
      [90, 40],
    ]) {
      const repeats = 4000;
      const { final } = await batchCounts(rows, batchSize, repeats);
      const counts = new Float64Array(rows);
      const sizes = new Float64Array(repeats);
      final.data.forEach((value, k) => {
        counts[k % rows] -= value;
        sizes[Math.floor(k / rows)] -= value;
      });
      expect(final.data.every((value) => value === 0 || value === -1)).toBe(true);
      expect(sizes.every((size) => size === batchSize)).toBe(true);
      // Chi-squared with rows - 1 degrees: five deviations above its mean. Without replacement the counts vary less.
      const expected = (repeats * batchSize) / rows;
      const chi = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      expect(chi).toBeLessThan(rows - 1 + 5 * Math.sqrt(2 * (rows - 1)));
    }
  });

  it('with replacement a row falls into a batch as often as independent draws say', async () => {
    const [rows, batchSize, repeats] = [6, 4, 20_000];
    const { final } = await batchCounts(rows, batchSize, repeats, { sampling: 'withReplacement' });
    const twice = final.data.reduce((sum, value) => sum + (value === -2 ? 1 : 0), 0) / final.data.length;
    const p = 6 * (1 / 36) * (25 / 36);
    expect(Math.abs(twice - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / (repeats * rows)));
  });

  it('streaming data: the stationary covariance is v I, v = eta sigma_y² / (2 b - eta sigma² (d + b + 1))', async () => {
    for (const [dimension, batchSize, stepSize, sigma, noise] of [
      [10, 2, 0.05, 1, 3],
      [5, 3, 0.1, 1.4, 0.5],
      [1, 1, 0.2, 1, 1],
    ]) {
      const trueParameter = Array.from({ length: dimension }, (_, j) => j - 2);
      const stream = { dimension, sigma, noiseDeviation: noise, trueParameter };
      const repeats = 6000;
      const { final } = await two.run({
        ...{ stream, stepSize, batchSize, iterations: 400, repeats, start: { point: trueParameter } },
        ...{ center: trueParameter, seed: dimension },
      });
      const v =
        (stepSize * noise ** 2) / (2 * batchSize - stepSize * sigma ** 2 * (dimension + batchSize + 1));
      const covariance = (a: number, b: number): { mean: number; error: number } => {
        const products = Array.from(
          { length: repeats },
          (_, i) => final.data[i * dimension + a] * final.data[i * dimension + b],
        );
        const mean = products.reduce((sum, p) => sum + p, 0) / repeats;
        const variance = products.reduce((sum, p) => sum + (p - mean) ** 2, 0) / repeats;
        return { mean, error: Math.sqrt(variance / repeats) };
      };
      // alpha > 4 in each case, so the sample's own standard error holds; four of them allowed.
      for (let a = 0; a < dimension; a++)
        for (let b = 0; b <= a; b++) {
          const { mean, error } = covariance(a, b);
          expect(Math.abs(mean - (a === b ? v : 0))).toBeLessThan(4.5 * error);
        }
    }
  });

  it('the SIMD kernel and its plain twin agree bit for bit', async () => {
    expect(two.kernel).toBe('simd');
    const cases: Partial<SgdSetting>[] = [];
    for (const dimension of [1, 2, 3, 4, 5, 8, 31])
      for (const batchSize of [1, 2, 3, 4, 5, 8, 11, 33]) {
        const data = generateRegression({ rows: 50 + dimension, dimension, seed: batchSize });
        cases.push({ data, batchSize }, { data, batchSize, sampling: 'withReplacement' });
        cases.push({ stream: { dimension, sigma: 0.7, trueParameter: data.trueParameter }, batchSize });
      }
    const setting = { stepSize: 0.05, iterations: 40, repeats: 3, seed: 8, batchSize: 1 };
    for (const some of cases) {
      const both = await Promise.all([two, plain].map((pool) => pool.run({ ...setting, ...some })));
      expect(both[0].overflowed).toBe(0);
      expect(new BigUint64Array(both[0].final.data.buffer)).toEqual(
        new BigUint64Array(both[1].final.data.buffer),
      );
      expect(new BigUint64Array(both[0].averaged.data.buffer)).toEqual(
        new BigUint64Array(both[1].averaged.data.buffer),
      );
    }
  });

  it('gives the same bits for 1, 2 and 7 workers, and another seed gives others', async () => {
    const data = generateRegression({ rows: 300, dimension: 10, seed: 1 });
    const setting = { data, stepSize: 0.1, batchSize: 4, iterations: 200, repeats: 23, seed: 'bits' };
    const [one, two, seven] = await Promise.all([1, 2, 7].map((workers) => simulate(setting, { workers })));
    expect(two).toEqual(one);
    expect(seven).toEqual(one);
    expect((await simulate({ ...setting, seed: 'other' })).final).not.toEqual(one.final);
    const fewer = await simulate({ ...setting, repeats: 5 });
    expect(fewer.final.data).toEqual(one.final.data.subarray(0, 50));
  });

  it('notices data changed in place between two runs', async () => {
    const data = generateRegression({ rows: 40, dimension: 4, seed: 2 });
    const setting = { data, stepSize: 0.1, batchSize: 2, iterations: 20, repeats: 2, seed: 1 };
    const before = await two.run(setting);
    data.labels[0] += 100;
    data.features[7] += 1;
    const after = await two.run(setting);
    expect(after.final).not.toEqual(before.final);
    expect(after).toEqual(await simulate(setting, { workers: 1 }));
  });

  it('records the path of the first repeats', async () => {
    const data = generateRegression({ rows: 30, dimension: 3, seed: 1 });
    const setting: SgdSetting = { data, stepSize: 0.1, batchSize: 2, repeats: 4, seed: 1, burnIn: 0 };
    const { paths, averaged } = await two.run({
      ...setting,
      iterations: 10,
      record: { every: 1, repeats: 3 },
    });
    expect(paths!.map(({ rows, columns }) => [rows, columns])).toEqual([
      [11, 3],
      [11, 3],
      [11, 3],
    ]);
    // x_t of the path is the last iterate of a run of t iterations, and the average is the mean of the path without x_0.
    for (const t of [1, 7, 10]) {
      const { final } = await two.run({ ...setting, iterations: t });
      for (let i = 0; i < 3; i++)
        expect(paths![i].data.slice(3 * t, 3 * t + 3)).toEqual(final.data.slice(3 * i, 3 * i + 3));
    }
    const mean = [0, 1, 2].map((j) => {
      let sum = 0;
      for (let t = 1; t <= 10; t++) sum += paths![0].data[3 * t + j];
      return sum / 10;
    });
    mean.forEach((value, j) => expect(averaged.data[j]).toBeCloseTo(value, 12));
    const center = data.trueParameter;
    const coarse = await two.run({ ...setting, iterations: 10, record: { every: 4 }, center });
    expect([...coarse.paths![0].data]).toEqual(
      [0, 4, 8].flatMap((t) => [0, 1, 2].map((j) => paths![0].data[3 * t + j] - center[j])),
    );
    expect('paths' in (await two.run({ ...setting, iterations: 3 }))).toBe(false);
    await expect(two.run({ ...setting, record: { every: 1, repeats: 5 } })).rejects.toThrow(
      /^record.repeats must be/,
    );
  });

  it('records the same iterates by both kernels, under any rule, over many calls of the kernel, and only x_0 where none follows', async () => {
    const stream = { dimension: 1, noiseDeviation: 1 };
    // More iterations than a kernel takes at once; the steps between two that are kept divide neither.
    const long = { stream, batchSize: 1, iterations: 350_007, repeats: 2, seed: 1 } as const;
    for (const rule of [{ name: 'sgd' }, { name: 'heavyBall', momentum: 0.3 }] as const) {
      const setting: SgdSetting = { ...long, stepSize: 0.2, rule, record: { every: 7, repeats: 2 } };
      const { paths, final } = await two.run(setting);
      expect(paths!.map(({ rows }) => rows)).toEqual([50_002, 50_002]);
      expect(paths!.map(({ data }) => data[50_001])).toEqual([...final.data]);
      const [{ data }] = (await two.run({ ...setting, iterations: 250_005 })).paths!;
      expect(paths![0].data.subarray(0, data.length)).toEqual(data);
      expect(runHere({ ...setting, iterations: 7007 }).paths![1].data).toEqual(paths![1].data.slice(0, 1002));
    }
    const none = await two.run({ ...long, stepSize: 0.2, start: 'zero', record: { every: 2 ** 32 } });
    expect(none.paths!.map(({ data }) => [...data])).toEqual([[0]]);
    // A step-size without a law: what is no number any more is the one NaN.
    const away = { ...long, stepSize: 50, iterations: 2000, record: { every: 1 } };
    const { paths } = await two.run(away);
    expect(paths![0].data.some(Number.isNaN)).toBe(true);
    expect(new Uint8Array(paths![0].data.buffer)).toEqual(
      new Uint8Array(runHere(away).paths![0].data.buffer),
    );
  });

  it('refuses data that are not finite', async () => {
    const data = generateRegression({ rows: 30, dimension: 3, seed: 1 });
    data.features[4] = NaN;
    const run = two.run({ data, stepSize: 0.1, batchSize: 2, seed: 1 });
    await expect(run).rejects.toThrow(/^data.features\[4\] must be a finite number, got NaN$/);
  });

  it('keeps and counts the repeats that overflow', async () => {
    const data = generateRegression({ rows: 100, dimension: 5, seed: 1 });
    const { overflowed, final } = await two.run({ data, stepSize: 50, batchSize: 1, repeats: 8, seed: 1 });
    expect(overflowed).toBe(8);
    expect(final.rows).toBe(8);
    expect(final.data.every((value) => !Number.isFinite(value))).toBe(true);
  });
});
