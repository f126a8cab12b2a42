import { describe, expect, it } from 'vitest';
import { runSweep, type Store, type SweepProgress } from 'heavytail';

const memoryStore = (): Store & { content: Map<string, unknown> } => {
  const content = new Map<string, unknown>();
  return {
    directory: 'memory',
    content,
    get: async <Result>(spec: unknown) => content.get(JSON.stringify(spec)) as Result | undefined,
    put: async (spec, result) => void content.set(JSON.stringify(spec), result),
  };
};

const base = {
  cells: [1, 2, 3, 4],
  key: (n: number) => ({ n }),
  work: (n: number) => n,
  compute: async (n: number) => n * n,
  atOnce: 2,
};

describe('runSweep', () => {
  it('gives results in the order of the cells', async () => {
    const compute = async (n: number): Promise<number> => {
      await new Promise((done) => setTimeout(done, 10 * (4 - n)));
      return n * n;
    };
    expect(await runSweep({ ...base, compute, store: null })).toEqual([1, 4, 9, 16]);
  });

  it('reads finished cells from the store and computes the others only', async () => {
    const store = memoryStore();
    await store.put({ n: 2 }, 4);
    const computed: number[] = [];
    const seen: SweepProgress[] = [];
    await runSweep({
      ...base,
      store,
      compute: async (n) => (computed.push(n), n * n),
      progress: (p) => seen.push(p),
    });
    expect(computed.sort()).toEqual([1, 3, 4]);
    expect(seen.at(-1)).toEqual({ fraction: 1, cells: 4, totalCells: 4, stored: 1 });
  });

  it('keeps what was finished before an error and gives the error on', async () => {
    const store = memoryStore();
    const compute = async (n: number): Promise<number> => {
      if (n === 3) throw new Error('cell 3 fails');
      return n * n;
    };
    await expect(runSweep({ ...base, atOnce: 1, store, compute })).rejects.toThrow('cell 3 fails');
    expect([...store.content.values()]).toEqual([1, 4]);
  });

  it('stops with the reason of its signal', async () => {
    const controller = new AbortController();
    const run = runSweep({
      ...base,
      atOnce: 1,
      store: null,
      signal: controller.signal,
      compute: async (n) => {
        if (n === 2) controller.abort(new Error('enough'));
        return n;
      },
    });
    await expect(run).rejects.toThrow('enough');
  });
});
