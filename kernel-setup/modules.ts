/** What `require` and `import()` mean in a cell: packages, ES modules, and local files that are read again when edited. */
import { readFileSync, statSync, existsSync } from 'node:fs';
import { createRequire, isBuiltin, type SourceMap } from 'node:module';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction, constants, Script } from 'node:vm';
import { IMPORT_NAME, META_NAME } from './emit.js';

export interface CompiledFile {
  readonly code: string;
  readonly map: SourceMap | undefined;
  readonly imports: readonly string[];
}

export interface CellModules {
  /** `require` for code in the notebook's folder. */
  readonly require: (specifier: string) => unknown;
  /** `import()` for code in the notebook's folder. */
  readonly import: (specifier: string) => Promise<unknown>;
  /** `import.meta` of a cell. */
  readonly meta: object;
  /** Forgets every local file that was edited since it was loaded, and all that import it. */
  refresh(): void;
  /** Loads the ES modules among `specifiers` that `require` cannot load: with top-level await, or for `import` only. */
  prepare(specifiers: readonly string[]): Promise<void>;
  /** The source map of a local file. */
  mapOf(file: string): SourceMap | undefined;
}

interface LocalModule {
  readonly file: string;
  readonly stamp: string;
  readonly compiled: CompiledFile;
  readonly dependencies: Set<string>;
  loaded: boolean;
  exports: unknown;
}

const SOURCE = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']);
/** The extensions tried for an import without one, and the sources that a written extension may stand for. */
const TRIED = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js'];
const STANDS_FOR: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};
const ONLY_BY_IMPORT = new Set([
  'ERR_REQUIRE_ASYNC_MODULE',
  'ERR_REQUIRE_ESM',
  'ERR_PACKAGE_PATH_NOT_EXPORTED',
]);

const ownRequire = createRequire(import.meta.url);
const isLocal = (specifier: string): boolean =>
  /^\.\.?(\/|$)/.test(specifier) || isAbsolute(specifier) || specifier.startsWith('file:');
const codeOf = (error: unknown): string | undefined => (error as { code?: string } | undefined)?.code;

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'missing' : `${stat.mtimeMs} ${stat.size}`;
}

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

