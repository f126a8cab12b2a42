/** The compiler that tslab's converter is given: strict, with bundler resolution, and without its file watchers. */
import { statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TypeScript from '@tslab/typescript-for-tslab';
import { correctAddedExports } from './cellText.js';
import { shorthands } from './emit.js';
import type { TS } from './typescript.js';

type Host =
  TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<TypeScript.EmitAndSemanticDiagnosticsBuilderProgram>;
type Builder = TypeScript.EmitAndSemanticDiagnosticsBuilderProgram;

/** The file names that tslab gives to the cell and to the declarations of the cells before it. */
export interface CellFiles {
  readonly folder: string;
  readonly cell: string;
  readonly previous: string;
}

export interface LocalFiles {
  /** Tells the compiler of every local file that was edited since it was last read. */
  refresh(): void;
  /** Lets imports that could not be found be looked for again. */
  retryImports(): void;
}

interface Watched {
  readonly changed: TypeScript.FileWatcherCallback;
  modified: number;
}

const modifiedTime = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Where this package's own declarations are, for notebooks in folders that do not have it installed. */
function ownPaths(folder: string): Record<string, string[]> {
  try {
    createRequire(join(folder, 'cell.js')).resolve('heavytail');
    return {};
  } catch {
    const own = join(dirname(fileURLToPath(import.meta.url)), '..', 'src');
    return { heavytail: [join(own, 'index.d.ts')], 'heavytail/*': [join(own, '*', 'index.d.ts')] };
  }
}

/** The options that replace tslab's: what a strict TypeScript project of today would use. */
function compilerOptions(ts: TS, given: TypeScript.CompilerOptions, folder: string): object {
  return {
    ...given,
    strict: true,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: [...(given.lib ?? []), 'lib.es2023.d.ts'],
    types: ['node'],
    paths: ownPaths(folder),
    checkJs: false,
    // Files above the notebook's folder may be imported too.
    rootDir: parse(folder).root,
    inlineSourceMap: true,
  };
}

/**
 * A builder whose cell is emitted under the name that tslab waits for, although the root is the file system's, and whose
 * local imports are not emitted: they are loaded, and loaded again when edited, by `modules.ts`.
 */
function cellBuilder(ts: TS, builder: Builder, files: CellFiles, localSources: () => string[]): Builder {
  const emit: Builder['emit'] = (target, write, token, onlyDeclarations, transformers = {}) => {
    if (target?.fileName !== files.cell) return { emitSkipped: true, diagnostics: [] };
    const renamed: TypeScript.WriteFileCallback = (name, ...args) => {
      const extension = name.endsWith('.d.ts') ? '.d.ts' : '.js';
      write?.(`outDir/__tslab__${extension}`, ...args);
    };
    const before = [shorthands(ts, builder.getProgram().getTypeChecker(), files.previous)];
    return builder.emit(target, renamed, token, onlyDeclarations, { ...transformers, before });
  };
  const getAllDependencies = (): readonly string[] => [files.cell, ...localSources()];
  return Object.assign(Object.create(builder) as Builder, { emit, getAllDependencies });
}

/**
 * Resolves imports through one cache. Node's own modules are not looked for on the disk: their types are declared
 * globally, and TypeScript would watch each place where it looked.
 */
function resolveImports(ts: TS, host: Host, folder: string): TypeScript.ModuleResolutionCache {
  const options = host.options ?? {};
  const sameName = (name: string): string => name;
  const cache = ts.createModuleResolutionCache(folder, sameName, options);
  host.resolveModuleNameLiterals = (literals, from, redirected) =>
    literals.map(({ text }) =>
      isBuiltin(text)
        ? { resolvedModule: undefined }
        : ts.resolveModuleName(text, from, options, host, cache, redirected),
    );
  host.getModuleResolutionCache = () => cache;
  host.hasInvalidatedResolutions = () => false;
  return cache;
}

/** Creates the host that tslab asks for, changed as described above; `globals` is a declaration file for every cell. */
export function createCellHost(
  ts: TS,
  create: (...args: unknown[]) => Host,
  args: unknown[],
  globals: string,
): { host: Host; local: LocalFiles } {
  const [rootFiles, options, ...others] = args as [string[], TypeScript.CompilerOptions, ...unknown[]];
  const cell = rootFiles.find((name) => /__tslab__\.[jt]s$/.test(name)) ?? '';
  const previous = rootFiles.find((name) => name.endsWith('__prev__.d.ts')) ?? '';
  const files: CellFiles = { folder: dirname(cell), cell, previous };
  const host = create([...rootFiles, globals], compilerOptions(ts, options, files.folder), ...others);
  const resolutions = resolveImports(ts, host, files.folder);
  const { readFile } = host;
  host.readFile = (path, encoding) => {
    const text = readFile.call(host, path, encoding);
    return path === files.cell && text !== undefined ? correctAddedExports(text) : text;
  };
  const watched = new Map<string, Watched>();
  const checked = new Map<string, string>();
  const watchVirtual = host.watchFile;
  host.watchFile = (path, changed, ...rest) => {
    if (path === files.cell || path === files.previous) return watchVirtual(path, changed, ...rest);
    if (path.includes('/node_modules/') || path.endsWith('.d.ts')) return { close: () => undefined };
    watched.set(path, { changed, modified: modifiedTime(path) });
    return { close: () => watched.delete(path) };
  };
  host.watchDirectory = () => ({ close: () => undefined });
  let created: ((builder: Builder) => void) | undefined;
  let builder: Builder | undefined;
  // Local files are checked with the first cell that imports them and again after each edit, not with every cell.
  const localSources = (): string[] => {
    const names: string[] = [];
    for (const source of builder?.getSourceFiles() ?? []) {
      const { fileName } = source;
      if (source.isDeclarationFile || fileName === files.cell || fileName.includes('/node_modules/'))
        continue;
      const version = (source as unknown as { version?: string }).version ?? '';
      if (checked.get(fileName) === version) continue;
      checked.set(fileName, version);
      names.push(fileName);
    }
    return names;
  };
  Object.defineProperty(host, 'afterProgramCreate', {
    set: (callback: (builder: Builder) => void) => (created = callback),
    get: () => (fresh: Builder) => {
      builder = fresh;
      created?.(cellBuilder(ts, fresh, files, localSources));
    },
  });
  const local: LocalFiles = {
    refresh: () => {
      for (const [path, file] of watched) {
        const modified = modifiedTime(path);
        if (modified === file.modified) continue;
        file.modified = modified;
        file.changed(
          path,
          modified === 0 ? ts.FileWatcherEventKind.Deleted : ts.FileWatcherEventKind.Changed,
        );
      }
    },
    retryImports: () => resolutions.clear(),
  };
  return { host, local };
}
