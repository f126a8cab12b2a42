import { describe, expect, it } from 'vitest';
import {
  createGenerator,
  exactTail,
  lyapunov,
  metropolisWeights,
  momentGrowth,
  sampleTailIndex,
  sgdLaw,
  simulate,
  tailIndex,
  type MatrixLaw,
  type SgdDynamics,
  type SgdSetting,
} from 'heavytail';
import { lawOfData, turnedLaw } from '../../../src/theory/products/sgdLaw.js';
import type { DataLaw } from '../../../src/theory/products/dataLaw.js';
import { squaredLength } from '../../../src/theory/products/matrixLaw.js';
import { streamLaw } from '../../../src/theory/products/streamLaw.js';
import { checkDynamics } from '../../../src/setting/sgdDynamics.js';

const sample = (setting: SgdDynamics) =>
  sampleTailIndex(setting, { seed: 'exact variants', relativeError: 0.02, walkers: 256, burnIn: 100 });

/** Four standard errors, seeded (a false alarm has probability 6e-5), and 0.3 % for the parabola of the last step. */
async function expectTailIndex(setting: SgdDynamics, exact: number): Promise<void> {
  const { tailIndex: alpha, standardError } = await sample(setting);
  expect(Math.abs(alpha! - exact)).toBeLessThan(4 * standardError! + 0.003 * exact);
}

/** The step-size at which an increasing function is 1. */
function whereOne(growth: (stepSize: number) => number, low: number, high: number): number {
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (growth(middle) < 1) low = middle;
    else high = middle;
  }
  return high;
}

const secondMoment = (setting: SgdDynamics): number => exactTail(setting).secondMoment!;

it('a data set of many dimensions has alpha = 2 where h(2) is 1, on axes of its own', async () => {
  const g = createGenerator('many dimensions');
  const features = Float64Array.from({ length: 90 * 18 }, (_, i) => g.normal() * (1 + (i % 18) / 9));
  const at = (stepSize: number): SgdDynamics => ({
    data: { features, rows: 90, dimension: 18 },
    ...{ stepSize, batchSize: 3 },
  });
  const stepSize = whereOne((eta) => secondMoment(at(eta)), 1e-4, 1);
  await expectTailIndex(at(stepSize), 2);
  // There the form that is subtracted is the same as on the old axes, and only has fewer terms.
  const [plain, turned] = [sgdLaw, turnedLaw].map((lawOf) => lawOf(at(stepSize)));
  const mean = (law: MatrixLaw): number => {
    const axis = new Float64Array(18);
    return axis.reduce(
      (sum, _, j) =>
        sum +
        law.expectedSquare!(
          axis.map((_, k) => +(k === j)),
          0,
        ),
      0,
    );
  };
  expect(mean(turned)).toBeCloseTo(mean(plain), 10);
});

