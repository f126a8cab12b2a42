import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  builtInLosses,
  createGenerator,
  createSimulator,
  generateRegression,
  graphNeighbours,
  leastSquares,
  lossFunction,
  losses,
  metropolisWeights,
  minimiser,
  simulateByHand,
  type Derivative,
  type LeastSquaresData,
  type Loss,
  type NamedLoss,
  type SgdSetting,
} from 'heavytail';

/** Made by generate.py beside it. */
const fixture = JSON.parse(readFileSync('test/fixtures/losses/minimisers.json', 'utf8')) as {
  rows: number;
  dimension: number;
  features: number[];
  cases: { loss: NamedLoss; labels: number[]; minimiser: number[] }[];
};
const features = Float64Array.from(fixture.features);
const { rows, dimension } = fixture;
const dataOf = (labels: readonly number[]): LeastSquaresData => ({
  ...{ features, rows, dimension, labels: Float64Array.from(labels) },
});

/** The losses themselves, whose derivatives the library has. */
const values: Record<string, (p: number, y: number) => number> = {
  squares: (p, y) => (p - y) ** 2 / 2,
  absolute: (p, y) => Math.abs(p - y),
  huber: (p, y) => (Math.abs(p - y) < 0.8 ? (p - y) ** 2 / 2 : 0.8 * (Math.abs(p - y) - 0.4)),
  logistic: (p, y) => Math.log(1 + Math.exp(p)) - y * p,
  poisson: (p, y) => Math.exp(p) - y * p,
  squaredHinge: (p, y) => Math.max(0, 1 - (2 * y - 1) * p) ** 2,
};

const pool = createSimulator({ workers: 2 });
const plain = createSimulator({ workers: 1, kernel: 'plain' });
afterAll(() => Promise.all([pool.close(), plain.close()]));

const inline: Derivative = (prediction, label) => prediction.sub(label).tanh();
const settingOf = (loss: Loss, labels: readonly number[], batchSize: number): SgdSetting => ({
  ...{
    data: dataOf(labels),
    loss,
    batchSize,
    stepSize: 0.01,
    iterations: 20,
    repeats: 3,
    start: { deviation: 0.1 },
    seed: batchSize,
  },
});

