import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runSweep, type Sweep, type SweepProgress } from 'heavytail';
import { readAddress } from '../../src/queue/address.js';
import type { EngineVersion } from '../../src/queue/keys.js';
import { serve, type ServedPoint, type Serving } from '../../src/queue/serve.js';
import { drainQueues, queueStatus } from '../../src/queue/status.js';
import { openWire } from '../../src/queue/wire.js';
import { engineVersion } from '../../src/sweeps/engineNumbers.js';
import { startRedis, until, withRedis, type TestRedis } from './redis.js';

let redis: TestRedis;
let servings: Serving[];
beforeEach(async () => {
  redis = await startRedis();
  servings = [];
});
afterEach(async () => {
  await Promise.all(servings.map((serving) => serving.close(0)));
  await redis.close();
});

type Compute = (point: ServedPoint) => Promise<unknown>;

/** A worker in this process that computes as a test says. */
async function startServing(
  compute: Compute,
  { atOnce = 1, version = engineVersion(), onNote = (_: string): void => undefined } = {},
): Promise<Serving> {
  const serving = await serve(readAddress('on', redis.on), version, { atOnce, compute, onNote });
  servings.push(serving);
  return serving;
}

/** A sweep over numbers, each of which becomes a point elsewhere. */
const numbers = (
  count: number,
  more: Partial<Sweep<number, number>> = {},
  first = 0,
): Sweep<number, number> => ({
  cells: Array.from({ length: count }, (_, i) => first + i),
  key: (n) => ({ test: n }),
  work: () => 1,
  compute: () => Promise.reject(new Error('computed here')),
  task: (n) => ({ kind: 'number', data: { n } }),
  atOnce: 1,
  store: null,
  progress: false,
  on: redis.on,
  ...more,
});

const numberOf = ({ data }: ServedPoint): number => (data as { n: number }).n;
const squares = (count: number): number[] => Array.from({ length: count }, (_, i) => i * i);

/** Squares the number after a while, unless it is stopped. */
const slowly =
  (milliseconds: number, begun: number[] = []): Compute =>
  async (point) => {
    begun.push(numberOf(point));
    await delay(milliseconds, undefined, { signal: point.signal });
    return numberOf(point) ** 2;
  };

