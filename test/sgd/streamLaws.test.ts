import { afterAll, describe, expect, it } from 'vitest';
import { createSimulator, type FeatureLaw, type SgdSetting } from 'heavytail';
import { rowMoments } from '../../src/theory/products/rowMoments.js';

const pool = createSimulator({ workers: 2 });
const plain = createSimulator({ workers: 1, kernel: 'plain' });
afterAll(() => Promise.all([pool.close(), plain.close()]));

const [dimension, sigma] = [3, 1.3];
const laws: FeatureLaw[] = [
  { name: 'gaussian' },
  { name: 'anisotropic', spectrum: Float64Array.of(0.25, 1, 4) },
  { name: 'uniform' },
  { name: 'rademacher' },
  { name: 'studentT', degrees: 20 },
  { name: 'sparse', density: 0.4 },
];

describe('streaming rows', () => {
  for (const law of laws) {
    it(`${law.name}: agree bit for bit between the kernels, for every rule`, async () => {
      const changes: Partial<SgdSetting>[] = [
        { batchSize: 1 },
        { batchSize: 5 },
        { batchSize: 2, rule: { name: 'heavyBall', momentum: 0.5 } },
        { batchSize: 2, network: { kind: 'ring', nodes: 3 } },
      ];
      for (const change of changes) {
        const setting: SgdSetting = {
          stream: { dimension, sigma, law, trueParameter: [1, -2, 3] },
          ...{ stepSize: 0.02, batchSize: 1, iterations: 40, repeats: 9, seed: law.name },
          ...change,
        };
        expect(await plain.run(setting)).toEqual(await pool.run(setting));
      }
    });

    it(`${law.name}: have the law's second and fourth moments`, async () => {
      // One step from the origin with labels of noise alone: x_1 = y a, y standard normal.
      const stream = { dimension, sigma, law, noiseDeviation: 1 };
      const run = {
        stepSize: 1,
        batchSize: 1,
        iterations: 1,
        repeats: 100_000,
        start: 'zero',
        seed: 2,
      } as const;
      const { data, rows } = (await pool.run({ stream, ...run })).final;
      const { variances: v, common, excess } = rowMoments(law, dimension, sigma)!;
      const expectMean = (of: (row: Float64Array) => number, expected: number): void => {
        const values = Float64Array.from({ length: rows }, (_, i) => of(data.subarray(3 * i, 3 * i + 3)));
        const mean = values.reduce((sum, value) => sum + value, 0) / rows;
        const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows;
        // Four standard errors, seeded: a false alarm has probability 6e-5.
        expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / rows));
      };
      for (let j = 0; j < dimension; j++)
        for (let k = 0; k <= j; k++) {
          expectMean((x) => x[j] * x[k], j === k ? v[j] : 0);
          expectMean((x) => (x[j] * x[k]) ** 2, 3 * common * v[j] * v[k] * (j === k ? 3 + excess : 1));
        }
    });
  }

  it('name the part of the law that is out of range', async () => {
    const setting = { stepSize: 0.1, batchSize: 1, seed: 1 };
    const stream = { dimension: 2, law: { name: 'sparse', density: 0 } } as const;
    await expect(pool.run({ ...setting, stream })).rejects.toThrow(/^stream.law.density must be .* got 0$/);
  });
});
