import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { QueueAddress } from './address.js';
import { connect } from './connect.js';
import { LAST_ANSWER, within } from './ending.js';
import { keysOf, queueName, QUEUES, type EngineVersion, type QueueKeys } from './keys.js';

/** One queue, and the connection to its server. */
export interface Wire {
  readonly address: QueueAddress;
  readonly redis: Redis;
  readonly queue: Queue;
  readonly keys: QueueKeys;
  close(): Promise<void>;
}

/** Seconds. */
const DAY = 24 * 3600;

/** What holds for every point: three attempts with growing pauses; what failed is kept a day, to be looked at. */
const defaultJobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 500 },
  removeOnComplete: true,
  removeOnFail: { age: DAY, count: 1000 },
} as const;

/** Opens a queue by its name. */
export async function openQueue(redis: Redis, name: string): Promise<Queue> {
  const { Queue: BullQueue } = await import('bullmq');
  // The client is one of ours, so that an interrupt can cut what waits for a lost server.
  const queue = new BullQueue(name, {
    connection: redis,
    defaultJobOptions,
    streams: { events: { maxLen: 100_000 } },
  });
  queue.on('error', () => undefined);
  return queue;
}

/**
 * Opens the queue of a version.
 *
 * @throws Error with one sentence where the server does not answer
 */
export async function openWire(address: QueueAddress, version: EngineVersion): Promise<Wire> {
  const redis = await connect(address);
  const name = queueName(version);
  try {
    await redis.hset(QUEUES, name, JSON.stringify(version));
    const queue = await openQueue(redis, name);
    return {
      ...{ address, redis, queue, keys: keysOf(name) },
      close: async () => {
        await within(LAST_ANSWER, queue.close());
        redis.disconnect();
      },
    };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}
