import { afterEach, describe, expect, it, vi } from 'vitest';
import { runSweep, type Store, type SweepProgress } from 'heavytail';
import { holdsCode } from '../../src/sweeps/task.js';

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

  it('hears an abort, and lets its bar be drawn, however quickly the store gives its cells', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort(new Error('enough')));
    let read = 0;
    const get = async <Result>(): Promise<Result> => {
      const end = performance.now() + 1;
      while (performance.now() < end);
      return ++read as Result;
    };
    const cells = Array.from({ length: 300 }, (_, i) => i);
    const store = { directory: 'quick', get, put: () => Promise.resolve() };
    await expect(runSweep({ ...base, cells, store, signal: stop.signal })).rejects.toThrow('enough');
    expect(read).toBeLessThan(300);
  });

  it('tells its progress by the work of its cells, stored ones too, in shares that never pass what is done', async () => {
    const store = memoryStore();
    await store.put({ n: 3 }, 9);
    const told: SweepProgress[] = [];
    const compute = async (n: number, onShare: (share: number) => void): Promise<number> => {
      onShare(0.5);
      return n * n;
    };
    await runSweep({ ...base, atOnce: 1, store, compute, progress: (now) => told.push(now) });
    // Work 1, 2, 3, 4 of 10; each cell half and whole, but the stored one.
    expect(told.map(({ fraction }) => Number(fraction.toFixed(9)))).toEqual([
      0.05, 0.1, 0.2, 0.3, 0.6, 0.8, 1,
    ]);
    expect(told.map(({ cells }) => cells)).toEqual([0, 1, 1, 2, 3, 3, 4]);
    expect(told.map(({ stored }) => stored)).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect(told[0]).toEqual({ fraction: 0.05, cells: 0, totalCells: 4, stored: 0 });
  });

  it('has a share from 0 to 1 whatever its cells say, and 1 only at the end', async () => {
    const told: number[] = [];
    const progress = ({ fraction }: SweepProgress): void => void told.push(fraction);
    const shares = [-1, 5];
    const compute = async (n: number, onShare: (share: number) => void): Promise<number> => {
      for (const share of shares) onShare(share);
      return n;
    };
    await runSweep({ ...base, cells: [1, 1], atOnce: 1, store: null, compute, progress });
    expect(told).toEqual([0, 1, 0.5, 0, 1, 1]);
    told.length = 0;
    await runSweep({ ...base, work: () => 0, store: null, progress });
    expect(told).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('refuses work that is no share of anything, and shares that are no numbers', async () => {
    for (const work of [NaN, -1, Infinity])
      await expect(runSweep({ ...base, work: () => work, store: null })).rejects.toThrow(
        `sweep.work(cells[0]) must be a finite number of at least 0, got ${work}`,
      );
    await expect(runSweep({ ...base, work: () => 1e308, store: null })).rejects.toThrow(
      'the sum of sweep.work',
    );
    const compute = async (n: number, onShare: (share: number) => void): Promise<number> => {
      onShare(0 / 0);
      return n;
    };
    await expect(runSweep({ ...base, compute, store: null })).rejects.toThrow(
      'the share of a cell that is done must be a finite number, got NaN',
    );
  });

  it('gives on whatever a cell throws, as it is', async () => {
    const circular = new Error('circular');
    circular.cause = circular;
    const thrown = [undefined, null, 'text', Symbol('s'), Object.freeze(new Error('frozen')), circular];
    for (const reason of thrown) {
      const compute = (): never => {
        throw reason;
      };
      const failed = await runSweep({ ...base, compute, store: null }).then(
        () => 'none',
        (error: unknown) => ({ error }),
      );
      expect(failed).toEqual({ error: reason });
    }
  });

  it('is stopped though a cell never ends, keeps what was finished, and tells nothing afterwards', async () => {
    const controller = new AbortController();
    const store = memoryStore();
    const told: unknown[] = [];
    let goOn: ((n: number) => void) | undefined;
    const compute = (n: number): Promise<number> =>
      n === 1 ? Promise.resolve(1) : new Promise((done) => (goOn = done));
    const onResult = (...result: unknown[]): void => void told.push(result);
    const run = runSweep({ ...base, atOnce: 1, compute, store, onResult, signal: controller.signal });
    await vi.waitUntil(() => goOn !== undefined);
    controller.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
    expect([...store.content.values()]).toEqual([1]);
    goOn!(4);
    // What is finished after all is kept, too.
    await vi.waitUntil(() => store.content.size === 2);
    expect(told).toEqual([[0, 1]]);
  });

  it('ends with the error of a function of the progress that is async, too', async () => {
    const begun: number[] = [];
    const compute = async (n: number): Promise<number> => {
      begun.push(n);
      await new Promise((done) => setTimeout(done, 5));
      return n;
    };
    const progress = async (): Promise<void> => Promise.reject(new Error('the disk of the log is full'));
    const run = runSweep({ ...base, atOnce: 1, compute, store: null, progress: () => progress() });
    await expect(run).rejects.toThrow('the disk of the log is full');
    expect(begun.length).toBeLessThan(4);
  });

  it('of no cells has no results', async () => {
    expect(await runSweep({ ...base, cells: [], store: null })).toEqual([]);
  });

  it('has as many cells under way as it may, and begins none after an error', async () => {
    for (const atOnce of [1, 2, 3, 9]) {
      let [now, most] = [0, 0];
      const compute = async (n: number): Promise<number> => {
        most = Math.max(most, ++now);
        await new Promise((done) => setTimeout(done, 3));
        now--;
        return n;
      };
      await runSweep({ ...base, atOnce, compute, store: null });
      expect(most).toBe(Math.min(atOnce, 4));
    }
    const begun: number[] = [];
    const compute = async (n: number): Promise<number> => {
      begun.push(n);
      await new Promise((done) => setTimeout(done, n === 2 ? 1 : 20));
      if (n === 2) throw new Error('no');
      return n;
    };
    const cells = [1, 2, 3, 4, 5, 6];
    const given: [number, number][] = [];
    const store = memoryStore();
    const run = runSweep({ ...base, cells, compute, store, onResult: (place, n) => given.push([place, n]) });
    await expect(run).rejects.toThrow('no');
    expect(begun).toEqual([1, 2]);
    // The one under way is finished and kept.
    expect([given, [...store.content.values()]]).toEqual([[[0, 1]], [1]]);
  });

  it.each([0, 1.5, NaN, '2'])('refuses to have %j cells under way', async (atOnce) => {
    const run = async (): Promise<unknown> => runSweep({ ...base, atOnce: atOnce as number, store: null });
    await expect(run()).rejects.toThrow(/^sweep\.atOnce must be/);
  });
});