describe('losses', () => {
  it('are the files of src/sgd/losses, each in the fixture', () => {
    const files = readdirSync('src/sgd/losses').map((file) => file.replace('.ts', ''));
    expect(files.sort()).toEqual([...losses].sort());
    expect(fixture.cases.map(({ loss }) => loss.name).sort()).toEqual([...losses].sort());
  });

  for (const { loss, labels } of fixture.cases)
    it(`${loss.name}: the step of full-batch descent is the finite difference of the mean loss`, async () => {
      const source = createGenerator(loss.name, 'points');
      const value = (x: Float64Array): number => {
        let sum = 0;
        for (let i = 0; i < rows; i++) {
          const p = x.reduce((total, entry, j) => total + entry * features[i * dimension + j], 0);
          sum += values[loss.name](p, labels[i]) / rows;
        }
        return sum;
      };
      for (let k = 0; k < 3; k++) {
        const point = Float64Array.from({ length: dimension }, () => source.normal());
        const { final } = await pool.run({
          ...{ ...settingOf(loss, labels, rows), stepSize: 1, iterations: 1, repeats: 1, start: { point } },
        });
        for (let j = 0; j < dimension; j++) {
          const moved = (h: number): Float64Array => point.map((entry, i) => (i === j ? entry + h : entry));
          const difference = (value(moved(1e-5)) - value(moved(-1e-5))) / 2e-5;
          // Central differences: an error of 1e-10 by truncation, 1e-11 by rounding; a kink in between gives 1e-5 / rows at most.
          expect(Math.abs(point[j] - final.data[j] - difference)).toBeLessThan(1e-6);
        }
      }
    });

  it('have the same bits in both kernels, by hand, and for 1, 2 and 7 workers', async () => {
    const pools = [1, 7].map((workers) => createSimulator({ workers }));
    const cases = [...fixture.cases, { loss: inline, labels: fixture.cases[0].labels }];
    for (const { loss, labels } of cases)
      for (const batchSize of [1, 2, 5, 8]) {
        const setting = settingOf(loss, labels, batchSize);
        const [two, one, seven, twin] = await Promise.all([pool, ...pools, plain].map((p) => p.run(setting)));
        expect(one).toEqual(two);
        expect(seven).toEqual(two);
        expect(twin).toEqual(two);
        expect(simulateByHand(setting)).toEqual(two);
        expect(two.overflowed).toBe(0);
        for (const rule of [{ name: 'svrg', snapshotLength: 7 }, { name: 'adam' }] as const) {
          const [a, b] = await Promise.all([pool, plain].map((p) => p.run({ ...setting, rule })));
          expect(a).toEqual(b);
        }
      }
    await Promise.all(pools.map((each) => each.close()));
  });

  it('hold on a network: the same bits in both kernels, and without links independent repeats', async () => {
    const { loss, labels } = fixture.cases.find((each) => each.loss.name === 'logistic')!;
    const network = metropolisWeights({ kind: 'ring', nodes: 3 });
    expect(graphNeighbours({ kind: 'ring', nodes: 3 })).toHaveLength(3);
    const setting = { ...settingOf(loss, labels, 2), network };
    const [a, b] = await Promise.all([pool.run(setting), plain.run(setting)]);
    expect(a).toEqual(b);
    const alone = {
      ...setting,
      network: metropolisWeights({ kind: 'disconnected', nodes: 1 }),
      start: 'zero',
    } as const;
    const single = await pool.run({ ...settingOf(loss, labels, 2), start: 'zero' });
    (await pool.run(alone)).final.data.forEach((value, k) =>
      expect(value).toBeCloseTo(single.final.data[k], 12),
    );
  });

  it('written inline are the built-in ones, bit for bit', async () => {
    const { labels } = fixture.cases.find(({ loss }) => loss.name === 'logistic')!;
    const pairs: [Loss, NamedLoss][] = [
      [(p, y) => p.sub(y), { name: 'squares' }],
      [(p, y, _, { number }) => number(1).div(p.neg().exp().add(1)).sub(y), { name: 'logistic' }],
      [builtInLosses.huber.with({ threshold: 0.3 }), { name: 'huber', threshold: 0.3 }],
      [JSON.parse(JSON.stringify(builtInLosses.poisson)) as Loss, { name: 'poisson' }],
    ];
    for (const [own, named] of pairs) {
      const [a, b] = await Promise.all([own, named].map((loss) => pool.run(settingOf(loss, labels, 3))));
      expect(a).toEqual(b);
    }
  });

  it('SVRG comes to the minimiser of the logistic loss', async () => {
    const { loss, labels } = fixture.cases.find((each) => each.loss.name === 'logistic')!;
    const center = minimiser(dataOf(labels), loss);
    const setting = { ...settingOf(loss, labels, 2), center, stepSize: 0.2, iterations: 6000 };
    const svrg = await pool.run({ ...setting, rule: { name: 'svrg', snapshotLength: 60 } });
    expect(Math.max(...svrg.final.data.map(Math.abs))).toBeLessThan(1e-9);
  });

  it('show the formula of their derivative', () => {
    expect(builtInLosses.squares.formula).toBe('\\frac{\\partial \\ell}{\\partial p} = p - y');
    expect(builtInLosses.poisson.formula).toContain('\\exp\\left(p\\right) - y');
  });
});

