import { beforeAll, describe, expect, it } from 'vitest';
import {
  decentralisedClaims,
  decentralisedOverNetworkSize,
  decentralisedOverStepSize,
  decentralisedSpec,
  graphKinds,
  runDecentralised,
  tailIndex,
  type DecentralisedRun,
} from 'heavytail';

const small = { ...decentralisedSpec('smoke'), dimension: 3, iterations: 400, repeats: 400 };

describe('decentralised SGD', () => {
  let result: DecentralisedRun;
  beforeAll(async () => {
    result = await runDecentralised({ ...small, stepSizes: [0.2, 0.45] }, { store: null, workers: 2 });
  });

  it('has every graph beside centralised SGD', () => {
    expect([...decentralisedSpec('quick').cooperations].sort()).toEqual(
      ['centralised', ...graphKinds].sort(),
    );
  });

  it('knows the exact tail-index at both ends: batch-size N b and b', () => {
    for (const cell of [...result.overStepSize, ...result.overNetworkSize]) {
      const law = { stepSize: cell.stepSize, dimension: 3, sigma: 1 };
      if (cell.cooperation === 'centralised')
        expect(cell.exact).toBe(tailIndex({ ...law, batchSize: cell.nodes }));
      else if (cell.cooperation === 'disconnected' || cell.nodes === 1)
        expect(cell.exact).toBe(tailIndex({ ...law, batchSize: 1 }));
      else expect(cell.exact).toBeNull();
    }
  });

  it('estimates it there', () => {
    const ends = result.overStepSize.filter(({ exact }) => exact !== null);
    expect(ends.length).toBe(4);
    // 400 repeats: intervals reach about 0.15 to both sides.
    for (const { exact, node } of ends)
      expect(Math.abs(node.tailIndex! - Math.min(2, exact!))).toBeLessThan(0.3);
  });

  it('gives the same for any number of workers', async () => {
    const spec = { ...small, stepSizes: [0.2], networkSizes: [1, 5], repeats: 50, iterations: 50 };
    const run = (workers: number) => runDecentralised(spec, { store: null, workers });
    expect(await run(7)).toEqual(await run(1));
  });

  it('makes figures and claims that are plain data', () => {
    for (const made of [
      result,
      decentralisedClaims(result),
      decentralisedOverStepSize(result, 'node'),
      decentralisedOverStepSize(result, 'network'),
      decentralisedOverNetworkSize(result),
    ])
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(decentralisedClaims(result)).toHaveLength(6);
  });
});