describe('the place of a sweep', () => {
  const nowhere = 'redis://127.0.0.1:1';
  const task = (n: number) => ({ kind: 'number', data: { n } });
  afterEach(() => void vi.unstubAllEnvs());
  const run = async (more: object): Promise<unknown> => runSweep({ ...base, store: null, ...more });

  it('is this process, unless on or HEAVYTAIL_ON name a queue', async () => {
    expect(await run({ task })).toEqual([1, 4, 9, 16]);
    vi.stubEnv('HEAVYTAIL_ON', '');
    expect(await run({ task })).toEqual([1, 4, 9, 16]);
    vi.stubEnv('HEAVYTAIL_ON', nowhere);
    expect(await run({ task, on: 'threads' })).toEqual([1, 4, 9, 16]);
    await expect(run({ task })).rejects.toThrow(`the queue at ${nowhere} does not answer`);
  });

  it('is this process for what has no tasks, but not where it was sent away by name', async () => {
    vi.stubEnv('HEAVYTAIL_ON', nowhere);
    expect(await run({})).toEqual([1, 4, 9, 16]);
    await expect(run({ on: nowhere })).rejects.toThrow(
      `on must be "threads" for a sweep without \`task\`: functions are never sent, got "${nowhere}"`,
    );
  });

  it('is refused by the name that it was given under', async () => {
    await expect(run({ task, on: 'cloud' })).rejects.toThrow(
      /^on must be "threads" or the address of a Redis/,
    );
    vi.stubEnv('HEAVYTAIL_ON', 'cloud');
    await expect(run({ task })).rejects.toThrow(/^HEAVYTAIL_ON must be "threads" or the address of a Redis/);
  });

  it('is this process for cells that hold code, as many at once as it may, and the queue is not even asked', async () => {
    let [now, most] = [0, 0];
    const compute = async (n: number): Promise<number> => {
      most = Math.max(most, ++now);
      await new Promise((done) => setTimeout(done, 3));
      now--;
      return n * n;
    };
    const own = (n: number) => ({ kind: 'number', data: { n, deep: [{ law: { text: '() => 1' } }] } });
    expect(await run({ task: own, on: nowhere, compute })).toEqual([1, 4, 9, 16]);
    expect(most).toBe(2);
    const begun: number[] = [];
    const failing = async (n: number): Promise<number> => {
      begun.push(n);
      if (n === 1) throw new Error('first');
      await new Promise((done) => setTimeout(done, 5));
      return n;
    };
    await expect(run({ task: own, on: nowhere, compute: failing, atOnce: 1 })).rejects.toThrow('first');
    expect(begun).toEqual([1]);
  });

  it('is stopped by a signal while it waits for a queue, too', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(run({ task, on: nowhere, signal })).rejects.toThrow('enough');
  });
});

describe('plain data', () => {
  it('hold code where there is the text of a function, however deep', () => {
    for (const data of [{ text: '() => 1' }, [[{ a: { text: '' } }]], { a: [1, { text: 'x' }] }])
      expect(holdsCode(data)).toBe(true);
    for (const data of [null, 1, 'text', { text: 1 }, { a: 'text' }, [], ['text'], undefined])
      expect(holdsCode(data)).toBe(false);
  });
});
