import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { linspace, sweep } from 'heavytail';
import { createGenerator } from '../../src/random/index.js';
import { readAddress } from '../../src/queue/address.js';
import { openCaller } from '../../src/queue/caller.js';
import { jobId } from '../../src/queue/keys.js';
import { engineVersion } from '../../src/sweeps/engineNumbers.js';
import {
  killAll,
  startRedis,
  startWorker,
  startWorkers,
  until,
  withRedis,
  type TestRedis,
  type TestWorker,
} from './redis.js';

let redis: TestRedis;
let workers: TestWorker[];
beforeEach(() => {
  workers = [];
});
afterEach(async () => {
  await killAll(workers);
  await redis.close();
});

/** A grid of points of about a tenth of a second. */
const grid = (points: number, on: string): Promise<unknown> =>
  sweep(
    {
      ...{ over: { stepSize: linspace(0.01, 0.1, points) }, problem: { rows: 500, dimension: 50 } },
      ...{ batchSize: 5, iterations: 500, repeats: 400 },
    },
    { on, store: null, progress: false },
  );

withRedis('with a real server', () => {
  it('workers that are killed at 20 random moments lose no point', async () => {
    redis = await startRedis();
    workers = await startWorkers(3, redis.on);
    const random = createGenerator('kills');
    let isDone = false;
    const run = grid(100, redis.on).finally(() => (isDone = true));
    let kills = 0;
    for (; kills < 20 && !isDone; kills++) {
      await delay(100 + 400 * random.uniform());
      // One that takes points: a process that has not begun yet has nothing to lose.
      const taking = workers.filter(({ text }) => text().includes('takes points'));
      if (taking.length === 0) {
        kills--;
        continue;
      }
      const killed = taking[Math.floor(taking.length * random.uniform())];
      await killAll([killed]);
      workers = [...workers.filter((worker) => worker !== killed), startWorker(redis.on)];
    }
    const results = await run;
    expect(kills).toBe(20);
    expect(results).toEqual(await grid(100, 'threads'));
  }, 180_000);

  it.each([true, false])(
    'a server that is killed in the middle and comes back, its data kept: %s',
    async (persistent) => {
      redis = await startRedis({ persistent });
      workers = await startWorkers(2, redis.on);
      const run = grid(60, redis.on);
      const early = run.catch(() => undefined);
      for (let i = 0; i < 2; i++) {
        await delay(1500);
        await redis.kill();
        await delay(300);
        await redis.start();
      }
      await early;
      expect(await run).toEqual(await grid(60, 'threads'));
    },
  );

  it('a server that is gone ends a sweep, with one sentence', async () => {
    redis = await startRedis({ password: 'secret' });
    const caller = await openCaller(readAddress('on', redis.on), engineVersion(), { patience: 1500 });
    const answer = caller.compute(
      { id: jobId('number', 1), kind: 'number', data: 1, place: 0 },
      () => undefined,
    );
    const ended = expect(answer).rejects.toThrow(
      /^the queue at redis:\/\/127\.0\.0\.1:\d+ has been away for 2 seconds: what was finished is stored, and the sweep goes on from there when it is run again$/,
    );
    await delay(200);
    await redis.kill();
    await ended;
    const start = performance.now();
    await caller.close();
    expect(performance.now() - start).toBeLessThan(1000);
    await redis.start();
  });

  it.each([
    ['within ten seconds of SIGTERM', 'SIGTERM', 10_000, 0],
    // What a busy machine takes; a worker that is not hurried has seven seconds for its point.
    ['at once at Ctrl-C', 'SIGINT', 6500, 130],
  ] as const)(
    'a worker hands its point back %s, and leaves nothing behind',
    async (_when, signal, most, code) => {
      redis = await startRedis();
      const [first] = (workers = await startWorkers(1, redis.on));
      // Far more than ten seconds of work.
      const run = sweep(
        {
          ...{ over: { stepSize: [0.001] }, problem: { rows: 1000, dimension: 100 } },
          ...{ batchSize: 10, iterations: 100_000, repeats: 1600 },
        },
        { on: redis.on, store: null, progress: false },
      );
      const ended = expect(run).rejects.toThrow();
      const [queue] = (await redis.client.keys('heavytail:heavytail-*:workers')).map(
        (key) => key.split(':')[1],
      );
      const count = (state: 'llen' | 'zcard', list: string): Promise<number> =>
        redis.client[state](`bull:${queue}:${list}`);
      await until(async () => (await count('llen', 'active')) === 1);
      const start = performance.now();
      first.kill(signal);
      expect(await first.ended).toBe(code);
      expect(performance.now() - start).toBeLessThan(most);
      expect([await count('llen', 'active'), await count('zcard', 'prioritized')]).toEqual([0, 1]);
      expect(await redis.client.smembers(`heavytail:${queue}:workers`)).toEqual([]);
      expect(await redis.client.keys('bull:*:lock')).toEqual([]);
      const [second] = (workers = await startWorkers(1, redis.on));
      await until(async () => (await count('llen', 'active')) === 1);
      // An emptied queue ends the sweep; the worker finds that nobody wants what it has.
      await redis.client.incr(`heavytail:${queue}:drained`);
      second.kill('SIGKILL');
      await redis.client.del(...(await redis.client.keys('bull:*')));
      await ended;
    },
  );

  it('a worker ends by itself when there is nothing to do', async () => {
    redis = await startRedis();
    const worker = startWorker(redis.on, { args: ['--idle-exit', '1'] });
    workers = [worker];
    expect(await worker.ended).toBe(0);
    expect(worker.text()).toMatch(
      /^heavytail: heavytail \S+ \(\w+\) takes points from redis:\/\/127\.0\.0\.1:\d+ on 1 thread\n$/,
    );
  });
});
