import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { argumentError } from './check.js';

/**
 * The user's home folder. Where the system knows none, as of users of some containers, one that nobody has: nothing can be kept
 * then, which is told as of any folder that cannot be written.
 */
function home(): string {
  try {
    return homedir();
  } catch {
    return '/nonexistent';
  }
}

/** The folder of this program among those of the user's caches, where each system has them. */
function userCache(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME = '' } = process.env;
  if (process.platform === 'win32')
    return join(LOCALAPPDATA || join(home(), 'AppData', 'Local'), 'heavytail', 'Cache');
  if (process.platform === 'darwin') return join(home(), 'Library', 'Caches', 'heavytail');
  // The XDG Base Directory Specification: relative paths are to be ignored.
  return join(isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(home(), '.cache'), 'heavytail');
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
