import { LASTS } from './keys.js';
import type { Wire } from './wire.js';

/** What became of a point. */
export interface Found {
  /** Its result, JSON. */
  readonly result?: string;
  /** Why its last attempt failed. */
  readonly failure?: string;
  /** Whether the queue has it. */
  readonly isThere: boolean;
}

const WORKER_DIED = /stalled more than allowable limit/;

const whyOf = (reason: string): string =>
  WORKER_DIED.test(reason)
    ? 'the workers that computed this point died one after another: it may need more memory than they have'
    : reason;

/** What became of points; results that are taken are kept a little longer for other sweeps, then forgotten. */
export async function lookAfter(
  { redis, queue, keys }: Wire,
  ids: readonly string[],
): Promise<Map<string, Found>> {
  const pipeline = redis.pipeline();
  for (const id of ids) {
    pipeline.getex(keys.result(id), 'EX', LASTS.taken);
    pipeline.hmget(queue.toKey(id), 'timestamp', 'failedReason', 'finishedOn');
  }
  const answers = (await pipeline.exec()) ?? [];
  return new Map(
    ids.map((id, i) => {
      const result = answers[2 * i]?.[1];
      const [timestamp, why, at] = (answers[2 * i + 1]?.[1] ?? []) as (string | null)[];
      const failure = why && at ? whyOf(why) : undefined;
      return [id, { ...(typeof result === 'string' && { result }), failure, isThere: Boolean(timestamp) }];
    }),
  );
}
