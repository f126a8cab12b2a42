import { answersOf } from './answers.js';
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

/** Sees to it that the data that points refer to are at the server, for another day: a server may have forgotten them. */
export async function sendAttachments({ redis }: Wire, jobs: readonly QueueJob[]): Promise<void> {
  const wanted = new Map(jobs.flatMap(({ attached }) => [...(attached ?? [])]));
  const asked = redis.pipeline();
  for (const digest of wanted.keys()) asked.expire(attachmentKey(digest), LASTS.attachment);
  const isThere = await answersOf(asked);
  for (const [i, [digest, bytesOf]] of [...wanted].entries()) {
    if (isThere[i] === 1) continue;
    const bytes = bytesOf();
    if (bytes.byteLength > ATTACHMENT_LIMIT)
      throw new RangeError(
        `the data of these points have ${(bytes.byteLength / 2 ** 20).toFixed(0)} MiB, and at most ${ATTACHMENT_LIMIT / 2 ** 20} MiB go through the queue: compute them with on: "threads"`,
      );
    await redis.set(
      attachmentKey(digest),
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      'EX',
      LASTS.attachment,
    );
  }
}

/** Keeps alive what points that wait or run need at the server, which forgets it after a day otherwise. */
export async function keepAlive(wire: Wire, jobs: readonly QueueJob[], caller: string): Promise<void> {
  const { redis, keys } = wire;
  const kept = redis.pipeline();
  for (const { id } of jobs) kept.sadd(keys.callers(id), caller).expire(keys.callers(id), LASTS.result);
  await answersOf(kept);
  await sendAttachments(wire, jobs);
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
  const answers = await answersOf(asked);
  const failed = jobs.filter((_, i) => typeof answers[3 * i + 2] === 'string');
  for (const { id } of failed) if ((await queue.getJobState(id)) === 'failed') await queue.remove(id);
  await queue.addBulk(bulk);
}