describe('minimiser', () => {
  for (const { loss, labels, minimiser: expected } of fixture.cases)
    it(`of ${loss.name} is that of scikit-learn or scipy`, () => {
      const x = minimiser(dataOf(labels), loss);
      // scikit-learn and scipy stop at gradients of 1e-10 or so.
      expected.forEach((value, j) => expect(x[j]).toBeCloseTo(value, 8));
    });

  it('of least squares is the least-squares solution, and of an own loss has no gradient', () => {
    const data = generateRegression({ rows: 50, dimension: 5, seed: 1 });
    expect(minimiser(data)).toEqual(leastSquares(data).solution);
    const x = minimiser(data, inline);
    for (let j = 0; j < 5; j++) {
      let slope = 0;
      for (let i = 0; i < 50; i++) {
        const row = data.features.subarray(5 * i, 5 * i + 5);
        slope += Math.tanh(row.reduce((sum, entry, k) => sum + entry * x[k], 0) - data.labels[i]) * row[j];
      }
      expect(Math.abs(slope / 50)).toBeLessThan(1e-10);
    }
  });

  it('says that there is none where the data are separable', () => {
    const labels = Array.from({ length: rows }, (_, i) => Number(features[i * dimension] > 0));
    expect(() => minimiser(dataOf(labels), { name: 'logistic' })).toThrow(
      /^the loss logistic has no minimiser/,
    );
    // Of every size and scale: a gradient that is lost to rounding is no minimum.
    for (let seed = 0; seed < 60; seed++) {
      const source = createGenerator(seed, 'separable');
      const [n, d, scale] = [1 + (seed % 20), 1 + (seed % 4), [1, 100, 1e-3][seed % 3]];
      const some = Float64Array.from({ length: n * d }, () => scale * source.normal());
      const sides = Float64Array.from({ length: n }, (_, i) => Number(some[i * d] > 0));
      const data = { features: some, labels: sides, rows: n, dimension: d };
      expect(() => minimiser(data, { name: 'logistic' }), `seed ${seed}`).toThrow(/has no minimiser/);
    }
    // The squared hinge of separable data is 0 on a cone: there it has minimisers.
    const x = minimiser(dataOf(labels), { name: 'squaredHinge' });
    for (let i = 0; i < rows; i++) {
      const p = x.reduce((sum, entry, j) => sum + entry * features[i * dimension + j], 0);
      expect((2 * labels[i] - 1) * p).toBeGreaterThan(1 - 1e-6);
    }
    // Rows of positive entries without a single count: the further down, the better.
    const zeros = { ...dataOf(new Array<number>(rows).fill(0)), features: features.map(Math.abs) };
    expect(() => minimiser(zeros, { name: 'poisson' })).toThrow(/has no minimiser/);
  });
});

describe('a mistake in a loss', () => {
  const run = (loss: unknown, change: Partial<SgdSetting> = {}): Promise<unknown> =>
    pool.run({ ...settingOf(loss as Loss, fixture.cases[0].labels, 1), ...change });

  it('is one sentence that names the place', async () => {
    await expect(run({ name: 'hinge' })).rejects.toThrow(
      /^loss\.name must be one of "absolute".* got "hinge"$/,
    );
    await expect(run({ name: 'huber', threshold: 0 })).rejects.toThrow(/^loss\.threshold must be .* got 0$/);
    await expect(run({ name: 'squares', c: 1 })).rejects.toThrow(
      /^the loss squares has no field "c": did you mean "name"/,
    );
    await expect(run({ name: 'logistic' })).rejects.toThrow(
      /^data\.labels\[0\] must be 0 or 1 for the loss logistic/,
    );
    await expect(run({ name: 'poisson' })).rejects.toThrow(/^data\.labels\[0\] must be a count/);
    await expect(run({ name: 'logistic' }, { data: undefined, stream: { dimension: 2 } })).rejects.toThrow(
      /^loss\.name must be used with data/,
    );
    await expect(run(() => undefined)).rejects.toThrow(
      /^loss: derivative: the result must be a scalar or a number, got undefined$/,
    );
    await expect(run((p: object) => ({ p }))).rejects.toThrow(
      /^loss: derivative: the result must be a scalar or a number, got an object$/,
    );
    await expect(run((p: { greater: (y: number) => boolean }) => (p.greater(0) ? 1 : 0))).rejects.toThrow(
      /condition\.select/,
    );
    expect(() => lossFunction({ parameters: { label: 1 }, derivative: (p) => p })).toThrow(
      /must be other than prediction, label/,
    );
  });
});
