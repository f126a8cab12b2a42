/** What `require` and `import()` mean in a cell: packages, ES modules, and local files that are read again when edited. */
import { isBuiltin, type SourceMap } from 'node:module';
import { dirname, join } from 'node:path';
import { createLocalModules, isLocal, metaOf, resolveLocal, type CompiledFile } from './localModules.js';
import { importPackage, nativeImport, needsImport, requirePackage } from './packages.js';

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

/** A namespace in the shape that compiled `import` statements expect of `require`. */
const asRequired = (namespace: object): object =>
  'default' in namespace ? { ...namespace, __esModule: true } : namespace;

/** Modules for code in `folder`; those named in `special` are made by the kernel itself. */
export function createModules(
  folder: string,
  compileFile: (file: string, text: string) => CompiledFile,
  special: ReadonlyMap<string, () => unknown>,
): CellModules {
  /** ES modules that `require` cannot load, by the folder they are imported from and their name. */
  const imported = new Map<string, object>();
  const key = (from: string, specifier: string): string => `${from}\n${specifier}`;

  const requireFrom = (from: string, specifier: string, dependencies?: Set<string>): unknown => {
    const made = special.get(specifier);
    if (made !== undefined) return made();
    if (!isLocal(specifier)) return imported.get(key(from, specifier)) ?? requirePackage(from, specifier);
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
    try {
      if (!isLocal(specifier)) return void requirePackage(from, specifier);
      const file = resolveLocal(from, specifier);
      if (seen.has(file)) return;
      seen.add(file);
      await prepareFrom(dirname(file), local.importsOf(file), seen);
    } catch (error) {
      // Any other failure is left to the statement that imports, so that its line is reported.
      if (!needsImport(error) || isLocal(specifier)) return;
      imported.set(key(from, specifier), asRequired(await nativeImport(from, specifier)));
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
    require: (specifier) => requireFrom(folder, specifier),
    import: (specifier) => importFrom(folder, specifier),
    meta: metaOf(join(folder, 'cell.ts')),
    refresh: local.refresh,
    prepare: (specifiers) => prepareFrom(folder, specifiers, new Set()),
    mapOf: local.mapOf,
  };
}
