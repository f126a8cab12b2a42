import { afterAll, describe, expect, it } from 'vitest';
import {
  createSimulator,
  generateRegression,
  graphKinds,
  graphNeighbours,
  metropolisWeights,
  type Graph,
  type SgdSetting,
} from 'heavytail';

const pool = createSimulator({ workers: 2 });
const plain = createSimulator({ workers: 1, kernel: 'plain' });
afterAll(() => Promise.all([pool.close(), plain.close()]));

const graph = (kind: Graph['kind'], nodes: number): Graph =>
  kind === 'erdosRenyi' ? { kind, nodes, probability: 0.4, seed: 1 } : { kind, nodes };

describe('graphs and Metropolis weights', () => {
  it('have the edges that name them', () => {
    const degrees = (kind: Graph['kind'], nodes: number): number[] =>
      graphNeighbours(graph(kind, nodes)).map((others) => others.size);
    expect(degrees('disconnected', 3)).toEqual([0, 0, 0]);
    expect(degrees('ring', 6)).toEqual([2, 2, 2, 2, 2, 2]);
    expect(degrees('ring', 2)).toEqual([1, 1]);
    expect(degrees('star', 5)).toEqual([4, 1, 1, 1, 1]);
    expect(degrees('complete', 4)).toEqual([3, 3, 3, 3]);
    expect(new Set(degrees('torus', 12))).toEqual(new Set([4]));
    expect(new Set(degrees('torus', 9))).toEqual(new Set([4]));
    expect(new Set(degrees('torus', 7))).toEqual(new Set([2]));
    expect([...graphNeighbours(graph('torus', 12))[0]].sort((a, b) => a - b)).toEqual([1, 3, 4, 8]);
    const edges = degrees('erdosRenyi', 60).reduce((sum, degree) => sum + degree, 0) / 2;
    // 1770 possible edges at 0.4: five standard deviations are 103.
    expect(Math.abs(edges - 708)).toBeLessThan(104);
  });

  it('the weights are symmetric, doubly stochastic and on the edges only', () => {
    for (const kind of graphKinds)
      for (const nodes of [1, 2, 5, 12]) {
        if (kind === 'erdosRenyi' && nodes < 5) continue;
        const { weights } = metropolisWeights(graph(kind, nodes));
        const neighbours = graphNeighbours(graph(kind, nodes));
        for (let i = 0; i < nodes; i++) {
          let sum = 0;
          for (let j = 0; j < nodes; j++) {
            sum += weights[i * nodes + j];
            expect(weights[i * nodes + j]).toBe(weights[j * nodes + i]);
            if (i !== j) expect(weights[i * nodes + j] > 0).toBe(neighbours[i].has(j));
          }
          expect(sum).toBeCloseTo(1, 14);
          expect(weights[i * nodes + i]).toBeGreaterThan(-1e-15);
        }
      }
    for (const weight of metropolisWeights(graph('complete', 8)).weights)
      expect(weight).toBeCloseTo(1 / 8, 14);
  });

  it('name what is out of range', () => {
    expect(() => metropolisWeights({ kind: 'line' as never, nodes: 3 })).toThrow(
      /^graph.kind must be one of/,
    );
    expect(() => metropolisWeights({ kind: 'ring', nodes: 0 })).toThrow(
      /^graph.nodes must be an integer from 1/,
    );
    expect(() => metropolisWeights({ kind: 'erdosRenyi', nodes: 9, probability: 2, seed: 1 })).toThrow(
      /^graph.probability must be a number from 0 to 1, got 2$/,
    );
    expect(() => metropolisWeights({ kind: 'erdosRenyi', nodes: 9, probability: 0, seed: 1 })).toThrow(
      /^graph.probability must be large enough/,
    );
  });
});