describe('the matrix of each law', () => {
  // Six rows taken in turn by both: the law's matrices are then those of the engine, step by step.
  const [rows, dimension, batchSize] = [6, 3, 2];
  const g = createGenerator('rows in turn');
  const features = Float64Array.from({ length: rows * dimension }, () => g.normal());
  const inTurn = (): DataLaw => {
    let place = 0;
    return {
      dimension,
      sampler: () => (batch, b) => {
        for (let i = 0; i < b; i++, place = (place + 1) % rows)
          batch.set(features.subarray(place * dimension, (place + 1) * dimension), i * dimension);
      },
    };
  };
  const freshRows = streamLaw({
    ...{ dimension, sigma: 1, law: { name: 'gaussian' }, noiseDeviation: 0 },
    trueParameter: new Float64Array(dimension),
  });
  const start = [0.3, -1, 2];
  const plain: Omit<SgdSetting, 'seed'> = {
    data: { features, labels: new Float64Array(rows), rows, dimension },
    ...{ stepSize: 0.2, batchSize },
  };
  const lawOf = (change: Partial<SgdSetting>): MatrixLaw =>
    lawOfData(inTurn(), checkDynamics({ ...plain, ...change }));
  /** The last iterates of the engine and those of the law, from the same start. */
  const both = async (change: Partial<SgdSetting>, iterations = 8) => {
    const { final, nodes } = await simulate({
      ...{ ...plain, iterations, repeats: 1, sampling: 'cyclic', seed: 1, start: { point: start } },
      ...change,
    });
    const law = lawOf(change);
    const source = law.source(createGenerator(1));
    let x = new Float64Array(law.dimension);
    (nodes?.final ?? [0]).forEach((_, i) => x.set(start, i * dimension));
    for (let k = 0; k < iterations; k += law.iterations ?? 1) {
      const y = new Float64Array(law.dimension);
      source.draw();
      source.apply(x, 0, y, 0);
      x = y;
    }
    const engine = (nodes?.final ?? [final]).flatMap(({ data }) => [...data]);
    return { engine, law: [...x.subarray(0, engine.length)] };
  };
  const changes: [string, Partial<SgdSetting>, number?][] = [
    ['plain SGD', {}],
    ['weight decay', { weightDecay: 0.3 }],
    ['heavy ball', { rule: { name: 'heavyBall', momentum: 0.6 } }],
    ['heavy ball with the default momentum', { rule: { name: 'heavyBall' } }],
    ['Nesterov momentum with weight decay', { rule: { name: 'nesterov' }, weightDecay: 0.3 }],
    ['step-sizes in turn', { stepSize: { cycle: [0.1, 0.5, 0.3] } }, 9],
    [
      'heavy ball with step-sizes in turn, in units',
      { stepSize: { cycle: [1, 5, 3], unit: 0.1 }, rule: { name: 'heavyBall', momentum: 0.6 } },
      9,
    ],
    ['a choice, where there is but one', { stepSize: { choice: [0.2] } }],
    ['a network, each node with batches of its own', { network: { kind: 'star', nodes: 4 } }],
    ['a network given by its matrix', { network: metropolisWeights({ kind: 'ring', nodes: 3 }) }],
  ];
  for (const [name, change, iterations] of changes)
    it(`steps like the engine: ${name}`, async () => {
      const { engine, law } = await both(change, iterations);
      expect(engine.length).toBe(change.network ? 3 * change.network.nodes : 3);
      engine.forEach((value, i) => expect(law[i]).toBeCloseTo(value, 12));
    });
  it('has random step-sizes with the moments of their law, which E||M x||² tells', () => {
    const [x, y] = [Float64Array.from(start), new Float64Array(3)];
    for (const stepSize of [{ choice: [0.1, 0.4] }, { uniform: [0.1, 0.4] }] as const) {
      const moments: DataLaw['moments'] = (_, kept) => (at, from) => kept * squaredLength(at, from, 3);
      const law = lawOfData({ ...inTurn(), moments }, checkDynamics({ ...plain, stepSize }));
      const fresh = lawOfData(freshRows, checkDynamics({ ...plain, stepSize }));
      expect(law.expectedSquare!(x, 0)).toBeCloseTo(0.09 + 1 + 4, 12);
      const source = fresh.source(createGenerator('moments'));
      const values = Float64Array.from({ length: 100_000 }, () => {
        source.draw();
        return source.apply(x, 0, y, 0);
      });
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
      // Four standard errors, seeded.
      const allowed = 4 * Math.sqrt(variance / values.length);
      expect(Math.abs(mean - fresh.expectedSquare!(x, 0))).toBeLessThan(allowed);
    }
  });
});

