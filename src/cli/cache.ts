/** `heavytail cache`: what is kept between runs, where, and how much of it. */
import { readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { countOf } from '../countWords.js';
import { cacheDirectory } from '../cacheDirectory.js';
import { readBounded } from '../files/readBounded.js';
import { officialFiles } from '../data/official.js';

/** What a cache holds: results of sweeps, networks in training, downloads, and pages of `heavytail docs`. */
export const cacheParts = ['cells', 'checkpoints', 'data', 'documentation'] as const;
export type CachePart = (typeof cacheParts)[number];

const says: Readonly<Record<CachePart, string>> = {
  cells: 'results of sweeps',
  checkpoints: 'networks that have not finished training',
  data: 'downloaded images',
  documentation: 'pages of heavytail docs',
};

interface CachedFile {
  readonly path: string;
  readonly bytes: number;
  readonly modified: number;
}

/** Names of files that this program writes: a cache folder may hold others, which are not ours to remove. */
const ours: Readonly<Record<'cells' | 'checkpoints' | 'documentation', RegExp>> = {
  cells: /^[0-9a-f]{64}\.json$/,
  checkpoints: /^[0-9a-f]{32}\.bin$/,
  documentation: /^[\w-]+\.html$/,
};

/** What is found of the cache; nothing where a part of the path is missing or is no folder. */
const found = <T>(look: () => T[]): T[] => {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
};

const withSize = (path: string): CachedFile[] =>
  found(() => {
    const file = statSync(path);
    return file.isFile() ? [{ path, bytes: file.size, modified: file.mtimeMs }] : [];
  });

const namesIn = (folder: string): string[] => found(() => readdirSync(folder).sort());

const filesIn = (folder: string, pattern: RegExp): CachedFile[] =>
  namesIn(folder)
    .filter((name) => pattern.test(name))
    .flatMap((name) => withSize(join(folder, name)));

function filesOf(part: CachePart): CachedFile[] {
  if (part === 'checkpoints') return filesIn(cacheDirectory(part), ours[part]);
  if (part === 'documentation')
    return [cacheDirectory(part), cacheDirectory(part, 'docs')].flatMap((folder) =>
      filesIn(folder, ours[part]),
    );
  if (part === 'data')
    return (['mnist', 'cifar10'] as const)
      .flatMap((name) => officialFiles(name, cacheDirectory(part)))
      .flatMap(({ file }) => withSize(file));
  const root = cacheDirectory(part);
  return namesIn(root)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => filesIn(join(root, name), ours.cells));
}

const inUnits = (bytes: number): string => {
  if (bytes < 1e3) return `${bytes} B`;
  const [value, unit] =
    bytes < 1e6 ? [bytes / 1e3, 'kB'] : bytes < 1e9 ? [bytes / 1e6, 'MB'] : [bytes / 1e9, 'GB'];
  return `${value.toPrecision(3)} ${unit}`;
};

const sizeOf = (files: readonly CachedFile[]): string =>
  inUnits(files.reduce((sum, { bytes }) => sum + bytes, 0));

/** Where the cache is, and what each part of it takes. */
export function cacheSize(print: (line: string) => void): void {
  print(cacheDirectory());
  const parts = cacheParts.map((part) => ({ part, files: filesOf(part) }));
  for (const { part, files } of parts)
    print(
      `  ${part.padEnd(14)}${sizeOf(files).padStart(8)}  ${countOf(files.length, 'file').padStart(11)}  ${says[part]}`,
    );
  print(`  ${'all'.padEnd(14)}${sizeOf(parts.flatMap(({ files }) => files)).padStart(8)}`);
}

/** What a stored result is of; a file that is damaged is listed as such. */
function kindOf(path: string): string {
  try {
    const { spec } = JSON.parse(readBounded(path).toString('utf8')) as { spec?: { kind?: unknown } };
    return typeof spec?.kind === 'string' ? spec.kind : 'other';
  } catch {
    return 'damaged';
  }
}

/** The last time a date can have: some disks hold later ones, where a clock was wrong. */
const LAST_TIME = 8.64e15;

/** The day on which the newest of some files was written. */
export function newestDay(files: readonly Pick<CachedFile, 'modified'>[]): string {
  // Not by a spread: a function takes no hundred thousand arguments.
  const newest = files.reduce((latest, { modified }) => Math.max(latest, modified), -LAST_TIME);
  return new Date(Math.min(newest, LAST_TIME)).toISOString().split('T')[0];
}

/** The stored results by what they are of, and every other file; a sentence where there are none. */
export function cacheList(print: (line: string) => void): void {
  const lines: string[] = [];
  const line = (name: string, files: readonly CachedFile[]): void =>
    void lines.push(
      `${sizeOf(files).padStart(8)}  ${countOf(files.length, 'file').padStart(11)}  ${newestDay(files)}  ${name}`,
    );
  const byKind = new Map<string, CachedFile[]>();
  for (const file of filesOf('cells')) {
    const kind = kindOf(file.path);
    byKind.set(kind, [...(byKind.get(kind) ?? []), file]);
  }
  for (const [kind, files] of [...byKind].sort(([a], [b]) => a.localeCompare(b)))
    line(`cells of: ${kind}`, files);
  for (const part of ['checkpoints', 'data', 'documentation'] as const)
    for (const file of filesOf(part)) line(file.path, [file]);
  if (lines.length === 0) print(`the cache is empty: nothing is kept in ${cacheDirectory()}`);
  for (const text of lines) print(text);
}

const removeEmpty = (folder: string): void => {
  try {
    rmdirSync(folder);
  } catch {
    // It holds what is not ours.
  }
};

/** Removes the files of these parts, and the folders that are empty then. */
export function cacheClear(parts: readonly CachePart[], print: (line: string) => void): void {
  for (const part of parts) {
    const files = filesOf(part);
    for (const { path } of files) rmSync(path, { force: true });
    for (const { path } of files) removeEmpty(join(path, '..'));
    removeEmpty(cacheDirectory(part));
    print(`removed ${countOf(files.length, 'file')} of ${part}, ${sizeOf(files)}`);
  }
}
