import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulator, featureLaw, generateRegression, simulate, type SgdSetting } from 'heavytail';

const data = generateRegression({ rows: 500, dimension: 20, seed: 1 });
const short: SgdSetting = { data, stepSize: 0.05, batchSize: 3, iterations: 50, repeats: 20, seed: 1 };
const endless: SgdSetting = { ...short, iterations: 4_000_000_000, repeats: 100 };

/** Counts the threads that the library starts, and lets a test end them, or load a module into them first. */
const started: threads.Worker[] = [];
let loadedFirst: readonly string[] = [];
let refusedFrom = Infinity;
const Original = threads.Worker;
threads.Worker = class extends Original {
  constructor(...[file, options]: ConstructorParameters<typeof Original>) {
    if (started.length >= refusedFrom)
      throw Object.assign(new Error('EAGAIN'), { code: 'ERR_WORKER_INIT_FAILED' });
    super(file, { ...options, execArgv: loadedFirst.flatMap((module) => ['--import', module]) });
    started.push(this);
    this.once('exit', () => started.splice(started.indexOf(this), 1));
  }
};
syncBuiltinESMExports();

describe('createSimulator', () => {
  const simulator = createSimulator({ workers: 2 });
  afterEach(() => simulator.close());

  it('stops at an abort, leaves no worker, and can be used again', async () => {
    const abort = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => abort.abort(reason), 50);
    await expect(simulate(endless, { workers: 2, signal: abort.signal })).rejects.toBe(reason);
    expect(started.length).toBe(0);

    const pool = createSimulator({ workers: 2 });
    const again = new AbortController();
    const runs = [
      pool.run(endless, { signal: again.signal }),
      pool.run(endless, { signal: again.signal }),
      pool.run(short),
    ];
    setTimeout(() => again.abort(reason), 50);
    await expect(runs[0]).rejects.toBe(reason);
    await expect(runs[1]).rejects.toBe(reason);
    expect(await runs[2]).toEqual(await pool.run(short));
    await expect(pool.run(short, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await pool.close();
    expect(started.length).toBe(0);
  });

  it('reports a worker that dies as an error, and starts anew', async () => {
    const pool = createSimulator({ workers: 2 });
    const runs = Promise.allSettled([pool.run(endless), pool.run(short)]);
    setTimeout(() => void started[0].terminate(), 50);
    for (const result of await runs) {
      expect(result.status).toBe('rejected');
      expect(String((result as PromiseRejectedResult).reason)).toMatch(
        /a simulation worker died: exit code \d/,
      );
    }
    expect((await pool.run(short)).final.rows).toBe(20);
    await pool.close();
    expect(started.length).toBe(0);
  });

  it('says that the system gives no more threads, loses none that it gave, and tries again', async () => {
    const pool = createSimulator({ workers: 3 });
    refusedFrom = 2;
    try {
      for (let i = 0; i < 2; i++)
        await expect(pool.run(short)).rejects.toThrow(
          /^a worker thread could not be started: the system gives no more threads.* Fewer `workers` need less \(EAGAIN\)$/,
        );
      expect(started.length).toBe(2);
    } finally {
      refusedFrom = Infinity;
    }
    expect(await pool.run(short)).toEqual(await simulate(short, { workers: 1 }));
    expect(started.length).toBe(3);
    await pool.close();
    expect(started.length).toBe(0);
  });

  it('stops at once where a thread is stuck', async () => {
    const pool = createSimulator({ workers: 1 });
    const law = featureLaw(() => {
      for (;;);
    });
    const abort = new AbortController();
    const run = pool.run(
      { ...short, data: undefined, stream: { dimension: 1, law } },
      { signal: abort.signal },
    );
    const reason = new Error('enough');
    abort.abort(reason);
    const first = await Promise.race([
      run.catch((error: unknown) => error),
      new Promise((resolve) => started[0].once('exit', resolve)),
    ]);
    expect(first).toBe(reason);
    await pool.close();
    expect(started.length).toBe(0);
  });

  it('works in a worker that was not told that the memory has grown', async () => {
    const expected = await simulate(short, { workers: 1, kernel: 'plain' });
    loadedFirst = [new URL('./lateMemory.mjs', import.meta.url).href];
    try {
      for (const kernel of ['simd', 'plain'] as const)
        expect(await simulate(short, { workers: 1, kernel })).toEqual(expected);
    } finally {
      loadedFirst = [];
    }
  });

  it('rejects what is under way when it is closed, and what comes after', async () => {
    const pool = createSimulator({ workers: 1 });
    const runs = [
      pool.run(endless),
      pool.run(endless),
      pool.run(endless),
      pool.run(endless),
      pool.run(short),
    ];
    const settled = Promise.allSettled(runs);
    await pool.close();
    await pool.close();
    for (const result of await settled)
      expect(result).toMatchObject({ status: 'rejected', reason: { message: 'the simulator was closed' } });
    await expect(pool.run(short)).rejects.toThrow('the simulator is closed');
  });

  it('tells its progress, up to the total', async () => {
    const seen: number[] = [];
    await simulate(
      { ...short, iterations: 20_000, repeats: 50 },
      { progress: ({ done, total }) => seen.push(done, total) },
    );
    const done = seen.filter((_, i) => i % 2 === 0);
    expect(done.at(-1)).toBe(50);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(seen.filter((_, i) => i % 2 === 1).every((total) => total === 50)).toBe(true);
    const thrown = new Error('from the callback');
    const progress = simulate(short, {
      progress: () => {
        throw thrown;
      },
    });
    await expect(progress).rejects.toBe(thrown);
  });

  it('works off many runs with different data in order', async () => {
    const pool = createSimulator({ workers: 2 });
    const settings = Array.from({ length: 12 }, (_, i) => ({
      ...short,
      data: generateRegression({ rows: 100 + 50 * (i % 3), dimension: 1 + i, seed: i }),
      seed: i,
    }));
    const order: number[] = [];
    const together = await Promise.all(
      settings.map(async (setting, i) => {
        const result = await pool.run(setting);
        order.push(i);
        return result;
      }),
    );
    expect(order).toEqual(settings.map((_, i) => i));
    for (const [i, setting] of settings.entries()) expect(together[i]).toEqual(await pool.run(setting));
    await pool.close();
  });

  it('names the argument that is out of range', async () => {
    const bad: [Partial<SgdSetting>, RegExp][] = [
      [{ stepSize: 0 }, /^stepSize must be a finite number above 0, got 0$/],
      [{ stepSize: -1 }, /^stepSize .* got -1$/],
      [{ stepSize: NaN }, /^stepSize .* got NaN$/],
      [{ batchSize: 0 }, /^batchSize must be an integer from 1 to 2147483647, got 0$/],
      [
        { batchSize: 501 },
        /^batchSize must be at most the 500 rows of the data without replacement, got 501$/,
      ],
      [{ batchSize: 1.5 }, /^batchSize/],
      [{ burnIn: 50 }, /^burnIn must be an integer from 0 to 49, got 50$/],
      [{ iterations: 0 }, /^iterations must be an integer from 1/],
      [{ repeats: 0 }, /^repeats/],
      [{ start: { deviation: -1 } }, /^start.deviation .* got -1$/],
      [{ start: { point: [1] } }, /^start.point must be an array of 20 numbers/],
      [{ start: 'one' as never }, /^start must be "zero", \{ deviation \} or \{ point \}, got "one"$/],
      [{ sampling: 'some' as never }, /^sampling must be one of .* got "some"$/],
      [{ center: new Float64Array(3) }, /^center must be an array of 20 numbers/],
      [{ data: undefined }, /exactly one of data and stream/],
      [{ stream: { dimension: 3 } }, /exactly one of data and stream/],
      [{ data: undefined, stream: { dimension: 0 } }, /^stream.dimension/],
      [{ data: undefined, stream: { dimension: 2, sigma: 0 } }, /^stream.sigma/],
      [{ data: { ...data, rows: 499 } }, /^data.features must be/],
    ];
    for (const [change, message] of bad)
      await expect(simulator.run({ ...short, ...change })).rejects.toThrow(message);
    expect(() => createSimulator({ workers: 0 })).toThrow(/^workers must be an integer from 1/);
    expect(() => createSimulator({ kernel: 'fast' as never })).toThrow(/^kernel must be one of/);
    const both = simulator.run({ ...short, batchSize: 600, sampling: 'withReplacement' });
    await expect(both).rejects.toThrow('the simulator is closed');
  });
});
