/** Local files that cells import: compiled when they are first needed, and again when they were edited. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire, isBuiltin, type SourceMap } from 'node:module';
import { dirname, extname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import type { CompiledFile } from './compiler.js';
import { IMPORT_NAME, META_NAME } from './emit.js';

interface LocalModule {
  readonly file: string;
  readonly stamp: string;
  readonly compiled: CompiledFile;
  readonly dependencies: Set<string>;
  loaded: boolean;
  exports: unknown;
}

/** A file that was started. */
interface Run {
  readonly module: { readonly exports: unknown };
  readonly done: unknown;
}

/** What a file finds besides its own and the global names. */
export interface Given {
  readonly require: (specifier: string) => unknown;
  readonly import: (specifier: string) => Promise<unknown>;
}

export interface LocalModules {
  /** What a file exports; runs it at the first call. */
  load(file: string): unknown;
  /** Runs a file that waits at its top level, so that it can be loaded. */
  prepare(file: string): Promise<void>;
  /** What a file imports; none if it is no source. */
  importsOf(file: string): readonly string[];
  /** Forgets every file that was edited since it was loaded, and all that import it. */
  refresh(): void;
  /** The source map of a file. */
  mapOf(file: string): SourceMap | undefined;
}

const SOURCE = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']);
/** The extensions tried for an import without one, and the sources that a written extension may stand for. */
const TRIED = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];
const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const ownRequire = createRequire(import.meta.url);

/** Whether a specifier names a file and not a package. */
export const isLocal = (specifier: string): boolean =>
  /^\.\.?(\/|$)/.test(specifier) || isAbsolute(specifier) || specifier.startsWith('file:');

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'missing' : `${stat.mtimeMs} ${stat.size}`;
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

/** The file that a local specifier means in code of a folder. */
export function resolveLocal(folder: string, specifier: string): string {
  const path = specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(folder, specifier);
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const sources = (STANDS_FOR[extension] ?? []).map((each) => stem + each);
  const found = [...TRIED.map((each) => path + each), ...sources].find(isFile);
  if (found === undefined)
    throw Object.assign(new Error(`Cannot find module '${specifier}' from ${folder}`), {
      code: 'MODULE_NOT_FOUND',
    });
  return found;
}

/** `import.meta` as code in a file finds it. */
export interface ImportMeta {
  readonly url: string;
  readonly filename: string;
  readonly dirname: string;
  readonly resolve: (specifier: string) => string;
}

export const metaOf = (file: string): ImportMeta => ({
  url: pathToFileURL(file).href,
  filename: file,
  dirname: dirname(file),
  resolve: (specifier: string) => {
    const found = createRequire(file).resolve(specifier);
    return isBuiltin(found) ? `node:${found.replace(/^node:/, '')}` : pathToFileURL(found).href;
  },
});

/** `given` makes the `require` and `import()` of a file; the local files that it requires are added to `dependencies`. */
export function createLocalModules(
  compileFile: (file: string, text: string) => CompiledFile,
  given: (folder: string, dependencies: Set<string>) => Given,
): LocalModules {
  const modules = new Map<string, LocalModule>();
  /** Kept also of files that failed, whose stacks are read later. */
  const maps = new Map<string, SourceMap | undefined>();

  const find = (file: string): LocalModule => {
    const known = modules.get(file);
    if (known !== undefined) return known;
    const compiled = compileFile(file, readFileSync(file, 'utf8'));
    const dependencies = new Set<string>();
    const found = { file, stamp: stampOf(file), compiled, dependencies, loaded: false, exports: {} };
    modules.set(file, found);
    maps.set(file, compiled.map);
    return found;
  };

  const run = ({ file, compiled, dependencies, exports }: LocalModule): Run => {
    const module = { exports };
    const folder = dirname(file);
    const { require, import: load } = given(folder, dependencies);
    const names = ['exports', 'require', 'module', '__filename', '__dirname', IMPORT_NAME, META_NAME];
    const code = compiled.isAsync ? `return (async () => { ${compiled.code}\n})()` : compiled.code;
    const body = compileFunction(code, names, { filename: file }) as (...args: unknown[]) => unknown;
    const done = body(exports, require, module, file, folder, load, metaOf(file));
    return { module, done };
  };

  const load = (file: string): unknown => {
    if (extname(file) === '.json') return JSON.parse(readFileSync(file, 'utf8')) as unknown;
    if (!SOURCE.has(extname(file))) return ownRequire(file);
    const found = find(file);
    if (found.loaded) return found.exports;
    if (found.compiled.isAsync)
      throw new Error(`${file} has an await at its top level, so only import can load it, not require`);
    // Set before it runs: files may import each other.
    found.loaded = true;
    try {
      found.exports = run(found).module.exports;
    } catch (error) {
      modules.delete(file);
      throw error;
    }
    return found.exports;
  };

  const prepare = async (file: string): Promise<void> => {
    const found = SOURCE.has(extname(file)) ? find(file) : undefined;
    if (found?.compiled.isAsync !== true || found.loaded) return;
    found.loaded = true;
    try {
      const { module, done } = run(found);
      await done;
      found.exports = module.exports;
    } catch (error) {
      modules.delete(file);
      throw error;
    }
  };

  const refresh = (): void => {
    const all = [...modules.values()];
    const stale = new Set(all.filter((each) => stampOf(each.file) !== each.stamp).map((each) => each.file));
    for (let before = -1; before !== stale.size;) {
      before = stale.size;
      for (const each of all)
        if ([...each.dependencies].some((file) => stale.has(file))) stale.add(each.file);
    }
    for (const file of stale) modules.delete(file);
  };

  return {
    load,
    prepare,
    importsOf: (file) => (SOURCE.has(extname(file)) ? find(file).compiled.imports : []),
    refresh,
    mapOf: (file) => maps.get(file),
  };
}
