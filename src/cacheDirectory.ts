import { join } from 'node:path';
import envPaths from 'env-paths';
import { argumentError } from './check.js';

/**
 * The folder in which results and downloads are kept between runs: `HEAVYTAIL_CACHE` where it is set, else the
 * user's cache folder of the operating system.
 *
 * @param below names of folders below it, for example `'cells'`
 */
export function cacheDirectory(...below: readonly string[]): string {
  for (const name of below as readonly unknown[])
    if (typeof name !== 'string') throw argumentError('below', name, 'names of folders');
  return join(process.env.HEAVYTAIL_CACHE || envPaths('heavytail', { suffix: '' }).cache, ...below);
}
