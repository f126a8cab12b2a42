import { describe, expect, it } from 'vitest';
import {
  createGenerator,
  cyclicLaw,
  dataSecondMoment,
  decentralisedLaw,
  finiteData,
  gaussianData,
  lyapunov,
  metropolisWeights,
  momentGrowth,
  momentumLaw,
  momentumSecondMoment,
  networkSecondMoment,
  randomStepLaw,
  sampleTailIndex,
  scheduleLyapunov,
  scheduleTailIndex,
  sgdLaw,
  simulate,
  tailIndex,
  type DataLaw,
  type MatrixLaw,
} from 'heavytail';

const sample = (law: MatrixLaw) =>
  sampleTailIndex(law, { seed: 'exact variants', relativeError: 0.02, walkers: 256, burnIn: 100 });

/** Four standard errors, seeded (a false alarm has probability 6e-5), and 0.3 % for the parabola of the last step. */
async function expectTailIndex(law: MatrixLaw, exact: number): Promise<void> {
  const { tailIndex: alpha, standardError } = await sample(law);
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

const ring = (nodes: number) => metropolisWeights({ kind: 'ring', nodes });

describe('the matrix of each law', () => {
  // Six rows taken in turn by both: the law's matrices are then those of the engine, step by step.
  const [rows, dimension, batchSize] = [6, 3, 2];
  const g = createGenerator('rows in turn');
  const features = Float64Array.from({ length: rows * dimension }, () => g.normal());
  const inTurn = (): DataLaw => {
    let place = 0;
    return {
      name: 'rows in turn',
      dimension,
      sampler: () => (batch, b) => {
        for (let i = 0; i < b; i++, place = (place + 1) % rows)
          batch.set(features.subarray(place * dimension, (place + 1) * dimension), i * dimension);
      },
    };
  };
  const start = [0.3, -1, 2];
  const engine = (more: Partial<Parameters<typeof simulate>[0]>) =>
    simulate({
      data: { features, labels: new Float64Array(rows), rows, dimension },
      ...{ stepSize: 0.2, batchSize, iterations: 8, repeats: 1, sampling: 'cyclic', seed: 1 },
      start: { point: start },
      ...more,
    });
  const applied = (law: MatrixLaw, state: number[], steps: number): Float64Array => {
    const source = law.source(createGenerator(1));
    let x = Float64Array.from(state);
    for (let k = 0; k < steps; k++) {
      const y = new Float64Array(law.dimension);
      source.draw();
      source.apply(x, 0, y, 0);
      x = y;
    }
    return x;
  };
  const p = { stepSize: 0.2, batchSize };
  const agree = (found: ArrayLike<number>, expected: ArrayLike<number>): void => {
    expect(found.length).toBe(expected.length);
    for (let i = 0; i < found.length; i++) expect(found[i]).toBeCloseTo(expected[i], 12);
  };

  it('momentum: steps like the rule heavyBall', async () => {
    const { final } = await engine({ rule: { name: 'heavyBall', momentum: 0.6 } });
    const law = momentumLaw(inTurn(), { ...p, momentum: 0.6 });
    agree(final.data, applied(law, [...start, 0, 0, 0], 8).subarray(0, 3));
  });
  it('a cycle: steps like step-sizes in turn', async () => {
    const { final } = await engine({ stepSize: { cycle: [0.1, 0.5, 0.3] }, iterations: 9 });
    agree(final.data, applied(cyclicLaw(inTurn(), { stepSizes: [0.1, 0.5, 0.3], batchSize }), start, 3));
  });
  it('random step-sizes: steps like a choice, where there is but one', async () => {
    const { final } = await engine({ stepSize: { choice: [0.2] } });
    agree(final.data, applied(randomStepLaw(inTurn(), { drawStepSize: () => 0.2, batchSize }), start, 8));
  });
  it('decentralised: steps like the nodes of a network, each with batches of its own', async () => {
    const network = metropolisWeights({ kind: 'star', nodes: 4 });
    const { nodes } = await engine({ network });
    const law = decentralisedLaw(inTurn(), { ...p, mixing: network.weights });
    const x = applied(law, [...start, ...start, ...start, ...start], 8);
    nodes!.final.forEach(({ data }, i) => agree(data, x.subarray(3 * i, 3 * i + 3)));
  });
});

describe('scheduleTailIndex', () => {
  const model = { batchSize: 1, dimension: 2, sigma: 1 };
  const gauss = gaussianData(model);
  it('of equal step-sizes is that of one', () => {
    const stepSize = 0.7;
    const exact = tailIndex({ ...model, stepSize });
    expect(scheduleTailIndex(model, { cycle: [stepSize, stepSize] })).toBe(exact);
    expect(scheduleTailIndex(model, { choice: [stepSize] })).toBe(exact);
    expect(scheduleLyapunov(model, { cycle: [0.7, 0.7] })).toBe(2 * lyapunov({ ...model, stepSize }));
    expect(scheduleLyapunov(model, { choice: [0.7, 0.7] })).toBe(lyapunov({ ...model, stepSize }));
  });
  it('solves prod h = 1 and mean h = 1', () => {
    const h = (stepSize: number, s: number): number => momentGrowth({ ...model, stepSize }, s);
    const cycle = scheduleTailIndex(model, { cycle: [0.3, 0.8, 0.9] })!;
    expect(h(0.3, cycle) * h(0.8, cycle) * h(0.9, cycle)).toBeCloseTo(1, 9);
    const choice = scheduleTailIndex(model, { choice: [0.3, 0.8, 0.8] })!;
    expect(h(0.3, choice) + 2 * h(0.8, choice)).toBeCloseTo(3, 9);
  });
  it('does not depend on the order of a cycle, and a random order is heavier (Jensen)', () => {
    const cycle = scheduleTailIndex(model, { cycle: [0.4, 0.9] })!;
    expect(scheduleTailIndex(model, { cycle: [0.9, 0.4] })).toBeCloseTo(cycle, 8);
    expect(scheduleTailIndex(model, { choice: [0.4, 0.9] })!).toBeLessThan(cycle);
  });
  it('is what the population finds', async () => {
    const stepSizes = [0.4, 0.9];
    const cycle = cyclicLaw(gauss, { stepSizes, batchSize: 1 });
    await expectTailIndex(cycle, scheduleTailIndex(model, { cycle: stepSizes })!);
    const drawStepSize = (g: { below(n: number): number }): number => stepSizes[g.below(2)];
    const random = randomStepLaw(gauss, { drawStepSize, batchSize: 1 });
    await expectTailIndex(random, scheduleTailIndex(model, { choice: stepSizes })!);
  });
  it('is null without a stationary law, and names bad step-sizes', () => {
    expect(scheduleLyapunov(model, { cycle: [0.5, 3] })).toBeGreaterThan(0);
    expect(scheduleTailIndex(model, { cycle: [0.5, 3] })).toBeNull();
    expect(() => scheduleTailIndex(model, { cycle: [1e-9, 1e-8] })).toThrow(
      /^schedule must be of step-sizes/,
    );
    expect(() => scheduleTailIndex(model, { cycle: [] })).toThrow(/^schedule.cycle.length must be/);
    expect(() => scheduleTailIndex(model, { choice: [0.1, -1] })).toThrow(/^schedule.choice\[1\] must be/);
    expect(() => scheduleTailIndex(model, {} as { cycle: number[] })).toThrow(/^schedule must be/);
  });
});

describe('second moments', () => {
  const p = { stepSize: 0.5, batchSize: 2, dimension: 3, sigma: 0.8 };
  it('momentum 0, one node and unconnected nodes are plain SGD', () => {
    const h2 = momentGrowth(p, 2);
    expect(momentumSecondMoment({ ...p, momentum: 0 })).toBeCloseTo(h2, 10);
    expect(networkSecondMoment({ ...p, mixing: Float64Array.of(1) })).toBeCloseTo(h2, 10);
    expect(networkSecondMoment({ ...p, mixing: Float64Array.of(1, 0, 0, 1) })).toBeCloseTo(h2, 10);
  });
  it('momentum without noise to speak of: the larger root of z² - (1 + mu - c) z + mu, squared', () => {
    // So many points in a batch that H/b is the identity; real roots, then complex ones, of modulus sqrt(mu).
    for (const [stepSize, momentum] of [
      [0.05, 0.5],
      [0.5, 0.9],
    ]) {
      const half = (1 + momentum - stepSize) / 2;
      const root = half * half > momentum ? half + Math.sqrt(half * half - momentum) : Math.sqrt(momentum);
      const found = momentumSecondMoment({ stepSize, momentum, batchSize: 1e8, dimension: 1, sigma: 1 });
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
    const mixing = new Float64Array(4).fill(0.5);
    const one = { stepSize: eta, batchSize: 1, dimension: 1, sigma: 1 };
    expect(networkSecondMoment({ ...one, mixing })).toBeCloseTo(radius, 9);
  });
  it('of a data set is the mean over all batches', () => {
    const a = [0.5, -1.2, 2, 0.1];
    let mean = 0;
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < i; j++) mean += (1 - 0.3 * (a[i] ** 2 + a[j] ** 2)) ** 2 / 6;
    const points = { data: Float64Array.from(a), rows: 4, columns: 1 };
    expect(dataSecondMoment(points, { stepSize: 0.6, batchSize: 2 })).toBeCloseTo(mean, 12);
    expect(() => dataSecondMoment(points, { stepSize: 0.6, batchSize: 5 })).toThrow(/^batchSize must be/);
    expect(() => dataSecondMoment({ ...points, rows: 3 }, { stepSize: 1, batchSize: 1 })).toThrow(/^points/);
  });
  it('of many points tends to that of their law', () => {
    const [rows, columns] = [20_000, 2];
    const g = createGenerator('many');
    const data = Float64Array.from({ length: rows * columns }, () => g.normal());
    const exact = momentGrowth({ stepSize: 0.4, batchSize: 2, dimension: 2, sigma: 1 }, 2);
    const found = dataSecondMoment({ data, rows, columns }, { stepSize: 0.4, batchSize: 2 });
    // The fourth moments of 20 000 points are good to about 2 %, in 0.08 of the growth.
    expect(Math.abs(found - exact)).toBeLessThan(0.02);
  });
  // The two routes share nothing but the recursion: h(2) = 1 by linear algebra, alpha = 2 by the population.
  it('alpha is 2 where h(2) = 1: momentum', async () => {
    const model = { batchSize: 1, dimension: 2, sigma: 1, momentum: 0.5 };
    const stepSize = whereOne((eta) => momentumSecondMoment({ ...model, stepSize: eta }), 0.05, 1);
    await expectTailIndex(momentumLaw(gaussianData(model), { ...model, stepSize }), 2);
  });
  it('alpha is 2 where h(2) = 1: a ring', async () => {
    const mixing = ring(4).weights;
    const model = { batchSize: 1, dimension: 1, sigma: 1, mixing };
    const stepSize = whereOne((eta) => networkSecondMoment({ ...model, stepSize: eta }), 0.1, 2);
    await expectTailIndex(decentralisedLaw(gaussianData(model), { ...model, stepSize }), 2);
  });
  it('alpha is 2 where h(2) = 1: a data set', async () => {
    const g = createGenerator('few');
    const points = { data: Float64Array.from({ length: 60 }, () => g.normal()), rows: 20, columns: 3 };
    const growth = (eta: number): number => dataSecondMoment(points, { stepSize: eta, batchSize: 2 });
    const stepSize = whereOne(growth, 0.35, 2);
    await expectTailIndex(sgdLaw(finiteData(points), { stepSize, batchSize: 2 }), 2);
  });
});
