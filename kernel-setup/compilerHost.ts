/** The compiler that tslab's converter is given: strict, with bundler resolution, and without its file watchers. */
import { statSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TypeScript from 'typescript';
import { bundledTypes, type TS } from './typescript.js';
import { typeRoots } from './typescriptForTslab.js';

type Builder = TypeScript.BuilderProgram;
type Host = TypeScript.WatchCompilerHostOfFilesAndCompilerOptions<Builder>;

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
  /** The local files whose types were not checked since they were read. */
  unchecked(): TypeScript.SourceFile[];
  /** The names that the next cell exports, so that all its declarations are written, and what it begins with, in a line. */
  exportFromCell(names: readonly string[], start?: string): void;
  program(): TypeScript.Program;
  /** Whether all files but those of the cells are declarations of packages. */
  needsPackagesOnly(): boolean;
  readonly files: CellFiles;
}

/** The line that tslab puts before a cell. In it no export can get between the lines of a cell that ends in the middle. */
const TSLAB_PREFIX = /^export \{\};/;

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

const ownFolder = fileURLToPath(new URL('..', import.meta.url));

/** Whether a file declares what a package has that is installed, or this one, and is not of the notebook's folder. */
function isOfPackage({ fileName, isDeclarationFile }: TypeScript.SourceFile, folder: string): boolean {
  const below = fileName.startsWith(`${folder}/`) ? fileName.slice(folder.length) : fileName;
  return isDeclarationFile && (fileName.startsWith(ownFolder) || below.includes('/node_modules/'));
}

const hasPackagesOnly = (builder: Builder | undefined, folder: string, ofCells: readonly string[]): boolean =>
  (builder?.getSourceFiles() ?? []).every(
    (file) => ofCells.includes(file.fileName) || isOfPackage(file, folder),
  );

/**
 * The options that replace tslab's: what a strict TypeScript project of today would use. Where a folder has no types of
 * Node, those that come with this package are taken.
 */
function compilerOptions(ts: TS, given: TypeScript.CompilerOptions, folder: string): object {
  return {
    ...given,
    // These are options of tslab's copy of TypeScript only.
    disableTopLevelAwait: undefined,
    noImplicitUseStrict: undefined,
    strict: true,
    target: ts.ScriptTarget.ES2024,
    experimentalDecorators: false,
    preserveConstEnums: true,
    skipLibCheck: true,
    typeRoots: [...typeRoots(folder), bundledTypes()],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: ['lib.esnext.d.ts'],
    types: ['node'],
    paths: ownPaths(folder),
    checkJs: false,
    // Files above the notebook's folder may be imported too.
    rootDir: parse(folder).root,
    inlineSourceMap: true,
  };
}

/**
 * The types of WebAssembly, which TypeScript knows only of browsers: that part of their declarations. With all of them
 * `document`, `name` and many others would seem to exist.
 */
function webAssemblyTypes(ts: TS): string {
  const dom = ts.sys.readFile(join(dirname(ts.getDefaultLibFilePath({})), 'lib.dom.d.ts')) ?? '';
  const found = /^declare namespace WebAssembly \{[^]*?^\}/m.exec(dom)?.[0] ?? '';
  return found.replace(/\bBufferSource\b/g, '(ArrayBufferView | ArrayBuffer)');
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

/**
 * Creates the host that tslab asks for, changed as described above; `globals` is a declaration file for every cell. Without `comments`
 * those of documentation are not read, which is a third of the reading.
 */
export function createCellHost(
  ts: TS,
  create: (...args: unknown[]) => Host,
  args: unknown[],
  { globals, comments }: { readonly globals: string; readonly comments: boolean },
): { host: Host; local: LocalFiles } {
  const [rootFiles, options, system, , ...reporters] = args as [
    string[],
    TypeScript.CompilerOptions,
    ...unknown[],
  ];
  const cell = rootFiles.find((name) => /__tslab__\.[jt]s$/.test(name)) ?? '';
  const previous = rootFiles.find((name) => name.endsWith('__prev__.d.ts')) ?? '';
  const files: CellFiles = { folder: dirname(cell), cell, previous };
  const webAssembly = join(files.folder, '__webassembly__.d.ts');
  const host = create(
    [...rootFiles, globals, webAssembly],
    compilerOptions(ts, options, files.folder),
    system,
    // Programs that do not remember which file refers to which: that costs every cell a look at all files.
    ts.createAbstractBuilder,
    ...reporters,
  );
  host.jsDocParsingMode = comments ? ts.JSDocParsingMode.ParseAll : ts.JSDocParsingMode.ParseNone;
  const resolutions = resolveImports(ts, host, files.folder);
  let prefix = 'export {};';
  const { readFile, fileExists } = host;
  const types = webAssemblyTypes(ts);
  host.fileExists = (path) => path === webAssembly || fileExists.call(host, path);
  host.readFile = (path, encoding) => {
    if (path === webAssembly) return types;
    const text = readFile.call(host, path, encoding);
    return path === files.cell ? text?.replace(TSLAB_PREFIX, () => prefix) : text;
  };
  /** Of the declarations so far tslab says with every cell that they changed; most cells declare nothing. */
  const whenDifferent = (path: string, changed: TypeScript.FileWatcherCallback) => {
    let last: string | undefined;
    const notify: TypeScript.FileWatcherCallback = (...args) => {
      const text = readFile.call(host, path);
      if (text === last) return;
      last = text;
      changed(...args);
    };
    return notify;
  };
  const watched = new Map<string, Watched>();
  const checked = new Map<string, string>();
  const watchVirtual = host.watchFile;
  host.watchFile = (path, changed, ...rest) => {
    if (path === files.cell) return watchVirtual(path, changed, ...rest);
    if (path === files.previous) return watchVirtual(path, whenDifferent(path, changed), ...rest);
    if (path.includes('/node_modules/') || path.endsWith('.d.ts')) return { close: () => undefined };
    watched.set(path, { changed, modified: modifiedTime(path) });
    return { close: () => watched.delete(path) };
  };
  host.watchDirectory = () => ({ close: () => undefined });
  let updated: ((builder: Builder) => void) | undefined;
  let builder: Builder | undefined;
  Object.defineProperty(host, 'afterProgramCreate', {
    set: (callback: (builder: Builder) => void) => (updated = callback),
    get: () => (fresh: Builder) => updated?.((builder = fresh)),
  });
  // Local files are checked with the first cell that imports them and again after each edit, not with every cell.
  const localSources = (): TypeScript.SourceFile[] => {
    const found = (builder?.getSourceFiles() ?? []).filter((source) => {
      const { fileName } = source;
      if (source.isDeclarationFile || fileName === files.cell || fileName.includes('/node_modules/'))
        return false;
      const version = (source as unknown as { version?: string }).version ?? '';
      const isNew = checked.get(fileName) !== version;
      checked.set(fileName, version);
      return isNew;
    });
    return found;
  };
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
    unchecked: localSources,
    exportFromCell: (names, start = '') => (prefix = `export {${names.join(', ')}};${start}`),
    program: () => {
      if (builder === undefined) throw new Error('the compiler has not started');
      return builder.getProgram();
    },
    needsPackagesOnly: () => hasPackagesOnly(builder, files.folder, [cell, previous, webAssembly]),
    files,
  };
  return { host, local };
}