describe('decentralised SGD', () => {
  it('takes the steps written by hand: mix the iterates, step along the own gradient', async () => {
    const [rows, d, nodes, stepSize, iterations, burnIn] = [9, 3, 5, 0.1, 7, 3];
    const data = generateRegression({ rows, dimension: d, seed: 'network' });
    const network = metropolisWeights({ kind: 'star', nodes });
    const setting: SgdSetting = {
      data,
      stepSize,
      batchSize: rows,
      iterations,
      burnIn,
      network,
      repeats: 2,
      seed: 1,
    };
    const gradient = (x: number[]): number[] => {
      const g = new Array<number>(d).fill(0);
      for (let i = 0; i < rows; i++) {
        const row = data.features.subarray(i * d, (i + 1) * d);
        const residual = row.reduce((sum, entry, j) => sum + entry * x[j], 0) - data.labels[i];
        row.forEach((entry, j) => (g[j] += (residual * entry) / rows));
      }
      return g;
    };
    // The starts are the last iterates of a run that cannot move.
    const starts = await pool.run({
      ...setting,
      stepSize: 1e-300,
      iterations: 1,
      burnIn: 0,
      network: identity(nodes),
    });
    let x = starts.nodes!.final.map((node) => [...node.data.subarray(d, 2 * d)]);
    expect(new Set(x.map((node) => node[0])).size).toBe(nodes);
    const mean = x.map(() => new Array<number>(d).fill(0));
    for (let t = 1; t <= iterations; t++) {
      x = x.map((own, i) => {
        const g = gradient(own);
        return own.map((_, k) => {
          let mixed = 0;
          for (let j = 0; j < nodes; j++) mixed += network.weights[i * nodes + j] * x[j][k];
          return mixed - stepSize * g[k];
        });
      });
      if (t > burnIn)
        x.forEach((node, i) => node.forEach((v, k) => (mean[i][k] += v / (iterations - burnIn))));
    }
    const result = await pool.run(setting);
    for (let k = 0; k < d; k++) {
      for (let i = 0; i < nodes; i++) {
        expect(result.nodes!.final[i].data[d + k]).toBeCloseTo(x[i][k], 11);
        expect(result.nodes!.averaged[i].data[d + k]).toBeCloseTo(mean[i][k], 11);
      }
      expect(result.final.data[d + k]).toBeCloseTo(x.reduce((sum, node) => sum + node[k], 0) / nodes, 11);
      expect(result.averaged.data[d + k]).toBeCloseTo(
        mean.reduce((sum, node) => sum + node[k], 0) / nodes,
        11,
      );
    }
  });

  it('agrees bit for bit between the kernels and for any number of workers', async () => {
    const data = generateRegression({ rows: 60, dimension: 7, seed: 1 });
    const seven = createSimulator({ workers: 7 });
    for (const kind of graphKinds)
      for (const batchSize of [1, 6]) {
        const network = metropolisWeights(graph(kind, 6));
        const setting: SgdSetting = {
          ...{ data, network, batchSize, iterations: 30, repeats: 9, seed: kind },
          ...{ stepSize: batchSize === 1 ? 0.02 : { uniform: [0.01, 0.03] }, center: data.trueParameter },
        };
        const [a, b, c] = await Promise.all([pool, plain, seven].map((some) => some.run(setting)));
        expect(b).toEqual(a);
        expect(c).toEqual(a);
        expect(a.overflowed).toBe(0);
      }
    await seven.close();
  });

  it('nodes without links are independent repeats of plain SGD', async () => {
    const stream = { dimension: 4, noiseDeviation: 1 };
    const common = { stream, stepSize: 0.1, batchSize: 2, iterations: 200, start: 'zero', seed: 1 } as const;
    const { nodes } = await pool.run({ ...common, repeats: 3000, network: identity(3) });
    const v = 0.1 / (2 * 2 - 0.1 * (4 + 2 + 1));
    for (const node of nodes!.final) {
      const squares = node.data.map((value) => value * value);
      const mean = squares.reduce((sum, s) => sum + s, 0) / squares.length;
      const variance = squares.reduce((sum, s) => sum + (s - mean) ** 2, 0) / squares.length;
      expect(Math.abs(mean - v)).toBeLessThan(5 * Math.sqrt(variance / squares.length));
    }
    const products = nodes!.final[0].data.map((value, k) => value * nodes!.final[1].data[k]);
    const correlation = products.reduce((sum, p) => sum + p, 0) / products.length / v;
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(products.length));
  });

  it('names what is out of range', async () => {
    const data = generateRegression({ rows: 20, dimension: 2, seed: 1 });
    const setting: SgdSetting = { data, stepSize: 0.1, batchSize: 1, seed: 1, network: identity(2) };
    await expect(pool.run({ ...setting, rule: { name: 'adam' } })).rejects.toThrow(
      /^rule.name must be "sgd"/,
    );
    await expect(pool.run({ ...setting, weightDecay: 0.1 })).rejects.toThrow(/^weightDecay must be 0/);
    const weights = new Float64Array(3);
    await expect(pool.run({ ...setting, network: { nodes: 2, weights } })).rejects.toThrow(
      /^network.weights must be/,
    );
    const half = { nodes: 1, weights: Float64Array.of(0.5) };
    await expect(pool.run({ ...setting, network: half })).rejects.toThrow(
      /^network.weights, row 0, must be .* 0.5$/,
    );
  });
});

function identity(nodes: number): ReturnType<typeof metropolisWeights> {
  return metropolisWeights({ kind: 'disconnected', nodes });
}