describe('step-sizes that change', () => {
  const model = { batchSize: 1, dimension: 2, sigma: 1 };
  const plain = { stream: { dimension: 2 }, batchSize: 1 };
  const alpha = (stepSize: SgdDynamics['stepSize']): number => exactTail({ ...plain, stepSize }).tailIndex!;
  it('of equal step-sizes have the tail of one', () => {
    const stepSize = 0.7;
    const exact = tailIndex({ ...model, stepSize });
    expect(alpha(stepSize)).toBe(exact);
    expect(alpha({ cycle: [stepSize, stepSize] })).toBe(exact);
    expect(alpha({ choice: [stepSize] })).toBe(exact);
    const rho = lyapunov({ ...model, stepSize });
    expect(exactTail({ ...plain, stepSize: { cycle: [0.7, 0.7] } }).lyapunov).toBe(2 * rho);
    expect(exactTail({ ...plain, stepSize: { choice: [0.7, 0.7] } }).lyapunov).toBe(rho);
  });
  it('solve prod h = 1 and mean h = 1', () => {
    const h = (stepSize: number, s: number): number => momentGrowth({ ...model, stepSize }, s);
    const cycle = alpha({ cycle: [0.3, 0.8, 0.9] });
    expect(h(0.3, cycle) * h(0.8, cycle) * h(0.9, cycle)).toBeCloseTo(1, 9);
    const choice = alpha({ choice: [0.3, 0.8, 0.8] });
    expect(h(0.3, choice) + 2 * h(0.8, choice)).toBeCloseTo(3, 9);
  });
  it('do not depend on the order of a cycle, and a random order is heavier (Jensen)', () => {
    const cycle = alpha({ cycle: [0.4, 0.9] });
    expect(alpha({ cycle: [0.9, 0.4] })).toBeCloseTo(cycle, 8);
    expect(alpha({ choice: [0.4, 0.9] })).toBeLessThan(cycle);
  });
  it('are what the population finds', async () => {
    for (const stepSize of [{ cycle: [0.4, 0.9] }, { choice: [0.4, 0.9] }])
      await expectTailIndex({ ...plain, stepSize }, alpha(stepSize));
  });
  it('have no tail-index without a stationary law, and bad ones are named', () => {
    const away = exactTail({ ...plain, stepSize: { cycle: [0.5, 3] } });
    expect(away.lyapunov).toBeGreaterThan(0);
    expect(away.tailIndex).toBeNull();
    expect(() => alpha({ cycle: [1e-9, 1e-8] })).toThrow(/^stepSize must be of step-sizes/);
    expect(() => alpha({ cycle: [] })).toThrow(/^stepSize.cycle must be/);
    expect(() => alpha({ choice: [0.1, -1] })).toThrow(/^stepSize.choice\[1\] must be/);
    expect(() => alpha({ cycle: [1], unit: 0 })).toThrow(/^stepSize.unit must be/);
    expect(() => alpha({} as never)).toThrow(/^stepSize must be/);
  });
});