function resolveLocal(folder: string, specifier: string): string {
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

/** A package as `require` finds it from a folder; this package itself is found everywhere. */
function requirePackage(folder: string, specifier: string): unknown {
  try {
    return createRequire(join(folder, 'cell.js'))(specifier);
  } catch (error) {
    const own = specifier === 'heavytail' || specifier.startsWith('heavytail/');
    const notFound =
      codeOf(error) === 'MODULE_NOT_FOUND' && (error as Error).message.includes(`'${specifier}'`);
    if (own && notFound) return ownRequire(specifier);
    throw error;
  }
}

/** Node's own `import()`, resolving from a folder. The option for it is marked experimental until Node 22. */
function nativeImport(folder: string, specifier: string): Promise<object> {
  const script = new Script('(specifier) => import(specifier)', {
    filename: join(folder, 'cell.mjs'),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return (script.runInThisContext() as (specifier: string) => Promise<object>)(specifier);
}

/** A namespace in the shape that compiled `import` statements expect of `require`. */
const asRequired = (namespace: object): object =>
  'default' in namespace ? { ...namespace, __esModule: true } : namespace;

const metaOf = (file: string): object => ({
  url: pathToFileURL(file).href,
  filename: file,
  dirname: dirname(file),
  resolve: (specifier: string) => pathToFileURL(createRequire(file).resolve(specifier)).href,
});

export function createModules(
  folder: string,
  compileFile: (file: string, text: string) => CompiledFile,
  special: ReadonlyMap<string, () => unknown>,
): CellModules {
  const local = new Map<string, LocalModule>();
  const imported = new Map<string, object>();
  const key = (from: string, specifier: string): string => `${from}\n${specifier}`;

  const find = (file: string): LocalModule => {
    const known = local.get(file);
    if (known !== undefined) return known;
    const text = readFileSync(file, 'utf8');
    const compiled = compileFile(file, text);
    const found = {
      file,
      stamp: stampOf(file),
      compiled,
      dependencies: new Set<string>(),
      loaded: false,
      exports: {},
    };
    local.set(file, found);
    return found;
  };

  const loadLocal = (file: string): unknown => {
    if (extname(file) === '.json') return JSON.parse(readFileSync(file, 'utf8')) as unknown;
    if (!SOURCE.has(extname(file))) return ownRequire(file);
    const found = find(file);
    if (found.loaded) return found.exports;
    const module = { exports: found.exports };
    found.loaded = true;
    const from = dirname(file);
    const names = ['exports', 'require', 'module', '__filename', '__dirname', IMPORT_NAME, META_NAME];
    try {
      const run = compileFunction(found.compiled.code, names, { filename: file }) as (
        ...args: unknown[]
      ) => void;
      const requireHere = (specifier: string): unknown => requireFrom(from, specifier, found);
      run(module.exports, requireHere, module, file, from, importFrom(from), metaOf(file));
    } catch (error) {
      local.delete(file);
      throw error;
    }
    found.exports = module.exports;
    return module.exports;
  };

  const requireFrom = (from: string, specifier: string, parent?: LocalModule): unknown => {
    const made = special.get(specifier);
    if (made !== undefined) return made();
    if (isLocal(specifier)) {
      const file = resolveLocal(from, specifier);
      parent?.dependencies.add(file);
      return loadLocal(file);
    }
    return imported.get(key(from, specifier)) ?? requirePackage(from, specifier);
  };

  const importFrom =
    (from: string) =>
    async (specifier: string): Promise<unknown> => {
      const text = String(specifier);
      if (special.has(text) || isLocal(text)) {
        await prepareFrom(from, [text], new Set());
        const loaded = requireFrom(from, text) as { __esModule?: boolean };
        return loaded.__esModule === true ? loaded : { ...loaded, default: loaded };
      }
      return nativeImport(from, text).catch((error: unknown) => {
        if (codeOf(error) !== 'ERR_MODULE_NOT_FOUND' || !/^heavytail($|\/)/.test(text)) throw error;
        return requirePackage(from, text);
      });
    };

  const prepareFrom = async (
    from: string,
    specifiers: readonly string[],
    seen: Set<string>,
  ): Promise<void> => {
    for (const specifier of specifiers) {
      if (isBuiltin(specifier) || special.has(specifier) || imported.has(key(from, specifier))) continue;
      try {
        if (!isLocal(specifier)) requirePackage(from, specifier);
        else {
          const file = resolveLocal(from, specifier);
          if (seen.has(file) || !SOURCE.has(extname(file))) continue;
          seen.add(file);
          await prepareFrom(dirname(file), find(file).compiled.imports, seen);
        }
      } catch (error) {
        // Any other failure is left to the statement that imports, so that its line is reported.
        if (!ONLY_BY_IMPORT.has(codeOf(error) ?? '') || isLocal(specifier)) continue;
        imported.set(key(from, specifier), asRequired(await nativeImport(from, specifier)));
      }
    }
  };

  const refresh = (): void => {
    const stale = new Set(
      [...local.values()].filter((each) => stampOf(each.file) !== each.stamp).map((each) => each.file),
    );
    for (let before = -1; before !== stale.size;) {
      before = stale.size;
      for (const each of local.values())
        if ([...each.dependencies].some((file) => stale.has(file))) stale.add(each.file);
    }
    for (const file of stale) local.delete(file);
  };

  return {
    require: (specifier) => requireFrom(folder, specifier),
    import: importFrom(folder),
    meta: metaOf(join(folder, 'cell.ts')),
    refresh,
    prepare: (specifiers) => prepareFrom(folder, specifiers, new Set()),
    mapOf: (file) => local.get(file)?.compiled.map,
  };
}
