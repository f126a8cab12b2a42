import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { answersOf } from './answers.js';
import { keysOf, queueName, QUEUES, type EngineVersion } from './keys.js';
import { readFields } from './readText.js';
import { livingWorkers, type WorkerNote } from './workers.js';
import { openQueue } from './wire.js';

/** A queue of another version, and how many points wait there. */
export interface OtherQueue {
  readonly name: string;
  readonly version: EngineVersion;
  readonly waiting: number;
}

/** What is known of one queue. */
export interface QueueStatus extends OtherQueue {
  readonly isPaused: boolean;
  readonly running: number;
  /** Points that are tried again in a moment. */
  readonly delayed: number;
  readonly failed: number;
  /** Why the last few failed. */
  readonly failures: readonly { readonly kind: string; readonly why: string; readonly attempts: number }[];
  readonly workers: readonly WorkerNote[];
}

const FAILURES_SHOWN = 10;

/** The queues that are of this program: anybody who reaches the server may have written others among them. */
const versionsAt = async (redis: Redis): Promise<[string, EngineVersion][]> =>
  Object.entries(await redis.hgetall(QUEUES)).flatMap(([name, text]): [string, EngineVersion][] => {
    const version = readFields<EngineVersion>(text, { package: 'string', numbers: 'object' });
    const isOurs = version && /^[\w.+-]{1,64}$/.test(version.package) && queueName(version) === name;
    return isOurs ? [[name, version]] : [];
  });

/** Why the last points failed, as it stands at the server: BullMQ would read their options too, and end at what is malformed. */
async function lastFailures(redis: Redis, queue: Queue): Promise<QueueStatus['failures']> {
  const ids = await redis.zrevrange(queue.toKey('failed'), 0, FAILURES_SHOWN - 1);
  const asked = redis.pipeline();
  for (const id of ids) asked.hmget(queue.toKey(id), 'name', 'failedReason', 'atm');
  return ((await answersOf(asked)) as (string | null)[][]).map(([kind, why, attempts]) => ({
    ...{ kind: kind ?? 'nothing', attempts: Number(attempts ?? 0) },
    why: (why ?? '').split('\n')[0],
  }));
}

/** The queues of other versions on the same server. */
export async function otherQueues(redis: Redis, own: string): Promise<OtherQueue[]> {
  const others = (await versionsAt(redis)).filter(([name]) => name !== own);
  return Promise.all(
    others.map(async ([name, version]) => {
      const queue = await openQueue(redis, name);
      const { prioritized, wait } = await queue.getJobCounts('prioritized', 'wait');
      await queue.close();
      return { name, version, waiting: prioritized + wait };
    }),
  );
}

/** What waits, runs and failed in every queue of a server. */
export async function queueStatus(redis: Redis): Promise<QueueStatus[]> {
  return Promise.all(
    (await versionsAt(redis)).map(async ([name, version]) => {
      const queue = await openQueue(redis, name);
      const counts = await queue.getJobCounts('prioritized', 'wait', 'active', 'delayed', 'failed');
      const failures = await lastFailures(redis, queue);
      const isPaused = await queue.isPaused();
      const workers = await livingWorkers({ redis, keys: keysOf(name) });
      await queue.close();
      return {
        ...{ name, version, isPaused, workers, failures },
        waiting: counts.prioritized + counts.wait,
        running: counts.active,
        delayed: counts.delayed,
        failed: counts.failed,
      };
    }),
  );
}

/** Stops all workers from taking points, or lets them take points again; what runs is finished. */
export async function pauseQueues(redis: Redis, isPaused: boolean): Promise<void> {
  for (const [name] of await versionsAt(redis)) {
    const queue = await openQueue(redis, name);
    await (isPaused ? queue.pause() : queue.resume());
    await queue.close();
  }
}

/**
 * Takes out of all queues what waits and what failed; what runs is finished. The sweeps that asked for it end with an error.
 *
 * @returns the number of points that waited
 */
export async function drainQueues(redis: Redis): Promise<number> {
  let drained = 0;
  for (const [name] of await versionsAt(redis)) {
    const queue = await openQueue(redis, name);
    const { prioritized, wait, delayed } = await queue.getJobCounts('prioritized', 'wait', 'delayed');
    await redis.incr(keysOf(name).drained);
    await queue.drain(true);
    await queue.clean(0, 0, 'failed');
    await queue.close();
    drained += prioritized + wait + delayed;
  }
  return drained;
}
