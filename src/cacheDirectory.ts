import { join } from 'node:path';
import envPaths from 'env-paths';

/**
 * The folder in which results and downloads are kept between runs: `HEAVYTAIL_CACHE` where it is set, else the
 * user's cache folder of the operating system.
 *
 * @param below names of folders below it, for example `'cells'`
 */
export const cacheDirectory = (...below: readonly string[]): string =>
  join(process.env.HEAVYTAIL_CACHE || envPaths('heavytail', { suffix: '' }).cache, ...below);
