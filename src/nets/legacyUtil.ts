import { createRequire } from 'node:module';

/**
 * Gives `util` the two functions that tfjs-node 4.22 calls and Node no longer wants: `isNullOrUndefined` went with Node 23,
 * and before that both warn at every first call. To be called before tfjs-node is loaded.
 */
export function restoreLegacyUtil(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
  util.isArray = Array.isArray;
}
