import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createSimulator,
  generateRegression,
  leastSquares,
  builtInRules,
  updateRules,
  type NamedRule,
  type SgdSetting,
} from 'heavytail';
import type { Step } from './byHand/step.js';

/** Made by generate.py beside it. */
const torch = JSON.parse(readFileSync('test/fixtures/optimisers/torch.json', 'utf8')) as {
  rows: number;
  batchSize: number;
  iterations: number;
  stepSize: number;
  features: number[];
  labels: number[];
  start: number[];
  cases: { rule: NamedRule; weightDecay: number; final: number[] }[];
};

const pool = createSimulator({ workers: 2 });
const plain = createSimulator({ workers: 1, kernel: 'plain' });
afterAll(() => Promise.all([pool.close(), plain.close()]));

const [rows, dimension] = [13, 6];
const data = generateRegression({ rows, dimension, seed: 'rules' });
const point = [1, -2, 3, 0.5, 0, -1];

/** Half the mean squared error's gradient over some rows. */
const gradientOver = (indices: readonly number[], x: readonly number[]): number[] => {
  const g = new Array<number>(dimension).fill(0);
  for (const i of indices) {
    const row = data.features.subarray(i * dimension, (i + 1) * dimension);
    const residual = row.reduce((sum, entry, j) => sum + entry * x[j], 0) - data.labels[i];
    row.forEach((entry, j) => (g[j] += (residual * entry) / indices.length));
  }
  return g;
};

/** Every file of byHand: a rule and its step in plain numbers. */
const folder = new URL('byHand/', import.meta.url);
const byHand = await Promise.all(
  readdirSync(folder)
    .filter((file) => file !== 'step.ts')
    .sort()
    .map(async (file) => (await import(new URL(file, folder).href)) as { rule: NamedRule; step: Step }),
);

