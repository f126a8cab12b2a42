import { createHash } from 'node:crypto';
import { configure } from 'safe-stable-stringify';

const canonicalJson = configure({ strict: true });

/** Which numbers a process computes: points are exchanged only between those that give the same bits. */
export interface EngineVersion {
  /** The version of the package, for people. */
  readonly package: string;
  /** The versions of all numbers of the library. */
  readonly numbers: Readonly<Record<string, number>>;
}

const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(canonicalJson(value) ?? '')
    .digest('hex');

/** A version as it is shown. */
export const versionText = (version: EngineVersion): string =>
  `heavytail ${version.package} (${hashOf(version).slice(0, 8)})`;

/** The queue of a version: workers of others never see its points. */
export const queueName = (version: EngineVersion): string =>
  `heavytail-${version.package}-${hashOf(version).slice(0, 8)}`;

/** The name of a point: the hash of all that its result depends on. */
export const jobId = (kind: string, data: unknown): string => hashOf({ kind, data });

/** All queues that there are: a hash from their names to their versions. */
export const QUEUES = 'heavytail:queues';

/** Names of what stands beside a queue on its server. */
export const keysOf = (queue: string): QueueKeys => ({
  result: (id) => `heavytail:${queue}:result:${id}`,
  callers: (id) => `heavytail:${queue}:callers:${id}`,
  caller: (caller) => `heavytail:${queue}:caller:${caller}`,
  worker: (worker) => `heavytail:${queue}:worker:${worker}`,
  workers: `heavytail:${queue}:workers`,
  drained: `heavytail:${queue}:drained`,
  cancelled: `heavytail:${queue}:cancelled`,
});

export interface QueueKeys {
  /** The result of a point, until its callers have had time to take it. */
  readonly result: (id: string) => string;
  /** The set of the sweeps that want a point. */
  readonly callers: (id: string) => string;
  /** There as long as a sweep lives. */
  readonly caller: (caller: string) => string;
  /** There as long as a worker lives: what it is. */
  readonly worker: (worker: string) => string;
  /** The set of the names of the workers. */
  readonly workers: string;
  /** How often the queue was emptied by hand. */
  readonly drained: string;
  /** The channel on which workers hear that a sweep has ended. */
  readonly cancelled: string;
}

/** Data that points refer to by their hash. */
export const attachmentKey = (digest: string): string => `heavytail:data:${digest}`;

/** Bytes of one message, a point or its result, at most. */
export const MESSAGE_LIMIT = 16 * 2 ** 20;

/** Bytes of data that points share, such as a data set, at most. */
export const ATTACHMENT_LIMIT = 256 * 2 ** 20;

/** Seconds. */
export const LASTS = {
  /** A result that nobody has taken. */
  result: 24 * 3600,
  /** A result that was taken: for another sweep that waits for the same point. */
  taken: 60,
  /** Data that points share, after they were last asked for. */
  attachment: 24 * 3600,
  /** The sign of life of a sweep or a worker. */
  life: 30,
} as const;

/** Throws for what is larger than a message may be. */
export function checkMessage(what: string, text: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > MESSAGE_LIMIT)
    throw new RangeError(
      `${what} has ${(bytes / 2 ** 20).toFixed(1)} MiB, and at most ${MESSAGE_LIMIT / 2 ** 20} MiB go through the queue: compute it with on: "threads"`,
    );
}
