import { afterEach, beforeEach, expect, it } from 'vitest';
import { PROGRESS_MIME } from '../../src/notebook/progressState.js';
import { startSession, type Session } from '../kernel-setup/session.js';
import {
  killAll,
  startRedis,
  startWorkers,
  until,
  withRedis,
  type TestRedis,
  type TestWorker,
} from './redis.js';

let redis: TestRedis;
let workers: TestWorker[] = [];
let session: Session;
beforeEach(async () => {
  redis = await startRedis();
  session = await startSession(undefined, { ...process.env, HEAVYTAIL_ON: redis.on });
});
afterEach(async () => {
  await session.end();
  await killAll(workers);
  await redis.close();
});

const sweepOf = (points: number, iterations: number, more: string): string => `await sweep({
  over: { stepSize: linspace(0.001, 0.002, ${points}) }, problem: { rows: 1000, dimension: 100 }, batchSize: 10,
  iterations: ${iterations}, repeats: 1600,
}, { store: null${more} })`;

withRedis('a kernel whose sweeps are on a queue', () => {
  it('is interrupted within a second; nothing of the cell is left, and the next one runs', async () => {
    workers = await startWorkers(1, redis.on);
    await session.run(`import { linspace, sweep } from 'heavytail';`);
    const [queue] = (await redis.client.keys('heavytail:heavytail-*:workers')).map(
      (key) => key.split(':')[1],
    );
    const running = (): Promise<number> => redis.client.llen(`bull:${queue}:active`);
    const waiting = (): Promise<number> => redis.client.zcard(`bull:${queue}:prioritized`);
    // Minutes of work: 12 points, one of which is under way.
    const cell = session.run(sweepOf(12, 100_000, ''));
    await until(async () => (await running()) === 1 && (await waiting()) === 11);
    // Asleep, since a worker takes what nobody wants out of the queue, too.
    workers[0].kill('SIGSTOP');
    const start = performance.now();
    await session.kernel.interrupt();
    const { reply } = await cell;
    expect(performance.now() - start).toBeLessThan(1500);
    expect(reply).toMatchObject({ status: 'error', ename: 'KeyboardInterrupt' });
    await until(async () => (await waiting()) === 0, 1500);
    workers[0].kill('SIGCONT');
    await until(async () => (await running()) === 0, 1500);
    expect(await redis.client.keys('bull:*:lock')).toEqual([]);
    expect(await redis.client.keys('*:caller*')).toEqual([]);
    const next = await session.run(`(${sweepOf(2, 20, '')}).length`);
    expect([next.traceback, next.result]).toEqual(['', '2']);
  });

  it('says beside its bar that no worker is there, and no longer when one has come', async () => {
    await session.run(`import { linspace, sweep } from 'heavytail';`);
    const notices: (string | undefined)[] = [];
    session.kernel.onIopub(({ content }) => {
      const data = content['data'] as Record<string, { notice?: string } | undefined> | undefined;
      const state = data?.[PROGRESS_MIME];
      if (state !== undefined) notices.push(state.notice);
    });
    const cell = session.run(`(${sweepOf(2, 20, '')}).length`);
    await until(() => notices.some((notice) => notice !== undefined));
    expect(notices.find((notice) => notice !== undefined)).toMatch(/^No worker of .* is at redis:/);
    workers = await startWorkers(1, redis.on);
    const ran = await cell;
    expect([ran.traceback, ran.stderr, ran.result]).toEqual(['', '', '2']);
    expect(notices.at(-1)).toBeUndefined();
  });
});
