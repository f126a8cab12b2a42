import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSimulator,
  drawLabels,
  featureLaw,
  generateRegression,
  leastSquares,
  logMoment,
  lossFunction,
  minimiser,
  openStore,
  simulate,
  sweep,
  updateRule,
  type SweepSetting,
} from 'heavytail';

const heavyBall = updateRule({
  parameters: { decay: 0.5 },
  memory: ['m'],
  step: ({ x, g, m }, { eta, decay }) => {
    const m1 = m.mul(decay).add(g);
    return { x: x.sub(m1.mul(eta)), m: m1 };
  },
});
const small = { problem: { rows: 200, dimension: 2 }, iterations: 40, repeats: 200, batchSize: 1 } as const;
const own = {
  ...small,
  over: { decay: [0.2, 0.6], stepSize: [0.1, 0.3], share: [0.1, 0.4] },
  problem: {
    ...small.problem,
    law: featureLaw((random, row) => {
      for (let j = 0; j < row.length; j++) row[j] = random.normal() * (random.uniform() < 0.1 ? 3 : 1);
    }),
  },
  rule: heavyBall,
  loss: lossFunction({ derivative: (p, y) => p.sub(y).tanh() }),
  values: { share: 0.1 },
  estimate: (sample, { hill, values }) =>
    hill(sample, { k: Math.floor(sample.rows * (values.share as number)) }),
} satisfies SweepSetting;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heavytail-points-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('a sweep', () => {
  it('gives one row for every combination, the last field varying fastest', async () => {
    const rows = await sweep(
      { ...small, over: { batchSize: [1, 2], stepSize: [0.1, 0.2] } },
      { store: null },
    );
    expect(rows.map(({ batchSize, stepSize }) => [batchSize, stepSize])).toEqual([
      ...[[1, 0.1], [1, 0.2]], // prettier-ignore
      ...[[2, 0.1], [2, 0.2]], // prettier-ignore
    ]);
    for (const { tailIndex, interval, exact, overflowed } of rows) {
      expect(tailIndex).toBeGreaterThan(interval!.lower);
      expect(exact).toBeGreaterThan(2);
      expect(overflowed).toBe(0);
    }
  });

  it('is the simulation, the minimiser and the estimator, bit for bit', async () => {
    const [row] = await sweep({ ...small, over: {}, stepSize: 0.3, seed: 'mine' }, { store: null });
    const data = generateRegression({ rows: 200, dimension: 2, seed: 'mine' });
    const setting = { data, stepSize: 0.3, batchSize: 1, iterations: 40, repeats: 200 };
    const seed = JSON.stringify(['mine', 0.3, 1]);
    const { averaged } = await simulate({ ...setting, center: leastSquares(data).solution, seed });
    const { tailIndex, interval, warnings } = logMoment(averaged);
    expect([row.tailIndex, row.warnings]).toEqual([tailIndex, warnings]);
    expect(row.interval).toEqual({ lower: interval!.lower, upper: interval!.upper });
  });

  it('has the same bits for 1, 2 and 7 workers, with rule, loss, law and estimator of its own', async () => {
    const rows = await sweep(own, { store: null, workers: 1 });
    expect(new Set(rows.map(({ tailIndex }) => tailIndex)).size).toBe(8);
    for (const workers of [2, 7]) expect(await sweep(own, { store: null, workers })).toEqual(rows);
  });

  it('stores every point as plain JSON, and reads it from there', async () => {
    const store = openStore({ directory });
    const rows = await sweep(own, { store });
    const stored: number[] = [];
    const again = await sweep(own, { store, progress: ({ stored: count }) => stored.push(count) });
    expect(again).toEqual(rows);
    expect(stored.at(-1)).toBe(8);
    const files = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.json'));
    expect(files).toHaveLength(8);
    const { spec } = JSON.parse(await readFile(join(directory, files[0]), 'utf8')) as { spec: object };
    expect(spec).toMatchObject({
      kind: 'point of a sweep',
      source: { problem: { law: { name: 'own', text: expect.stringContaining('random.normal()') } } },
      rule: { graph: expect.anything(), memory: { m: 'vector' }, parameters: { decay: expect.any(Number) } },
      loss: { graph: expect.anything() },
      estimate: { text: expect.stringContaining('hill(sample') },
    });
  });

  it('computes a point again when the text of a function or the graph of a rule changes, and no other', async () => {
    const store = openStore({ directory });
    const count = async (setting: SweepSetting): Promise<number | undefined> => {
      let stored: number | undefined;
      await sweep(setting, { store, progress: (p) => (stored = p.stored) });
      return stored;
    };
    expect(await count(own)).toBe(8);
    expect(await count({ ...own, over: { ...own.over, stepSize: [0.3, 0.5] } })).toBe(4);
    expect(await count({ ...own, estimate: (sample, { hill }) => hill(sample, { k: 9 }) })).toBe(0);
    expect(await count({ ...own, loss: { name: 'huber' } })).toBe(0);
  });

  it.each([
    [{ name: 'logistic' }, 'binary'],
    [{ name: 'poisson' }, 'counts'],
    [{ name: 'huber', threshold: 0.5 }, undefined],
    [lossFunction({ derivative: (p, y) => p.sub(y).tanh() }), undefined],
  ] as const)(
    'subtracts the minimiser of its loss, on labels of the kind it wants: %j',
    async (loss, labels) => {
      const problem = { rows: 400, dimension: 2, parameterDeviation: 0.5, seed: 3 };
      const real = generateRegression(problem);
      const data = labels ? drawLabels(real, labels, 3) : real;
      const start = { deviation: 0.1 };
      const setting = { ...small, problem, loss, start, stepSize: 0.01 };
      const centers = { given: minimiser(data, loss), squares: leastSquares(data).solution };
      const [given, squares] = await sweep({ ...setting, over: { center: centers } }, { store: null });
      const [row] = await sweep({ ...setting, over: { center: ['minimiser'] } }, { store: null });
      expect({ ...row, center: 'given' }).toEqual(given);
      expect(row.distance).not.toBe(squares.distance);
    },
  );

  it('takes data of its own, and streams rows of a law of its own', async () => {
    const data = generateRegression({ rows: 200, dimension: 2, seed: 0 });
    const [byData] = await sweep(
      { ...small, problem: undefined, data, over: { stepSize: [0.3] } },
      { store: null },
    );
    const [byProblem] = await sweep({ ...small, over: { stepSize: [0.3] } }, { store: null });
    expect({ ...byData, exact: byProblem.exact }).toEqual(byProblem);
    expect('exact' in byData).toBe(false);
    // Signs with a sampler of one's own are Rademacher rows, draw for draw.
    const signs = featureLaw((random, row) => {
      for (let j = 0; j < row.length; j++) row[j] = random.uint32() < 0x80000000 ? 1 : -1;
    });
    const rows = await sweep(
      {
        ...{ ...small, sampling: 'streaming', stepSize: 0.3 },
        over: { law: { own: signs, named: { name: 'rademacher' } } },
      },
      { store: null },
    );
    expect(rows.map(({ law }) => law)).toEqual(['own', 'named']);
    expect({ ...rows[0], law: 'named' }).toEqual(rows[1]);
  });

  it('sees data that were changed in place since the last sweep', async () => {
    const data = generateRegression({ rows: 200, dimension: 2, seed: 0 });
    const setting = { ...small, problem: undefined, data, over: { stepSize: [0.3] } };
    const store = openStore({ directory });
    const [before] = await sweep(setting, { store });
    data.labels.fill(1);
    const [after] = await sweep(setting, { store });
    expect(after.distance).not.toBe(before.distance);
    expect([after]).toEqual(await sweep(setting, { store: null }));
  });

  it('computes a point from its plain JSON alone, as another machine would', async () => {
    const keys: string[] = [];
    const spy = {
      directory: 'nowhere',
      get: async (key: unknown) => void keys.push(JSON.stringify(key)),
      put: async () => {},
    };
    const rows = await sweep(own, { store: spy });
    const built = new URL('../../../dist/src/sweeps/points/', import.meta.url).href;
    const { computePoint } = (await import(
      `${built}computePoint.js`
    )) as typeof import('../../../src/sweeps/points/computePoint.js');
    const { readTask } = (await import(
      `${built}readTail.js`
    )) as typeof import('../../../src/sweeps/points/readTail.js');
    const simulator = createSimulator({ workers: 1 });
    const dataOf = (): never => expect.fail('a problem needs no data');
    const [row] = rows;
    const result = await computePoint(JSON.parse(keys[0]), { simulator, read: readTask, dataOf });
    await simulator.close();
    expect(row).toMatchObject(result);
  });

  it('finds a field by its last part, however deep it lies', async () => {
    const law = { name: 'studentT', degrees: 5 } as const;
    const fixed = {
      ...small,
      problem: { ...small.problem, law },
      network: { kind: 'ring', nodes: 3 },
    } as const;
    const stepSize = { cycle: [0.5, 1], unit: 0.1 };
    const over = { nodes: [2, 3], degrees: [5, 9], unit: [0.1, 0.2], deviation: [1] };
    const long = {
      'network.nodes': [2, 3],
      'problem.law.degrees': [5, 9],
      'stepSize.unit': [0.1, 0.2],
      'start.deviation': [1],
    };
    const start = { deviation: 2 };
    const by = await Promise.all(
      [over, long].map((axes) => sweep({ ...fixed, start, stepSize, over: axes }, { store: null })),
    );
    const [short, dotted] = by.map((rows) => rows.map(({ tailIndex }) => tailIndex));
    expect(new Set(short).size).toBe(8);
    expect(short).toEqual(dotted);
  });

  it('changes several fields at once by named variants', async () => {
    const variants = {
      plain: {},
      decayed: { weightDecay: 0.5, center: 'median' },
      centred: { center: 'mean' },
      last: { iterate: 'last' },
    } as const;
    const rows = await sweep({ ...small, over: { stepSize: [0.1, 0.2] }, variants }, { store: null });
    expect(rows.map(({ variant, stepSize }) => `${variant} ${stepSize}`)).toEqual([
      ...[
        'plain 0.1',
        'plain 0.2',
        'decayed 0.1',
        'decayed 0.2',
        'centred 0.1',
        'centred 0.2',
        'last 0.1',
        'last 0.2',
      ],
    ]);
    expect(rows.map(({ exact }) => exact !== undefined)).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
  });

  it('says in words why there is no estimate', async () => {
    const setting = { ...small, over: {}, stepSize: 0.2, problem: { ...small.problem, noiseDeviation: 0 } };
    const [point] = await sweep({ ...setting, iterations: 2000 }, { store: null });
    expect([point.tailIndex, point.degenerate]).toEqual([null, true]);
    expect(point.warnings.join()).toMatch(/such a law has no tail-index/);
    const [infinite] = await sweep({ ...small, over: {}, stepSize: 1e5, iterations: 400 }, { store: null });
    expect([infinite.tailIndex, infinite.overflowed]).toEqual([null, 200]);
    expect(infinite.warnings.join()).toMatch(/^No estimate: sample must be at least 2 rows long/);
    const [nan] = await sweep({ ...small, over: {}, stepSize: 0.1, estimate: () => NaN }, { store: null });
    expect([nan.tailIndex, nan.warnings]).toEqual([null, ['The estimate is NaN.']]);
  });
});
