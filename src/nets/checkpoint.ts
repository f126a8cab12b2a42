import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { CheckedTrainSpec, Evaluation } from './trainSpec.js';

/** All that a run needs to go on: everything else follows from the spec and the iteration. */
export interface Checkpoint {
  readonly iteration: number;
  /** Iteration at which the run ends. */
  readonly end: number;
  readonly averaged: number;
  readonly evaluations: readonly Evaluation[];
  readonly losses: readonly number[];
  readonly iterate: readonly Float32Array[];
  readonly mean: readonly Float32Array[];
  readonly state: readonly Float32Array[];
}

/** Hash of what a run depends on; a checkpoint of another run is not used. */
export const runKey = (spec: CheckedTrainSpec, data: string): string =>
  createHash('sha256')
    .update(JSON.stringify([spec, data]))
    .digest('hex');

/** Writes a checkpoint to a temporary name and renames it: a header line of JSON, then the numbers, then a SHA-256. */
export async function writeCheckpoint(file: string, key: string, checkpoint: Checkpoint): Promise<void> {
  const { iterate, mean, state, ...rest } = checkpoint;
  const sizes = [iterate, mean, state].map((group) => group.map((values) => values.length));
  const header = Buffer.from(`${JSON.stringify({ key, sizes, ...rest })}\n`);
  const numbers = [...iterate, ...mean, ...state].map((v) =>
    Buffer.from(v.buffer, v.byteOffset, v.byteLength),
  );
  const body = Buffer.concat([header, ...numbers]);
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, Buffer.concat([body, createHash('sha256').update(body).digest()]));
}

/** The checkpoint of this run, or `undefined` where there is none, or one of another run, or a damaged one. */
export async function readCheckpoint(file: string, key: string): Promise<Checkpoint | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const body = bytes.subarray(0, Math.max(0, bytes.length - 32));
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(body.length))) return undefined;
  const start = body.indexOf(10) + 1;
  const header = JSON.parse(body.toString('utf8', 0, start)) as Checkpoint & {
    key: string;
    sizes: number[][];
  };
  if (header.key !== key) return undefined;
  let at = start;
  const take = (size: number): Float32Array => {
    const values = new Float32Array(Uint8Array.from(body.subarray(at, at + 4 * size)).buffer);
    at += 4 * size;
    return values;
  };
  const [iterate, mean, state] = header.sizes.map((group) => group.map(take));
  const { iteration, end, averaged, evaluations, losses } = header;
  return { iteration, end, averaged, evaluations, losses, iterate, mean, state };
}
