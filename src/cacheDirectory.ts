import { isAbsolute, join } from 'node:path';
import { argumentError } from './check.js';
import { homeFolder } from './homeFolder.js';

/** The folder of this program among those of the user's caches, where each system has them. */
function userCache(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME = '' } = process.env;
  if (process.platform === 'win32')
    return join(LOCALAPPDATA || join(homeFolder(), 'AppData', 'Local'), 'heavytail', 'Cache');
  if (process.platform === 'darwin') return join(homeFolder(), 'Library', 'Caches', 'heavytail');
  // The XDG Base Directory Specification: relative paths are to be ignored.
  return join(isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homeFolder(), '.cache'), 'heavytail');
}

/**
 * The folder in which results and downloads are kept between runs: `HEAVYTAIL_CACHE` where it is set, else the
 * user's cache folder of the operating system.
 *
 * @param below names of folders below it, for example `'cells'`
 */
export function cacheDirectory(...below: readonly string[]): string {
  for (const name of below as readonly unknown[])
    if (typeof name !== 'string') throw argumentError('below', name, 'names of folders');
  return join(process.env.HEAVYTAIL_CACHE || userCache(), ...below);
}
