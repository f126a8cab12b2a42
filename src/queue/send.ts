import { ATTACHMENT_LIMIT, attachmentKey, checkMessage, LASTS } from './keys.js';
import type { Wire } from './wire.js';

/** A point as it is sent: plain JSON. */
export interface QueueJob {
  /** The hash of all that its result depends on. */
  readonly id: string;
  readonly kind: string;
  readonly data: unknown;
  /** Its place in its sweep: the k-th points of all sweeps come before every later one, so that a short sweep does not wait behind a long one. */
  readonly place: number;
  /** Data that it refers to, by their hash. */
  readonly attached?: ReadonlyMap<string, () => Uint8Array>;
}

const MOST_PRIORITY = 2 ** 21;

/** Sends data that points refer to, each once. */
export async function sendAttachments(
  { redis }: Wire,
  jobs: readonly QueueJob[],
  sent: Set<string>,
): Promise<void> {
  for (const { attached } of jobs)
    for (const [digest, bytesOf] of attached ?? []) {
      if (sent.has(digest)) continue;
      const key = attachmentKey(digest);
      if ((await redis.expire(key, LASTS.attachment)) === 0) {
        const bytes = bytesOf();
        if (bytes.byteLength > ATTACHMENT_LIMIT)
          throw new RangeError(
            `the data of these points have ${(bytes.byteLength / 2 ** 20).toFixed(0)} MiB, and at most ${ATTACHMENT_LIMIT / 2 ** 20} MiB go through the queue: compute them with on: "threads"`,
          );
        await redis.set(
          key,
          Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
          'EX',
          LASTS.attachment,
        );
      }
      sent.add(digest);
    }
}

/** The text of a point, for its limit, and the point as BullMQ takes it. */
function bulkJob({ id, kind, data, place }: QueueJob): {
  name: string;
  data: unknown;
  opts: { jobId: string; priority: number };
} {
  checkMessage('a point', JSON.stringify(data));
  return { name: kind, data, opts: { jobId: id, priority: Math.min(place + 1, MOST_PRIORITY) } };
}

/**
 * Puts points into the queue on behalf of a sweep. One that is there already, because another sweep asked for it, is not added twice; one that
 * failed before is tried again.
 */
export async function sendJobs(
  { redis, queue, keys }: Wire,
  jobs: readonly QueueJob[],
  caller: string,
): Promise<void> {
  const bulk = jobs.map(bulkJob);
  const asked = redis.pipeline();
  for (const { id } of jobs) {
    asked.sadd(keys.callers(id), caller).expire(keys.callers(id), LASTS.result);
    asked.hget(queue.toKey(id), 'failedReason');
  }
  const answers = (await asked.exec()) ?? [];
  const failed = jobs.filter((_, i) => typeof answers[3 * i + 2]?.[1] === 'string');
  for (const { id } of failed) if ((await queue.getJobState(id)) === 'failed') await queue.remove(id);
  await queue.addBulk(bulk);
}
