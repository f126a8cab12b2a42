import { describe, expect, it } from 'vitest';
import { mixingMatrix, simulateDecentralised, stationaryVariance, type GraphName } from 'heavytail';

const graphs: GraphName[] = ['ring', 'star', 'complete', 'torus', 'erdosRenyi', 'disconnected'];

describe('a mixing matrix', () => {
  it.each(graphs)('of the graph %s is symmetric, not negative, with rows that sum to 1', (graph) => {
    const n = 12;
    const w = mixingMatrix(graph, n, { probability: 0.3, seed: 1 });
    for (let i = 0; i < n; i++) {
      expect(w.subarray(i * n, i * n + n).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 14);
      for (let j = 0; j < n; j++) {
        expect(w[i * n + j]).toBe(w[j * n + i]);
        expect(w[i * n + j]).toBeGreaterThanOrEqual(-1e-15);
      }
    }
  });

  it('has the Metropolis weights of small graphs that can be written down', () => {
    expect([...mixingMatrix('complete', 3)]).toEqual(Array(9).fill(expect.closeTo(1 / 3, 15)));
    expect([...mixingMatrix('disconnected', 2)]).toEqual([1, 0, 0, 1]);
    const third = expect.closeTo(1 / 3, 15) as number;
    expect([...mixingMatrix('ring', 4)]).toEqual([
      third,
      third,
      0,
      third,
      third,
      third,
      third,
      0,
      0,
      third,
      third,
      third,
      third,
      0,
      third,
      third,
    ]);
    const star = mixingMatrix('star', 4);
    expect([star[0], star[1], star[5]]).toEqual(
      [0.25, 0.25, 0.75].map((v) => expect.closeTo(v, 15) as number),
    );
    // A torus of 3 x 3: four neighbours each, so five equal weights in a row.
    const torus = mixingMatrix('torus', 9);
    expect([...torus.subarray(0, 9)].filter((weight) => weight > 0)).toEqual(
      Array(5).fill(expect.closeTo(0.2, 15)),
    );
    expect([...mixingMatrix('ring', 1)]).toEqual([1]);
  });

  it('names what is wrong', () => {
    expect(() => mixingMatrix('torus', 7)).toThrow('nodes must be a product of two integers');
    expect(() => mixingMatrix('line' as GraphName, 4)).toThrow('graph must be one of');
    expect(() => mixingMatrix('ring', 0)).toThrow('nodes must be an integer');
    expect(() => mixingMatrix('erdosRenyi', 8, { probability: 1.5 })).toThrow(
      'probability must be at most 1',
    );
    expect(() => mixingMatrix('erdosRenyi', 100, { probability: 1e-6 })).toThrow(
      'probability must be large enough',
    );
  });
});

const setting = {
  nodes: 4,
  dimension: 3,
  stepSize: 0.1,
  batchSize: 2,
  iterations: 60,
  burnIn: 59,
  repeats: 1500,
  seed: 'test',
};

const meanSquare = ({ data }: { data: Float64Array }): number =>
  data.reduce((sum, x) => sum + x * x, 0) / data.length;

describe('decentralised SGD', () => {
  it('with one node has the exact stationary variance of plain SGD', async () => {
    const { network, nodes } = await simulateDecentralised({
      ...setting,
      weights: mixingMatrix('ring', 1),
      nodes: 1,
    });
    expect(nodes[0].data).toEqual(network.data);
    const exact = stationaryVariance({ stepSize: 0.1, batchSize: 2, dimension: 3, sigma: 1 }, 3);
    // 4500 squares with a kurtosis below 6 have a relative standard error below 0.034; four of them.
    expect(Math.abs(meanSquare(network) / exact - 1)).toBeLessThan(0.14);
  });

  it('of disconnected nodes is plain SGD in each, and their average has a variance of one part in N', async () => {
    const { network, nodes } = await simulateDecentralised({
      ...setting,
      weights: mixingMatrix('disconnected', 4),
    });
    const each = nodes.map(meanSquare);
    for (const one of each) expect(Math.abs(one / each[0] - 1)).toBeLessThan(0.25);
    const average = each.reduce((sum, one) => sum + one, 0) / 4;
    expect(Math.abs(meanSquare(network) / (average / 4) - 1)).toBeLessThan(0.2);
  });

  it('of a complete graph keeps the nodes nearer to each other than a ring does, and that nearer than none', async () => {
    const spread = async (graph: GraphName): Promise<number> => {
      const { network, nodes } = await simulateDecentralised({
        ...setting,
        nodes: 8,
        repeats: 300,
        weights: mixingMatrix(graph, 8),
      });
      return nodes.reduce((sum, node) => sum + meanSquare(node), 0) / 8 - meanSquare(network);
    };
    const [complete, ring, none] = [
      await spread('complete'),
      await spread('ring'),
      await spread('disconnected'),
    ];
    expect(complete).toBeLessThan(ring);
    expect(ring).toBeLessThan(none);
  });

  it('gives the same bits again, stops at once when aborted, and names bad arguments', async () => {
    const small = { ...setting, repeats: 5, weights: mixingMatrix('ring', 4) };
    expect(await simulateDecentralised(small)).toEqual(await simulateDecentralised(small));
    const signal = AbortSignal.timeout(100);
    await expect(simulateDecentralised({ ...small, repeats: 1_000_000 }, { signal })).rejects.toThrow(
      'timeout',
    );
    await expect(simulateDecentralised({ ...small, weights: new Float64Array(16) })).rejects.toThrow(
      'the sum of row 0',
    );
    await expect(simulateDecentralised({ ...small, stepSize: 0 })).rejects.toThrow('stepSize must be');
  });

  it('counts repeats that overflow', async () => {
    const { overflowed } = await simulateDecentralised({
      ...setting,
      stepSize: 50,
      iterations: 1000,
      burnIn: 0,
      repeats: 4,
      weights: mixingMatrix('ring', 4),
    });
    expect(overflowed).toBe(4);
  });
});
