import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import stringify from 'safe-stable-stringify';
import { makeFolder } from '../files/makeFolder.js';
import { readBounded } from '../files/readBounded.js';
import { sweepTemporaries } from '../files/sweep.js';
import { writeWhole } from '../files/writeWhole.js';
import { exactJson } from '../plainData.js';
import { imageDigest } from '../data/imageDigest.js';
import type { ImageSet } from '../data/images.js';
import type { BackendName } from './backendName.js';
import { netsVersion } from './netsVersion.js';
import type { TrainPath } from './trainPath.js';
import type { CheckedTrainSpec, Evaluation } from './trainSpec.js';

/** All that a run needs to go on: everything else follows from the spec and the iteration. */
export interface Checkpoint {
  readonly iteration: number;
  /** Iteration at which the run ends; infinite before it is known, which JSON writes as `null`. */
  readonly end: number;
  readonly averaged: number;
  readonly evaluations: readonly Evaluation[];
  readonly losses: readonly number[];
  readonly iterate: readonly Float32Array[];
  readonly mean: readonly Float32Array[];
  readonly state: readonly Float32Array[];
}

/** All that the numbers of a run depend on. */
export interface RunSource {
  readonly spec: CheckedTrainSpec;
  readonly set: ImageSet;
  /** Normalised value of byte v in channel c at 256 c + v. */
  readonly table: Float32Array;
  readonly backend: BackendName;
  readonly path: TrainPath;
}

const sha256 = (bytes: string | Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const bytesOf = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** Hash of what a run depends on; a checkpoint of another run is not used. */
export function runKey({ spec, set, table, backend, path }: RunSource): string {
  const images = imageDigest(set);
  const values = sha256(bytesOf(table)).toString('hex');
  const all = { version: netsVersion(backend, path), spec, images, values, backend, path };
  return sha256(stringify(all) ?? '').toString('hex');
}

/** A checkpoint's bytes: a header line of JSON, then the numbers, then a SHA-256. */
function pack(key: string, { iterate, mean, state, ...rest }: Checkpoint): Buffer {
  const sizes = [iterate, mean, state].map((group) => group.map((values) => values.length));
  const header = Buffer.from(`${exactJson({ key, sizes, ...rest })}\n`);
  const body = Buffer.concat([header, ...[...iterate, ...mean, ...state].map(bytesOf)]);
  return Buffer.concat([body, sha256(body)]);
}

/** The checkpoint, or why it cannot be used. */
function unpack(bytes: Buffer, key: string): Checkpoint | string {
  const body = bytes.subarray(0, Math.max(0, bytes.length - 32));
  if (!sha256(body).equals(bytes.subarray(body.length))) return 'is damaged';
  let at = body.indexOf(10) + 1;
  const header = JSON.parse(body.toString('utf8', 0, at)) as Checkpoint & { key: string; sizes: number[][] };
  if (header.key !== key) return 'is that of another run';
  const take = (size: number): Float32Array => {
    const values = new Float32Array(Uint8Array.from(body.subarray(at, at + 4 * size)).buffer);
    at += 4 * size;
    return values;
  };
  const [iterate, mean, state] = header.sizes.map((group) => group.map(take));
  const { iteration, averaged, evaluations, losses } = header;
  const end = (header.end as number | null) ?? Infinity;
  if (!Number.isInteger(iteration) || iteration < 0 || iteration > end || at !== body.length)
    return 'is damaged';
  return { iteration, end, averaged, evaluations, losses, iterate, mean, state };
}

/** The file in which a run keeps where it is. */
export interface CheckpointFile {
  /** What was written last, or `undefined` where there is nothing that can be used. */
  read(): Promise<Checkpoint | undefined>;
  /** Written whole or not at all. */
  write(checkpoint: Checkpoint): Promise<void>;
}

/**
 * The checkpoint file of a run.
 *
 * @param source what the run depends on: the checkpoint of another is not used
 * @param report told of a file that is damaged, of another run, or cannot be read or written: the run goes on without it
 */
export function openCheckpoint(
  file: string,
  source: RunSource,
  report: (message: string) => void,
): CheckpointFile {
  // It goes over all images: only for a file that is there, or one that is to be written, which short runs never come to.
  let known: string | undefined;
  const key = (): string => (known ??= runKey(source));
  const unused = (why: string): undefined => {
    report(`The checkpoint ${file} ${why}: the run starts from the beginning.`);
    return undefined;
  };
  let [unwritten, swept] = [false, false];
  return {
    async read() {
      let bytes: Buffer;
      try {
        bytes = readBounded(file);
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        return code === 'ENOENT' || code === 'ENOTDIR' ? undefined : unused(`cannot be read (${message})`);
      }
      const found = unpack(bytes, key());
      return typeof found === 'string' ? unused(found) : found;
    },
    async write(checkpoint) {
      try {
        makeFolder(dirname(file));
        if (!swept) await sweepTemporaries(dirname(file));
        swept = true;
        await writeWhole(file, pack(key(), checkpoint));
      } catch (error) {
        if (!unwritten) report(`The checkpoint ${(error as Error).message}: the run goes on.`);
        unwritten = true;
      }
    },
  };
}
