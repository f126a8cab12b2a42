import type { QueueAddress } from './address.js';
import { connect } from './connect.js';
import { within } from './ending.js';
import { keysOf, queueName, type EngineVersion } from './keys.js';

/** Milliseconds for which the server may take. */
const PATIENCE = 5000;

/**
 * Ends the sweeps of a process that can no longer do so itself: workers stop what only they wanted.
 *
 * @param process what the process called itself, `HEAVYTAIL_CALLER`
 * @returns a function that does it, over a connection that is there already: an interrupt leaves little time
 * @throws Error with one sentence where the server does not answer
 */
export async function callersEnding(
  address: QueueAddress,
  version: EngineVersion,
  process: string,
): Promise<() => Promise<void>> {
  const redis = await connect(address);
  const keys = keysOf(queueName(version));
  const end = async (): Promise<void> => {
    for await (const found of redis.scanStream({ match: keys.caller(`${process}.*`), count: 1000 }))
      for (const key of found as string[]) await redis.del(key);
    await redis.publish(keys.cancelled, process);
  };
  return async () => {
    // Where the server is gone, there is nothing left to end.
    if (redis.status === 'ready') await within(PATIENCE, end());
    redis.disconnect();
  };
}
