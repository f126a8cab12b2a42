import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runSweep } from 'heavytail';
import { readAddress } from '../../src/queue/address.js';
import { jobId, keysOf, QUEUES, queueName, type EngineVersion } from '../../src/queue/keys.js';
import { serve, type Serving } from '../../src/queue/serve.js';
import { drainQueues, pauseQueues, queueStatus } from '../../src/queue/status.js';
import { engineVersion } from '../../src/sweeps/engineNumbers.js';
import { computeTask } from '../../src/worker/tasks.js';
import type { WorkerTools } from '../../src/worker/tools.js';
import { startRedis, until, withRedis, type TestRedis } from './redis.js';

let redis: TestRedis;
let serving: Serving | undefined;
beforeEach(async () => {
  redis = await startRedis();
  serving = undefined;
});
afterEach(async () => {
  await serving?.close(0);
  await redis.close();
});

const name = queueName(engineVersion());
const keys = keysOf(name);

/** A job as somebody may put it there who does not use BullMQ. */
async function putRaw(id: string, fields: Readonly<Record<string, string>>): Promise<void> {
  await redis.client.hset(`bull:${name}:${id}`, { timestamp: '1', attempts: '0', ...fields });
  await redis.client.set(keys.caller('somebody'), '1');
  await redis.client.sadd(keys.callers(id), 'somebody');
  await redis.client.lpush(`bull:${name}:wait`, id);
  await redis.client.zadd(`bull:${name}:marker`, 0, '0');
}

/** Squares of numbers, as the sweep of another process asks for them. */
const squares = (count: number, signal?: AbortSignal): Promise<number[]> =>
  runSweep<number, number>({
    cells: Array.from({ length: count }, (_, i) => i),
    key: (n) => ({ test: n }),
    work: () => 1,
    compute: () => Promise.reject(new Error('computed here')),
    task: (n) => ({ kind: 'number', data: { n } }),
    ...{ atOnce: 1, store: null, progress: false, on: redis.on, signal },
  });

const startSquaring = async (): Promise<void> => {
  serving = await serve(readAddress('on', redis.on), engineVersion(), {
    atOnce: 2,
    compute: async (point) =>
      point.kind === 'number' ? (point.data as { n: number }).n ** 2 : computeTask(point, {} as WorkerTools),
    onNote: () => undefined,
  });
};

const malformed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'data that are no JSON': { name: 'number', data: '{"n": 1' },
  'no data': { name: 'calibration' },
  'no name': { data: '{}' },
  'an unknown computation': { name: 'launch', data: '{}' },
  'the name of what every object has': { name: 'constructor', data: '{}' },
  'null for data': { name: 'calibration', data: 'null' },
  'options that are no JSON': { name: 'launch', data: '{}', opts: '{' },
  'very deep data': { name: 'calibration', data: `${'['.repeat(50_000)}${']'.repeat(50_000)}` },
  'ten megabytes': { name: 'calibration', data: JSON.stringify('x'.repeat(10_000_000)) },
  'code in it': { name: 'calibration', data: '{"law":{"name":"own","text":"() => process.exit(7)"}}' },
  'times that are none': { name: 'launch', data: '{}', timestamp: 'soon', delay: 'x', priority: '-1e9' },
};

withRedis('a queue in which others write', () => {
  it('has workers that outlive every malformed job and compute what is right', async () => {
    for (const [i, fields] of Object.values(malformed).entries()) await putRaw(`bad${i}`, fields);
    await redis.client.lpush(`bull:${name}:wait`, 'nothing-of-this-name');
    await startSquaring();
    expect(await squares(20)).toEqual(Array.from({ length: 20 }, (_, i) => i * i));
    for (const [i, fields] of Object.values(malformed).entries()) await putRaw(`again${i}`, fields);
    expect(await squares(25)).toEqual(Array.from({ length: 25 }, (_, i) => i * i));
    for (const i of Object.keys(Object.values(malformed)))
      expect(await redis.client.exists(keys.result(`bad${i}`), keys.result(`again${i}`))).toBe(0);
  });

  it('ends a sweep with a sentence where a result is no JSON, and takes no result of another point', async () => {
    const id = (n: number): string => jobId('number', { n });
    await startSquaring();
    await redis.client.set(keys.result(id(1)), '{"tail');
    await redis.client.set(keys.result(id(99)), '"of another point"');
    await expect(squares(3)).rejects.toThrow(/^a result at redis:\S+ is no JSON/);
    await redis.client.del(keys.result(id(1)));
    expect(await squares(3)).toEqual([0, 1, 4]);
  });

  it('does so too where the result comes while the sweep waits for it', async () => {
    const id = jobId('number', { n: 0 });
    const sweep = squares(1);
    sweep.catch(() => undefined);
    await until(async () => (await redis.client.exists(`bull:${name}:${id}`)) === 1);
    await redis.client.set(keys.result(id), 'NaN');
    await expect(Promise.race([sweep, delay(20_000, 'hangs')])).rejects.toThrow(
      /^a result at redis:\S+ is no JSON/,
    );
  });

  it('tells of itself, whatever stands beside it', async () => {
    await startSquaring();
    await redis.client.hset(
      QUEUES,
      'broken',
      '{',
      'list',
      '[]',
      'nothing',
      'null',
      'other',
      '{"package":"0.0.1"}',
    );
    // Names that BullMQ refuses, or that are not those of their versions.
    const version = JSON.stringify({ package: '0.0.1', numbers: {} });
    const hostile = JSON.stringify({ package: '1:\u001b[31m', numbers: {} });
    await redis.client.hset(QUEUES, 'a:b', version, '', version, 'ok', version);
    await redis.client.hset(QUEUES, queueName(JSON.parse(hostile) as EngineVersion), hostile);
    // What has failed, in words that BullMQ cannot read, and what is no longer there.
    await redis.client.zadd(`bull:${name}:failed`, 1, 'gone', 2, 'bad');
    await redis.client.hset(`bull:${name}:bad`, { name: 'n', failedReason: 'why\nso', opts: '{', atm: '3' });
    await redis.client.sadd(keys.workers, 'liar', 'list');
    await redis.client.set(keys.worker('liar'), '{"host":');
    await redis.client.set(keys.worker('list'), '[1]');
    const own = (await queueStatus(redis.client)).find((queue) => queue.name === name)!;
    expect(own.workers).toHaveLength(1);
    expect(await queueStatus(redis.client)).toHaveLength(1);
    expect(own.failures).toEqual([
      { kind: 'n', why: 'why', attempts: 3 },
      { kind: 'nothing', why: '', attempts: 0 },
    ]);
    await pauseQueues(redis.client, true);
    await pauseQueues(redis.client, false);
    expect(await drainQueues(redis.client)).toBe(0);
    expect(await squares(3)).toEqual([0, 1, 4]);
  });
});
