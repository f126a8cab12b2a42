import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { configure } from 'safe-stable-stringify';
import { argumentError } from '../check.js';
import { cacheDirectory } from '../cacheDirectory.js';
import { makeFolder } from '../files/makeFolder.js';
import { readBounded } from '../files/readBounded.js';
import { sweepTemporaries } from '../files/sweep.js';
import { writeWhole } from '../files/writeWhole.js';
import { exactJson, isRecord, lostByJson } from '../plainData.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** JSON with sorted keys, so that equal specs have equal text. */
const canonicalJson = configure({ strict: true });

/** Throws for a key or a result of which JSON would lose something: two keys must not look alike, and what is read must be what was computed. */
function checkPlain(name: string, value: unknown): void {
  const lost = value === undefined ? undefined : lostByJson(name, value);
  if (lost) throw argumentError(lost[0], lost[1], 'plain data of finite numbers, to be stored');
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The hash of a key: -0 is 0 in it, as in a formula. */
const keyOf = (spec: unknown): string => sha256(canonicalJson(spec) ?? '');

/** The hash of a result, its zeros with their signs; without a -0 it is as it was before these were kept. */
const checksumOf = (result: unknown): string =>
  sha256(canonicalJson(result, (_name, value: unknown) => (Object.is(value, -0) ? '-0' : value)) ?? '');

/** Finished results on disk, each under the content hash of what it was computed from. */
export interface Store {
  /** The folder of the files. */
  readonly directory: string;
  /** The result stored for this spec, or `undefined`; a damaged file is reported and counts as absent. */
  get<Result>(spec: unknown): Promise<Result | undefined>;
  /**
   * Stores a result, its file whole or not at all. Where the folder cannot be written, that is reported once and what is computed is not kept.
   */
  put(spec: unknown, result: unknown): Promise<void>;
}

export interface StoreOptions {
  /** Where the files lie; default: `cells` in the cache folder, see `HEAVYTAIL_CACHE`. */
  directory?: string;
  /** Told of every file that cannot be used, and once of a folder that cannot be written; default: `console.warn`. */
  onDamaged?: (message: string) => void;
}

/** What a file is written as. The first format had no number, and intervals in it were [lower, upper]. */
const FORMAT = 2;

/** What a file of this format has, and one of the first. */
const FIELDS = ['format', 'spec', 'checksum', 'result'];

/** A result of the first format with its intervals as objects, at any depth. */
const withIntervals = (result: unknown): unknown => {
  if (typeof result !== 'object' || result === null) return result;
  if (Array.isArray(result)) return result.map(withIntervals);
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) =>
      name === 'interval' && Array.isArray(value)
        ? [name, { lower: value[0], upper: value[1] }]
        : [name, withIntervals(value)],
    ),
  );
};

const readResult = (text: string, key: string): unknown => {
  const file: unknown = JSON.parse(text);
  if (!isRecord(file)) throw new Error('it is no JSON object');
  // The checksum is that of the result alone: with its format unread, intervals would be taken for those of the first.
  const other = Object.keys(file).find((field) => !FIELDS.includes(field));
  if (other !== undefined) throw new Error(`it has a field ${JSON.stringify(other)}`);
  if (file.format !== undefined && file.format !== FORMAT)
    throw new Error(`it is of the format ${JSON.stringify(file.format)}, this version reads ${FORMAT}`);
  if (keyOf(file.spec) !== key) throw new Error('its spec is not the one asked for');
  if (checksumOf(file.result) !== file.checksum) throw new Error('its checksum is wrong');
  return file.format === undefined ? withIntervals(file.result) : file.result;
};

/**
 * Opens a store. The spec is the key: it holds everything a result depends on (settings, seed, version of the engine). Spec and
 * result are plain JSON data; the result comes back with the same bits. Specs that differ only in the sign of a zero are one.
 */
export function openStore(options: StoreOptions = {}): Store {
  checkArguments('openStore', { options });

  const directory = options.directory ?? cacheDirectory('cells');
  const report = options.onDamaged ?? ((message: string) => console.warn(message));
  const place = (spec: unknown): { key: string; path: string } => {
    checkPlain('spec', spec);
    const key = keyOf(spec);
    return { key, path: join(directory, key.slice(0, 2), `${key}.json`) };
  };
  let swept: Promise<void> | undefined;
  let unwritten = false;
  return {
    directory,
    async get<Result>(spec: unknown): Promise<Result | undefined> {
      const { key, path } = place(spec);
      let text: string;
      try {
        text = readBounded(path).toString('utf8');
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
        report(`The stored result ${path} cannot be read (${(error as Error).message}); computing it again.`);
        return undefined;
      }
      try {
        return readResult(text, key) as Result;
      } catch (error) {
        report(`The stored result ${path} is damaged (${(error as Error).message}); computing it again.`);
        return undefined;
      }
    },
    async put(spec: unknown, result: unknown): Promise<void> {
      const { path } = place(spec);
      checkPlain('result', result);
      try {
        const checksum = checksumOf(result);
        makeFolder(dirname(path));
        await (swept ??= sweepTemporaries(directory));
        await writeWhole(path, exactJson({ format: FORMAT, spec, checksum, result }));
      } catch (error) {
        if (!unwritten)
          report(
            `Results cannot be kept in ${directory}: ${(error as Error).message}. They are computed and not stored; HEAVYTAIL_CACHE names another folder.`,
          );
        unwritten = true;
      }
    },
  };
}
