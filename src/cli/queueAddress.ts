import { readAddress, type QueueAddress } from '../queue/address.js';
import { UsageError } from './usageError.js';

/** Flags that say where a queue is. */
export interface OnFlags {
  readonly on?: string;
  readonly insecure?: boolean;
}

/** The Redis of this machine. */
const HERE = 'redis://127.0.0.1:6379';

/**
 * The queue that is meant: `--on`, else `HEAVYTAIL_ON`, else a Redis of this machine. Throws {@link UsageError} otherwise.
 *
 * @param isQueue whether there is nothing to do without a queue
 */
export function queueAddress({ on, insecure }: OnFlags, isQueue = false): QueueAddress {
  const given = on ?? (process.env.HEAVYTAIL_ON || HERE);
  try {
    return readAddress(on === undefined ? 'HEAVYTAIL_ON' : '--on', given, insecure || undefined, isQueue);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
