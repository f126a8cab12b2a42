import { answersOf } from './answers.js';
import { LASTS } from './keys.js';
import { readText } from './readText.js';
import type { Wire } from './wire.js';

/** What became of a point. */
export interface Found {
  /** Its result, JSON. */
  readonly result?: string;
  /** Why its last attempt failed. */
  readonly failure?: Error;
  /** Whether the queue has it. */
  readonly isThere: boolean;
}

const WORKER_DIED = /stalled more than allowable limit/;

/** Classes of errors that the library throws; what is of another arrives as an Error. */
const CLASSES: Readonly<Record<string, ErrorConstructor>> = { RangeError, TypeError };

/** The error of the last attempt, of its own class: BullMQ keeps the message, and the class as the first word of the stack. */
function failureOf(reason: string, stacks: string | null): Error {
  if (WORKER_DIED.test(reason))
    return new Error(
      'the workers that computed this point died one after another: it may need more memory than they have',
    );
  const all = readText(stacks);
  const stack: unknown = Array.isArray(all) ? all.at(-1) : undefined;
  const name = /^\w+(?=:)/.exec(String(stack))?.[0] ?? '';
  return new (Object.hasOwn(CLASSES, name) ? CLASSES[name] : Error)(reason);
}

/** What became of points; results that are taken are kept a little longer for other sweeps, then forgotten. */
export async function lookAfter(
  { redis, queue, keys }: Wire,
  ids: readonly string[],
): Promise<Map<string, Found>> {
  const pipeline = redis.pipeline();
  for (const id of ids) {
    pipeline.getex(keys.result(id), 'EX', LASTS.taken);
    pipeline.hmget(queue.toKey(id), 'timestamp', 'failedReason', 'finishedOn', 'stacktrace');
  }
  const answers = await answersOf(pipeline);
  return new Map(
    ids.map((id, i) => {
      const result = answers[2 * i];
      const [timestamp, why, at, stacks] = answers[2 * i + 1] as (string | null)[];
      // A failure may have no words.
      const failure = why === null || at === null ? undefined : failureOf(why, stacks);
      return [id, { ...(typeof result === 'string' && { result }), failure, isThere: Boolean(timestamp) }];
    }),
  );
}