describe('second moments', () => {
  const isotropic = { stepSize: 0.5, batchSize: 2, dimension: 3, sigma: 0.8 };
  const p = { stream: { dimension: 3, sigma: 0.8 }, stepSize: 0.5, batchSize: 2 };
  it('momentum 0, one node and unconnected nodes are plain SGD', () => {
    const h2 = momentGrowth(isotropic, 2);
    expect(secondMoment(p)).toBeCloseTo(h2, 10);
    expect(secondMoment({ ...p, rule: { name: 'heavyBall', momentum: 0 } })).toBeCloseTo(h2, 10);
    for (const nodes of [1, 2])
      expect(secondMoment({ ...p, network: { kind: 'disconnected', nodes } })).toBeCloseTo(h2, 10);
  });
  it('momentum without noise to speak of: the larger root of z² - (1 + mu - c) z + mu, squared', () => {
    // So many points in a batch that H/b is the identity; real roots, then complex ones, of modulus sqrt(mu).
    for (const [stepSize, momentum] of [
      [0.05, 0.5],
      [0.5, 0.9],
    ]) {
      const half = (1 + momentum - stepSize) / 2;
      const root = half * half > momentum ? half + Math.sqrt(half * half - momentum) : Math.sqrt(momentum);
      const rule = { name: 'heavyBall', momentum };
      const found = secondMoment({ stream: { dimension: 1 }, stepSize, batchSize: 1e8, rule });
      expect(found).toBeCloseTo(root * root, 6);
    }
  });
  it('all nodes of a complete graph in one dimension: the 2 x 2 recursion by hand', () => {
    // Of the mean square A of a node and the product B of two nodes, W = 1/2 everywhere, batch-size 1:
    const eta = 0.6;
    const [aa, ab] = [0.5 - eta + 3 * eta * eta, 0.5 - eta];
    const [ba, bb] = [0.5 - eta, 0.5 - eta + eta * eta];
    const half = (aa + bb) / 2;
    const radius = half + Math.sqrt(half * half - (aa * bb - ab * ba));
    const network = { nodes: 2, weights: new Float64Array(4).fill(0.5) };
    const one = { stream: { dimension: 1 }, stepSize: eta, batchSize: 1, network };
    expect(secondMoment(one)).toBeCloseTo(radius, 9);
  });
  it('of a data set is the mean over all batches', () => {
    const a = [0.5, -1.2, 2, 0.1];
    const factor = (i: number, j: number): number => (1 - 0.3 * (a[i] ** 2 + a[j] ** 2)) ** 2;
    let [without, among] = [0, 0];
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        among += factor(i, j) / 16;
        if (i !== j) without += factor(i, j) / 12;
      }
    const data = { features: Float64Array.from(a), rows: 4, dimension: 1 };
    const setting = { data, stepSize: 0.6, batchSize: 2 };
    expect(secondMoment(setting)).toBeCloseTo(without, 12);
    expect(secondMoment({ ...setting, sampling: 'withReplacement' })).toBeCloseTo(among, 12);
    expect(() => exactTail({ ...setting, batchSize: 5 })).toThrow(/^batchSize must be/);
    expect(() => exactTail({ ...setting, data: { ...data, rows: 3 } })).toThrow(/^data.features must be/);
  });
  it('of many points tends to that of their law', () => {
    const [rows, dimension] = [20_000, 2];
    const g = createGenerator('many');
    const features = Float64Array.from({ length: rows * dimension }, () => g.normal());
    const exact = momentGrowth({ stepSize: 0.4, batchSize: 2, dimension: 2, sigma: 1 }, 2);
    const found = secondMoment({ data: { features, rows, dimension }, stepSize: 0.4, batchSize: 2 });
    // The fourth moments of 20 000 points are good to about 2 %, in 0.08 of the growth.
    expect(Math.abs(found - exact)).toBeLessThan(0.02);
  });
  it('are not claimed to be known where they are not', () => {
    const known = (change: Partial<SgdDynamics>): object => exactTail({ ...p, ...change });
    expect(known({ weightDecay: 0.1 })).toEqual({});
    expect(known({ stepSize: { uniform: [0.1, 0.2] } })).toEqual({});
    expect(known({ rule: { name: 'nesterov' } })).toEqual({});
    expect(known({ rule: { name: 'heavyBall' }, stepSize: { cycle: [0.1, 0.2] } })).toEqual({});
    const stream = { dimension: 3, law: { name: 'uniform' } } as const;
    expect(known({ stream, rule: { name: 'heavyBall' } })).toEqual({});
    expect(() => known({ rule: { name: 'adam' } })).toThrow(/^rule.name must be one of/);
  });
  // The two routes share nothing but the recursion: h(2) = 1 by linear algebra, alpha = 2 by the population.
  it('alpha is 2 where h(2) = 1: momentum, a ring', async () => {
    const momentum = { stream: { dimension: 2 }, batchSize: 1, rule: { name: 'heavyBall', momentum: 0.5 } };
    const ring = { stream: { dimension: 1 }, batchSize: 1, network: { kind: 'ring', nodes: 4 } } as const;
    for (const setting of [momentum, ring]) {
      const stepSize = whereOne((eta) => secondMoment({ ...setting, stepSize: eta }), 0.05, 2);
      await expectTailIndex({ ...setting, stepSize }, 2);
    }
  });
  it('alpha is 2 where h(2) = 1: a data set', async () => {
    const g = createGenerator('few');
    const data = { features: Float64Array.from({ length: 60 }, () => g.normal()), rows: 20, dimension: 3 };
    for (const sampling of ['withoutReplacement', 'withReplacement'] as const) {
      const setting = { data, batchSize: 2, sampling };
      const stepSize = whereOne((eta) => secondMoment({ ...setting, stepSize: eta }), 0.2, 2);
      await expectTailIndex({ ...setting, stepSize }, 2);
    }
  });
});