withRedis('a sweep on a queue', () => {
  it('gives the results in order, tells its progress, and leaves nothing in the queue', async () => {
    const told: SweepProgress[] = [];
    const isTold = (share: number) => () => told.some(({ fraction }) => fraction === share);
    await startServing(
      async (point) => {
        if (numberOf(point) === 3) {
          // However long the others take; of the share of a point the queue is told once a second.
          await until(isTold(19 / 20));
          await delay(1100);
          point.onShare(0.5);
          await until(isTold(19.5 / 20), 20_000);
        }
        return numberOf(point) ** 2;
      },
      { atOnce: 2 },
    );
    expect(await runSweep(numbers(20, { progress: (now) => told.push(now) }))).toEqual(squares(20));
    expect(told.at(-1)).toEqual({ fraction: 1, cells: 20, totalCells: 20, stored: 0 });
    expect(isTold(19.5 / 20)()).toBe(true);
    const keys = await redis.client.keys('*');
    expect(keys.filter((key) => /:number|callers|caller:|bull:.*:[0-9a-f]{64}/.test(key))).toEqual([]);
  });

  it('gives every bit of the results, the signs of zeros too', async () => {
    await startServing((point) => Promise.resolve(numberOf(point) - 1 === 0 ? -0 : 0));
    expect(await runSweep(numbers(2))).toStrictEqual([0, -0]);
  });

  it('is shared: two sweeps that want the same points have each computed once', async () => {
    const begun: number[] = [];
    await startServing(slowly(30, begun), { atOnce: 2 });
    const [one, other] = await Promise.all([runSweep(numbers(30)), runSweep(numbers(30))]);
    expect([one, other]).toEqual([squares(30), squares(30)]);
    expect(begun.sort((a, b) => a - b)).toEqual(squares(30).map(Math.sqrt));
    // And one that comes soon after finds them.
    expect(await runSweep(numbers(30))).toEqual(squares(30));
    expect(begun.length).toBe(30);
    // For a minute: results that nobody forgets would fill the server.
    const [taken] = await redis.client.keys('heavytail:*:result:*');
    expect(await redis.client.ttl(taken)).toBeGreaterThan(50);
    expect(await redis.client.ttl(taken)).toBeLessThanOrEqual(60);
  });

  it('that is interrupted leaves in the queue what waits there for another sweep, too', async () => {
    await startServing(slowly(1500));
    const interrupt = new AbortController();
    const run = runSweep(numbers(6, { signal: interrupt.signal }));
    const ended = expect(run).rejects.toThrow('enough');
    const waiting = async (): Promise<number> => {
      const [queue] = await redis.client.keys('bull:*:prioritized');
      return queue === undefined ? 0 : redis.client.zcard(queue);
    };
    await until(async () => (await waiting()) === 5);
    const other = runSweep(numbers(3));
    await until(
      async () =>
        (
          await Promise.all((await redis.client.keys('*:callers:*')).map((key) => redis.client.scard(key)))
        ).filter((count) => count === 2).length === 3,
    );
    interrupt.abort(new Error('enough'));
    await ended;
    expect(await waiting()).toBe(2);
    expect(await other).toEqual(squares(3));
  });

  it('that is interrupted ends within a second, also what runs, but not what another sweep wants', async () => {
    const stopped: number[] = [];
    const begun: number[] = [];
    await startServing(
      async (point) => {
        begun.push(numberOf(point));
        await delay(numberOf(point) === 7 ? 3500 : 60_000, undefined, { signal: point.signal }).catch(
          (error) => {
            stopped.push(numberOf(point));
            throw error;
          },
        );
        return 49;
      },
      { atOnce: 3 },
    );
    const interrupt = new AbortController();
    const other = runSweep(numbers(1, {}, 7));
    await until(() => begun.length === 1);
    const run = runSweep(numbers(10, { signal: interrupt.signal }));
    const ended = expect(run).rejects.toThrow('enough');
    await until(() => begun.length === 3);
    interrupt.abort(new Error('enough'));
    const start = performance.now();
    await ended;
    await until(() => stopped.length === 2 && servings[0].idleSeconds() === 0, 1000);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(stopped).not.toContain(7);
    expect(await other).toEqual([49]);
    expect(begun.length).toBe(3);
    await until(() => servings[0].idleSeconds() > 0);
  });

  it('ends with the error of a poison point after three attempts; the rest is kept', async () => {
    const begun: number[] = [];
    const kept = new Map<string, unknown>();
    const serving: Compute = async (point) => {
      begun.push(numberOf(point));
      await delay(5);
      if (numberOf(point) !== 5) return numberOf(point) ** 2;
      // What has not begun when it fails for good is taken back: on a busy machine that may be some of the rest.
      if (begun.filter((n) => n === 5).length === 3) await until(() => kept.size === 39);
      throw new RangeError('stepSize must be small, got 5');
    };
    await startServing(serving, { atOnce: 2 });
    const store = {
      directory: 'nowhere',
      get: () => Promise.resolve(undefined),
      put: (key: unknown, result: unknown) => Promise.resolve(void kept.set(JSON.stringify(key), result)),
    };
    const start = performance.now();
    const error: unknown = await runSweep(numbers(40, { store })).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toBe('stepSize must be small, got 5');
    // Pauses of 0.5 and 1 second between the attempts.
    expect(performance.now() - start).toBeGreaterThan(1500);
    expect(begun.filter((n) => n === 5).length).toBe(3);
    expect(kept.size).toBe(39);
    // It is tried again when it is asked for again.
    await expect(runSweep(numbers(6))).rejects.toThrow('stepSize must be small, got 5');
    expect(begun.filter((n) => n === 5).length).toBe(6);
  });

  it('that fails takes back what no worker has begun', async () => {
    const begun: number[] = [];
    await startServing(async (point) => {
      begun.push(numberOf(point));
      if (numberOf(point) === 0) throw new Error('poison');
      await delay(100);
      return 0;
    });
    await expect(runSweep(numbers(500))).rejects.toThrow('poison');
    expect(begun.length).toBeLessThan(60);
    await delay(300);
    expect(servings[0].idleSeconds()).toBeGreaterThan(0);
  });

  it('gets the result of a worker that is ended meanwhile and has time to finish', async () => {
    const begun: number[] = [];
    const only = await startServing(slowly(500, begun));
    const run = runSweep(numbers(2));
    await until(() => begun.length === 1);
    await only.close(5000);
    expect(begun).toEqual([0]);
    await startServing(slowly(1, begun));
    expect(await run).toEqual([0, 1]);
    expect(begun).toEqual([0, 1]);
  });

  it('that is short does not wait behind one that is long', async () => {
    await startServing(slowly(20));
    let isLongDone = false;
    const long = runSweep(numbers(150)).then(() => (isLongDone = true));
    await delay(1000);
    expect(await runSweep(numbers(5, {}, 1000))).toEqual([1000, 1001, 1002, 1003, 1004].map((n) => n * n));
    expect(isLongDone).toBe(false);
    await long;
  });

  it('is left alone by a worker of another version, which says so, and computed by one of its own', async () => {
    const notes: string[] = [];
    const other: EngineVersion = { package: '9.9.9', numbers: { engine: 1 } };
    await startServing(() => Promise.reject(new Error('not mine')), {
      version: other,
      onNote: (note) => notes.push(note),
    });
    const run = runSweep(numbers(4));
    await until(() => notes.length > 0);
    expect(notes[0]).toMatch(
      /^4 points wait for workers of heavytail 0\.\d+\.\d+ \([0-9a-f]{8}\): this one is heavytail 9\.9\.9 \([0-9a-f]{8}\) and leaves them there/,
    );
    await startServing(slowly(1));
    expect(await run).toEqual(squares(4));
  });

  it('is computed here where its points hold functions of one’s own', async () => {
    const asked: unknown[] = [];
    await startServing(async (point) => {
      asked.push(point.data);
      return 1;
    });
    const task: Sweep<number, number>['task'] = (n) => ({
      kind: 'number',
      data: n % 2 ? { n } : { law: { text: '() => 1' } },
    });
    const results = await runSweep(numbers(4, { task, compute: () => Promise.resolve(2) }));
    expect(results).toEqual([2, 1, 2, 1]);
    expect(asked.length).toBe(2);
  });

  it('of 100 000 tiny points keeps few of them in the queue, and little in memory', async () => {
    await startServing((point) => Promise.resolve(numberOf(point)), { atOnce: 8 });
    const sweep = numbers(100_000);
    let most = 0;
    const watch = setInterval(() => {
      const count = ([queue]: string[]): Promise<number> => redis.client.zcard(queue ?? 'none');
      void redis.client
        .keys('bull:*:prioritized')
        .then(count)
        .then((waiting) => (most = Math.max(most, waiting)));
    }, 200);
    const before = process.memoryUsage().heapUsed;
    const results = await runSweep(sweep);
    clearInterval(watch);
    expect(results).toEqual(sweep.cells);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(1000);
    // With BullMQ and its client, and what was not collected yet; what every point left would be several times that.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 2 ** 20);
  }, 1100_000);

  it('says what is too large for a message, there and back', async () => {
    const mebibytes = (count: number): string => 'x'.repeat(count * 2 ** 20);
    await startServing(() => Promise.resolve(mebibytes(17)));
    await expect(runSweep(numbers(1))).rejects.toThrow(
      'the result of a point has 17.0 MiB, and at most 16 MiB go through the queue: compute it with on: "threads"',
    );
    const task = (): { kind: string; data: object } => ({ kind: 'number', data: { much: mebibytes(20) } });
    await expect(runSweep(numbers(1, { task }))).rejects.toThrow('a point has 20.0 MiB, and at most 16 MiB');
    const attached = new Map([['digest', () => new Uint8Array(257 * 2 ** 20)]]);
    const large = (): object => ({ kind: 'number', data: {}, attached });
    await expect(runSweep(numbers(1, { task: large as never }))).rejects.toThrow(
      'the data of these points have 257 MiB, and at most 256 MiB go through the queue',
    );
  });

  it('is emptied of what waits, what is tried again later and what failed', async () => {
    const version = engineVersion();
    const { queue, close } = await openWire(readAddress('on', redis.on), version);
    await queue.add('number', {}, { priority: 1 });
    await queue.add('number', {}, { delay: 60_000 });
    const [before] = await queueStatus(redis.client);
    expect(before).toMatchObject({ version, waiting: 1, delayed: 1, running: 0, failed: 0, isPaused: false });
    expect(await drainQueues(redis.client)).toBe(2);
    expect(await queueStatus(redis.client)).toMatchObject([{ waiting: 0, delayed: 0 }]);
    await close();
  });

  it('needs no queue where everything is stored', async () => {
    const store = {
      directory: 'nowhere',
      get: <T>(key: unknown) => Promise.resolve((key as { test: number }).test as T),
      put: () => Promise.resolve(),
    };
    expect(await runSweep(numbers(3, { store, on: 'redis://127.0.0.1:1' }))).toEqual([0, 1, 2]);
  });

  it('refuses a place that it cannot use', async () => {
    const here = numbers(2, { compute: (n) => Promise.resolve(n), task: undefined });
    await expect(runSweep(here)).rejects.toThrow(
      /^on must be "threads" for a sweep without `task`: functions are never sent, got "redis:\/\/127/,
    );
    await expect(runSweep(numbers(1, { on: 'everywhere' }))).rejects.toThrow(
      /^on must be "threads" or the address of a Redis, .*, got "a text not repeated here: it may hold a password"$/,
    );
    await expect(runSweep(numbers(1, { on: 'redis://:secret@127.0.0.1:1' }))).rejects.toThrow(
      'the queue at redis://127.0.0.1:1 does not answer: connect ECONNREFUSED 127.0.0.1:1',
    );
  });
});
