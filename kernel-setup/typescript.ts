/** The TypeScript inside tslab, with the two functions replaced that the kernel has to see into. */
import { createRequire } from 'node:module';
import type * as TypeScript from '@tslab/typescript-for-tslab';

export type TS = typeof TypeScript;

const require = createRequire(import.meta.url);
const tslabRequire = createRequire(require.resolve('tslab/package.json'));
const modulePath = tslabRequire.resolve('@tslab/typescript-for-tslab');

/**
 * Loads TypeScript and puts `overrides(ts)` in front of it for every module that loads it afterwards, tslab's converter
 * among them. Its exports are getters that cannot be redefined, so a copy takes their place.
 */
export function loadTypeScript(overrides: (original: TS) => object): TS {
  const original = tslabRequire(modulePath) as TS;
  const replaced = Object.getOwnPropertyDescriptors(overrides(original));
  const kept = Object.getOwnPropertyDescriptors(original) as PropertyDescriptorMap;
  const copy = Object.defineProperties({}, { ...kept, ...replaced });
  const cached = require.cache[modulePath];
  if (cached === undefined) throw new Error(`${modulePath} was not loaded as a module`);
  cached.exports = copy;
  return copy as TS;
}

/** Loads one of tslab's own modules, for example `dist/converter`. */
export function loadTslab<T>(path: string): T {
  return require(`tslab/${path}`) as T;
}

/** The version of TypeScript that checks the cells, read without loading it. */
export function typeScriptVersion(): string {
  const packageFile = tslabRequire.resolve('@tslab/typescript-for-tslab/package.json');
  return (require(packageFile) as { version: string }).version;
}
