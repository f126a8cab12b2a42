import type { QueueAddress } from './address.js';
import type { EngineVersion } from './keys.js';
import { openWire } from './wire.js';

/**
 * Ends the sweeps of a process that can no longer do so itself: workers stop what only they wanted.
 *
 * @param process what the process called itself, `HEAVYTAIL_CALLER`
 */
export async function endCallers(
  address: QueueAddress,
  version: EngineVersion,
  process: string,
): Promise<void> {
  const wire = await openWire(address, version);
  const { redis, keys } = wire;
  try {
    for await (const found of redis.scanStream({ match: keys.caller(`${process}.*`), count: 1000 }))
      for (const key of found as string[]) await redis.del(key);
    await redis.publish(keys.cancelled, process);
  } finally {
    await wire.close();
  }
}