describe('update rules', () => {
  it('each has a step written by hand in a file of its name', () => {
    const files = readdirSync(folder).filter((file) => file !== 'step.ts');
    expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual([...updateRules].sort());
    byHand.forEach(({ rule }, i) => expect(rule.name).toBe(files.sort()[i].replace('.ts', '')));
  });

  it('are the files of src/sgd/rules', () => {
    const files = readdirSync('src/sgd/rules').map((file) => file.replace('.ts', ''));
    expect(files.sort()).toEqual(Object.keys(builtInRules).sort());
  });

  for (const { rule, step } of byHand)
    for (const batchSize of [1, 4, rows])
      it(`${rule.name} takes the steps written by hand, b = ${batchSize}, cyclic step-sizes and order, weight decay`, async () => {
        const [iterations, burnIn, cycle, weightDecay] = [12, 5, [0.05, 0.1, 0.07], 0.03];
        const { final, averaged } = await pool.run({
          ...{ data, rule, weightDecay, stepSize: { cycle }, batchSize, iterations, burnIn },
          ...{ sampling: 'cyclic', repeats: 1, start: { point }, seed: 1 },
        });
        let x = [...point];
        const mean = new Array<number>(dimension).fill(0);
        const kept: Record<string, number[]> = {};
        for (let t = 1; t <= iterations; t++) {
          const batch = Array.from({ length: batchSize }, (_, i) => ((t - 1) * batchSize + i) % rows);
          const ofBatch = (at: readonly number[]): number[] => gradientOver(batch, at);
          const ofAll = (at: readonly number[]): number[] => gradientOver([...data.labels.keys()], at);
          const g = ofBatch(x).map((v, j) => v + weightDecay * x[j]);
          x = step(x, g, cycle[(t - 1) % 3], t, kept, { ofBatch, ofAll });
          if (t > burnIn) x.forEach((v, j) => (mean[j] += v / (iterations - burnIn)));
        }
        for (let j = 0; j < dimension; j++) {
          expect(final.data[j]).toBeCloseTo(x[j], 10);
          expect(averaged.data[j]).toBeCloseTo(mean[j], 10);
        }
      });

  for (const { rule, weightDecay, final } of torch.cases)
    it(`${rule.name} ends where PyTorch does: ${JSON.stringify({ ...rule, weightDecay })}`, async () => {
      const { iterations, batchSize, stepSize, start } = torch;
      const features = Float64Array.from(torch.features);
      const sample = { features, labels: Float64Array.from(torch.labels), rows: torch.rows, dimension };
      const run = await pool.run({
        ...{ data: sample, rule, weightDecay, stepSize, batchSize, iterations },
        ...{ sampling: 'cyclic', repeats: 1, start: { point: start }, seed: 1 },
      });
      // clip_grad_norm_ divides by the norm plus 1e-6; the others differ by rounding.
      const digits = rule.name === 'clipNorm' ? 5 : 11;
      final.forEach((value, j) => expect(run.final.data[j]).toBeCloseTo(value, digits));
    });

  it('give the same bits for 1, 2 and 7 workers in every way of sampling', async () => {
    const some = generateRegression({ rows: 40, dimension: 5, seed: 2 });
    const pools = [1, 7].map((workers) => createSimulator({ workers }));
    const sources: Partial<SgdSetting>[] = [
      ...(['withoutReplacement', 'withReplacement', 'epochs', 'cyclic'] as const).map((sampling) => ({
        data: some,
        sampling,
      })),
      { stream: { dimension: 5 } },
    ];
    for (const { rule } of byHand)
      for (const source of sources) {
        if (rule.name === 'svrg' && source.stream) continue;
        for (const stepSize of [0.01, { cycle: [0.01, 0.02] }, { uniform: [0.01, 0.02] as const }]) {
          const setting: SgdSetting = {
            ...{ rule, stepSize, batchSize: 3, iterations: 20, repeats: 9, seed: 1, ...source },
          };
          const [two, one, seven] = await Promise.all([pool, ...pools].map((each) => each.run(setting)));
          expect(one).toEqual(two);
          expect(seven).toEqual(two);
        }
      }
    await Promise.all(pools.map((each) => each.close()));
  });

  it('agree bit for bit between the SIMD kernel and its plain twin, in every way of sampling', async () => {
    const steps = [0.01, { choice: [0.01, 0.02] }, { uniform: [0.005, 0.02] as const }];
    const samplings = ['withoutReplacement', 'withReplacement', 'epochs', 'cyclic'] as const;
    for (const [i, rule] of byHand.map(({ rule }) => rule).entries())
      for (const d of [1, 3, 8, 9])
        for (const batchSize of [1, 2, 5, 11]) {
          const some = generateRegression({ rows: 12 + 3 * d, dimension: d, seed: i });
          const setting: SgdSetting = {
            ...{ data: some, rule, batchSize, stepSize: steps[(i + d) % 3], weightDecay: (d % 2) * 0.01 },
            ...{ sampling: samplings[(d + batchSize) % 4], iterations: 30, repeats: 3, seed: d },
          };
          const [a, b] = await Promise.all([pool.run(setting), plain.run(setting)]);
          expect(a.overflowed).toBe(0);
          for (const key of ['final', 'averaged'] as const)
            expect(new BigUint64Array(a[key].data.buffer)).toEqual(new BigUint64Array(b[key].data.buffer));
        }
  });

  it('plain SGD by the general loop follows the loop of its own', async () => {
    const setting: SgdSetting = { data, stepSize: 0.05, batchSize: 3, iterations: 50, repeats: 20, seed: 4 };
    const own = await pool.run(setting);
    const general = await pool.run({ ...setting, stepSize: { cycle: [0.05, 0.05] } });
    general.final.data.forEach((value, i) => expect(value).toBeCloseTo(own.final.data[i], 11));
  });

  it('SVRG comes to the minimiser, where SGD stays noisy', async () => {
    const more = generateRegression({ rows: 200, dimension: 5, seed: 6 });
    const center = leastSquares(more).solution;
    const setting: SgdSetting = {
      ...{ data: more, stepSize: 0.05, batchSize: 2, iterations: 3000, repeats: 10, center, seed: 1 },
    };
    const svrg = await pool.run({ ...setting, rule: { name: 'svrg', snapshotLength: 100 } });
    const sgd = await pool.run(setting);
    expect(Math.max(...svrg.final.data.map(Math.abs))).toBeLessThan(1e-12);
    expect(Math.max(...sgd.final.data.map(Math.abs))).toBeGreaterThan(0.1);
  });

  it('clipping keeps bounded what overflows without it', async () => {
    const setting: SgdSetting = { data, stepSize: 3, batchSize: 1, repeats: 5, seed: 1 };
    expect((await pool.run(setting)).overflowed).toBe(5);
    for (const name of ['clipNorm', 'clipCoordinates'] as const)
      expect((await pool.run({ ...setting, rule: { name, threshold: 1 } })).overflowed).toBe(0);
  });

  it('names the parameter that is out of range or unknown', async () => {
    const bad: [object, RegExp][] = [
      [{ rule: { name: 'adamW' } }, /^rule.name must be one of "adaGrad".* got "adamW"$/],
      [
        { rule: { name: 'heavyBall', momentum: 1 } },
        /^rule.momentum must be a number from 0 to below 1, got 1$/,
      ],
      [{ rule: { name: 'adam', momentum: 0.9 } }, /^the rule adam has no field "momentum": did you mean "/],
      [{ rule: { name: 'clipNorm' } }, /^rule.threshold must be .* got undefined$/],
      [
        { rule: { name: 'svrg', snapshotLength: 0 } },
        /^rule.snapshotLength must be an integer of at least 1/,
      ],
      [
        { rule: { name: 'svrg' }, data: undefined, stream: { dimension: 2 } },
        /^rule.name must be used with data/,
      ],
      [{ weightDecay: -1 }, /^weightDecay must be .* got -1$/],
      [{ stepSize: { cycle: [] } }, /^stepSize.cycle must be a list of step-sizes/],
      [{ stepSize: { choice: [0.1, 0] } }, /^stepSize.choice\[1\] must be .* got 0$/],
      [
        { stepSize: { uniform: [0.2, 0.1] } },
        /^stepSize.uniform\[1\] must be at least the low end 0.2, got 0.1$/,
      ],
      [{ stepSize: {} }, /^stepSize must be a number above 0, \{ cycle \}/],
    ];
    for (const [change, message] of bad) {
      const setting = { data, stepSize: 0.1, batchSize: 1, seed: 1, ...change } as SgdSetting;
      await expect(pool.run(setting)).rejects.toThrow(message);
    }
  });
});

describe('ways of sampling and step-sizes', () => {
  /** Rows e_0 … e_{n-1} with labels -1: a row's entry is halved towards -1 at every visit when the step-size is b / 2. */
  const unit = (n: number) => ({
    ...{ rows: n, dimension: n, labels: new Float64Array(n).fill(-1) },
    features: Float64Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 1 : 0)),
  });
  const visits = async (n: number, batchSize: number, iterations: number, more: Partial<SgdSetting>) => {
    const { final } = await pool.run({
      ...{
        data: unit(n),
        batchSize,
        stepSize: batchSize / 2,
        iterations,
        repeats: 50,
        start: 'zero',
        seed: n,
        ...more,
      },
    });
    return { counts: final.data.map((value) => Math.abs(Math.log2(1 + value))), final };
  };

  it('epochs: every row once, and what does not fill a batch is left out', async () => {
    const whole = await visits(12, 3, 8, { sampling: 'epochs' });
    expect(whole.counts.every((count) => count === 2)).toBe(true);
    const { counts } = await visits(13, 3, 4, { sampling: 'epochs' });
    for (let i = 0; i < 50; i++)
      expect([...counts.subarray(13 * i, 13 * i + 13)].sort()).toEqual([0, ...new Array<number>(12).fill(1)]);
    const missed = new Set([...counts.keys()].filter((k) => counts[k] === 0).map((k) => k % 13));
    expect(missed.size).toBeGreaterThan(8);
  });

  it('cyclic: in the order of the data, around and around', async () => {
    const { counts } = await visits(5, 3, 2, { sampling: 'cyclic' });
    expect([...counts.subarray(0, 5)]).toEqual([2, 1, 1, 1, 1]);
  });

  it('random step-sizes have the law asked for', async () => {
    const one = { rows: 1, dimension: 1, features: Float64Array.of(1), labels: Float64Array.of(0) };
    const step = async (stepSize: SgdSetting['stepSize']): Promise<number[]> => {
      const { final } = await pool.run({
        ...{
          data: one,
          stepSize,
          batchSize: 1,
          iterations: 1,
          repeats: 4000,
          start: { point: [1] },
          seed: 1,
        },
      });
      return [...final.data].map((value) => 1 - value);
    };
    const uniform = await step({ uniform: [0.25, 0.75] });
    const mean = uniform.reduce((sum, value) => sum + value, 0) / 4000;
    // Standard error of the mean: 0.5 / sqrt(12 · 4000) = 0.0023; five allowed.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0115);
    expect(Math.min(...uniform)).toBeGreaterThanOrEqual(0.25);
    expect(Math.max(...uniform)).toBeLessThan(0.75);
    const choice = await step({ choice: [0.25, 0.5, 0.5, 0.75] });
    expect(new Set(choice)).toEqual(new Set([0.25, 0.5, 0.75]));
    // Standard error of a share of one half: 0.008.
    expect(Math.abs(choice.filter((value) => value === 0.5).length / 4000 - 0.5)).toBeLessThan(0.04);
  });
});
