/** What `require` and `import()` mean in a cell: packages, ES modules, and local files that are read again when edited. */
import { isBuiltin, type SourceMap } from 'node:module';
import { dirname, join } from 'node:path';
import { types } from 'node:util';
import type { CompiledFile } from './compiler.js';
import { createLocalModules, isLocal, metaOf, resolveLocal, type ImportMeta } from './localModules.js';
import {
  importPackage,
  isLeftToRequire,
  isRequired,
  nativeImport,
  requireOf,
  requirePackage,
} from './packages.js';

export interface CellModules {
  /** `require` for code in the notebook's folder. */
  readonly require: NodeJS.Require;
  /** What an `import` statement of a cell finds, once it was prepared. */
  readonly imported: (specifier: string) => unknown;
  /** `import()` for code in the notebook's folder. */
  readonly import: (specifier: string) => Promise<unknown>;
  /** `import.meta` of a cell. */
  readonly meta: ImportMeta;
  /** Forgets every local file that was edited since it was loaded, and all that import it. */
  refresh(): void;
  /** Loads what cannot be loaded while a statement runs: ES modules, and files that wait at their top level. */
  prepare(specifiers: readonly string[]): Promise<void>;
  /** The source map of a local file. */
  mapOf(file: string): SourceMap | undefined;
}

/** A namespace in the shape that compiled `import` statements expect of `require`. */
const asRequired = (namespace: object): object =>
  'default' in namespace ? { ...namespace, __esModule: true } : namespace;

/** What `read` returns; undefined if it fails, which the statement that imports will do again. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Modules for code in `folder`; those named in `special` are made by the kernel itself. */
export function createModules(
  folder: string,
  compileFile: (file: string, text: string) => CompiledFile,
  special: ReadonlyMap<string, () => unknown>,
): CellModules {
  /**
   * What `import` finds of packages, by the folder they are imported from and their name: the build that their types
   * describe. Undefined where `require` finds the same module.
   */
  const imported = new Map<string, object | undefined>();
  const failed = new Map<string, unknown>();
  const key = (from: string, specifier: string): string => `${from}\n${specifier}`;

  const packageFrom = (from: string, specifier: string): unknown => {
    const at = key(from, specifier);
    if (failed.has(at)) throw failed.get(at);
    return imported.get(at) ?? requirePackage(from, specifier);
  };

  const requireFrom = (from: string, specifier: string, dependencies?: Set<string>): unknown => {
    const made = special.get(specifier);
    if (made !== undefined) return made();
    if (!isLocal(specifier)) {
      const found = packageFrom(from, specifier);
      return types.isModuleNamespaceObject(found) ? asRequired(found as object) : found;
    }
    const file = resolveLocal(from, specifier);
    dependencies?.add(file);
    return local.load(file);
  };

  const importFrom = async (from: string, given: string): Promise<unknown> => {
    const specifier = String(given);
    if (!special.has(specifier) && !isLocal(specifier)) return importPackage(from, specifier);
    await prepareFrom(from, [specifier], new Set());
    const loaded = requireFrom(from, specifier) as { __esModule?: boolean };
    return loaded.__esModule === true ? loaded : { ...loaded, default: loaded };
  };

  const local = createLocalModules(compileFile, (from, dependencies) => ({
    require: (specifier) => requireFrom(from, specifier, dependencies),
    import: (specifier) => importFrom(from, specifier),
  }));

  /** `seen` are the local files that were looked through already. */
  const prepareOne = async (from: string, specifier: string, seen: Set<string>): Promise<void> => {
    if (!isLocal(specifier)) return preparePackage(from, specifier);
    const file = attempt(() => resolveLocal(from, specifier));
    if (file === undefined || seen.has(file)) return;
    seen.add(file);
    await prepareFrom(dirname(file), attempt(() => local.importsOf(file)) ?? [], seen);
    await local.prepare(file);
  };

  const preparePackage = async (from: string, specifier: string): Promise<void> => {
    const at = key(from, specifier);
    failed.delete(at);
    try {
      const namespace = await nativeImport(from, specifier);
      imported.set(at, isRequired(from, specifier, namespace) ? undefined : namespace);
    } catch (error) {
      // Thrown by the statement that imports, so that its line is reported; what `import` cannot load, `require` may.
      if (!isLeftToRequire(error)) failed.set(at, error);
    }
  };

  const prepareFrom = async (
    from: string,
    specifiers: readonly string[],
    seen: Set<string>,
  ): Promise<void> => {
    for (const specifier of specifiers)
      if (!isBuiltin(specifier) && !special.has(specifier) && !imported.has(key(from, specifier)))
        await prepareOne(from, specifier, seen);
  };

  return {
    require: requireOf(folder, (specifier) =>
      isLocal(specifier) || special.has(specifier)
        ? requireFrom(folder, specifier)
        : requirePackage(folder, specifier),
    ),
    imported: (specifier) =>
      isLocal(specifier) || special.has(specifier)
        ? requireFrom(folder, specifier)
        : packageFrom(folder, specifier),
    import: (specifier) => importFrom(folder, specifier),
    meta: metaOf(join(folder, 'cell.ts')),
    refresh: local.refresh,
    prepare: (specifiers) => prepareFrom(folder, specifiers, new Set()),
    mapOf: local.mapOf,
  };
}
