import { join, sep } from 'node:path';
import { cacheDirectory } from '../src/cacheDirectory.js';
import { packageFolder } from '../src/packageFolder.js';

/** Whether npm has installed this package; otherwise it is a clone. */
export const isInstalled = (): boolean => packageFolder().split(sep).includes('node_modules');

/**
 * The folder for what is set up beside the user's own Jupyter: in a clone the clone, where git does not see it. The folder of an
 * installed package is npm's to replace, and may be read-only: there it lies in the cache folder.
 */
export const ownFolder = (name: string): string =>
  isInstalled() ? cacheDirectory(name) : join(packageFolder(), `.${name}`);
