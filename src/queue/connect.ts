import type { Redis } from 'ioredis';
import type { QueueAddress } from './address.js';

/** Milliseconds after which a server that does not answer at the beginning is given up. */
const FIRST_ANSWER = 5000;

/** How a client reaches the server; lost connections are made again, at last every second, until `giveUp` aborts. */
export const clientOptions = (
  { host, port, db, username, password, tls }: QueueAddress,
  giveUp?: AbortSignal,
): ClientOptions => ({
  ...{ host, port, db, username, password },
  ...(tls && { tls: {} }),
  connectTimeout: FIRST_ANSWER,
  maxRetriesPerRequest: null,
  retryStrategy: (times) => (giveUp?.aborted ? null : Math.min(50 * 2 ** times, 1000)),
});

/** What both BullMQ and its client take. */
interface ClientOptions {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: object;
  readonly connectTimeout: number;
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number | null;
}

/** What an error of a connection says, also one that stands for several. */
const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  // The client takes another program's answer for a fault of its own, to be reported.
  return message.startsWith('Protocol error') ? 'what answers there is no Redis' : message;
};

/**
 * Connects to the server of a queue. The library of the client is loaded here, and nowhere else.
 *
 * @throws Error with one sentence where the server does not answer, refuses the password or has no such database
 */
export async function connect(address: QueueAddress): Promise<Redis> {
  const { Redis } = await import('ioredis');
  const redis = new Redis({ ...clientOptions(address), lazyConnect: true });
  let why: unknown;
  redis.on('error', (error) => (why = error));
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(why ?? new Error('no answer')), FIRST_ANSWER).unref();
  });
  late.catch(() => undefined);
  // The client would go on in database 0 where the server has none of that number; a user may be allowed to ping alone.
  const greet = (): Promise<unknown> =>
    redis
      .connect()
      .then((): Promise<unknown> => (address.db === 0 ? redis.ping() : redis.select(address.db)));
  const refused = await Promise.race([greet(), late]).then(
    () => undefined,
    (error: unknown) => reasonOf(why ?? error),
  );
  if (refused === undefined) return redis;
  redis.disconnect();
  // Without its cause: an error of the client can hold the command that was refused, and with it the password.
  throw new Error(`the queue at ${address.text} does not answer: ${refused}`);
}
