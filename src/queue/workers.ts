import { answersOf } from './answers.js';
import { LASTS } from './keys.js';
import { readFields } from './readText.js';
import type { Wire } from './wire.js';

/** What a worker tells of itself. */
export interface WorkerNote {
  readonly host: string;
  readonly pid: number;
  readonly threads: number;
}

/** Says that a worker lives; it is forgotten when it does not say so again. */
export async function tellOfWorker({ redis, keys }: Wire, name: string, note: WorkerNote): Promise<void> {
  await answersOf(
    redis.multi().sadd(keys.workers, name).set(keys.worker(name), JSON.stringify(note), 'EX', LASTS.life),
  );
}

/** Forgets a worker at once. */
export async function forgetWorker({ redis, keys }: Wire, name: string): Promise<void> {
  await redis.multi().srem(keys.workers, name).del(keys.worker(name)).exec();
}

/** The workers of a queue that live. */
export async function livingWorkers({ redis, keys }: Pick<Wire, 'redis' | 'keys'>): Promise<WorkerNote[]> {
  const names = await redis.smembers(keys.workers);
  if (names.length === 0) return [];
  const notes = await redis.mget(names.map(keys.worker));
  const gone = names.filter((_, i) => notes[i] === null);
  if (gone.length > 0) await redis.srem(keys.workers, ...gone);
  return notes.flatMap(
    (note) => readFields<WorkerNote>(note, { host: 'string', pid: 'number', threads: 'number' }) ?? [],
  );
}
