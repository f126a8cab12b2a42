/** Current TypeScript under tslab's converter, in place of the 5.0 that tslab brings along. */
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as TypeScript from 'typescript';
import { completionsForTslab, quickInfo, typeRoots } from './typescriptForTslab.js';

export type TS = typeof TypeScript;

const require = createRequire(import.meta.url);
const tslabRequire = createRequire(require.resolve('tslab/package.json'));
const expectedPath = tslabRequire.resolve('@tslab/typescript-for-tslab');

/** TypeScript itself. */
export const plainTypeScript = (): TS => require('typescript') as TS;

/**
 * Loads TypeScript and hands it, with `overrides(ts)` in front, to every module that asks for tslab's own copy of
 * TypeScript afterwards, tslab's converter among them. Its exports cannot be redefined, so a copy takes their place. The
 * functions that tslab's copy has and TypeScript has not are added.
 */
export function loadTypeScript(overrides: (original: TS) => object): TS {
  const original = plainTypeScript();
  const added = {
    getDefaultTypeRoots: typeRoots,
    getQuickInfoAtPosition: quickInfo(original),
    Completions: completionsForTslab(original),
  };
  const kept = Object.getOwnPropertyDescriptors(original) as PropertyDescriptorMap;
  const replaced = Object.getOwnPropertyDescriptors({ ...added, ...overrides(original) });
  const module = new Module(expectedPath);
  module.filename = expectedPath;
  module.exports = Object.defineProperties({}, { ...kept, ...replaced });
  module.loaded = true;
  require.cache[expectedPath] = module;
  return module.exports as TS;
}

/** Loads one of tslab's own modules, for example `dist/converter`. */
export function loadTslab<T>(path: string): T {
  return require(`tslab/${path}`) as T;
}

/** The version of TypeScript that checks the cells, read without loading it. */
export function typeScriptVersion(): string {
  return (require('typescript/package.json') as { version: string }).version;
}

/** The folder with the types of Node that come with this package, for folders of notebooks that have none. */
export const bundledTypes = (): string => join(require.resolve('@types/node/package.json'), '..', '..');
