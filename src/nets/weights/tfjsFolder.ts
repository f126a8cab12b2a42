import { join } from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { DataFileError, isFolder } from '../../data/bytes.js';
import { readBounded } from '../../files/readBounded.js';
import { decodeNumbers, NUMBER_BYTES, sizeOfShape, type NumberType } from '../../data/numbers.js';
import { isRecord } from '../../plainData.js';
import type { NamedWeights } from '../tails/namedWeights.js';
import { besideFile } from './besideFile.js';

/** A saved model of TensorFlow.js: what model.json says, and the bytes of its weights. */
export interface TfjsFolder {
  readonly file: string;
  readonly json: Record<string, unknown>;
  readonly weights: readonly WeightEntry[];
  readonly bytes: Uint8Array;
}

/** Where an array of weights is, and how it is stored. */
interface WeightEntry {
  readonly spec: tfjs.io.WeightsManifestEntry;
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly begin: number;
  readonly end: number;
}

const TYPES: Readonly<Record<string, NumberType>> = {
  ...{ float32: 'f32', int32: 'i32', bool: 'bool', float16: 'f16', uint8: 'u8', uint16: 'u16' },
};

/** The fields of a value; none where it is no object. */
const fieldsOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

function entryAt(value: unknown, begin: number, file: string): WeightEntry {
  const { name, shape, dtype, quantization } = fieldsOf(value);
  if (typeof name !== 'string' || !Array.isArray(shape))
    throw new DataFileError(file, 'has an entry of weights without name or shape');
  const stored = isRecord(quantization) ? quantization.dtype : dtype;
  const type = typeof stored === 'string' && Object.hasOwn(TYPES, stored) ? TYPES[stored] : undefined;
  if (type === undefined)
    throw new DataFileError(
      file,
      `"${name}" has the type ${JSON.stringify(stored)}, read are ${Object.keys(TYPES).join(', ')}`,
    );
  const numbers = isRecord(quantization) ? [quantization.scale, quantization.min] : [];
  if (
    isRecord(quantization) &&
    type !== 'f16' &&
    !numbers.every((x) => typeof x === 'number' && Number.isFinite(x))
  )
    throw new DataFileError(file, `"${name}" is quantized without scale and min`);
  const end = begin + sizeOfShape(shape, file) * NUMBER_BYTES[type];
  return { spec: value as tfjs.io.WeightsManifestEntry, name, shape: shape as number[], type, begin, end };
}

/** A file of weights that model.json names. */
async function shard(path: unknown, file: string): Promise<Buffer> {
  const place = besideFile(file, path);
  try {
    return readBounded(place);
  } catch (cause) {
    throw new DataFileError(
      file,
      `names the file ${JSON.stringify(path)}, which cannot be read (${(cause as Error).message})`,
      { cause },
    );
  }
}

/**
 * Reads a saved model of TensorFlow.js.
 *
 * @param path its folder, or its model.json
 * @throws DataFileError that says what is wrong
 */
export async function readTfjsFolder(path: string): Promise<TfjsFolder> {
  const file = (await isFolder(path)) ? join(path, 'model.json') : path;
  let json: unknown;
  try {
    json = JSON.parse(readBounded(file).toString('utf8'));
  } catch (cause) {
    throw new DataFileError(file, `is no model of TensorFlow.js (${(cause as Error).message})`, { cause });
  }
  const groups = isRecord(json) ? json.weightsManifest : undefined;
  if (!isRecord(json) || !Array.isArray(groups))
    throw new DataFileError(file, 'is no model of TensorFlow.js: it has no weightsManifest');
  const parts: Buffer[] = [];
  const weights: WeightEntry[] = [];
  for (const group of groups as unknown[]) {
    const { paths, weights: entries } = fieldsOf(group);
    if (!Array.isArray(paths) || !Array.isArray(entries))
      throw new DataFileError(file, 'has a group of weights without paths or entries');
    const start = weights.at(-1)?.end ?? 0;
    for (const value of entries as unknown[]) weights.push(entryAt(value, weights.at(-1)?.end ?? 0, file));
    const own = await Promise.all((paths as unknown[]).map((one) => shard(one, file)));
    parts.push(...own);
    const [there, needed] = [
      own.reduce((sum, { length }) => sum + length, 0),
      (weights.at(-1)?.end ?? 0) - start,
    ];
    if (there !== needed)
      throw new DataFileError(
        file,
        `needs ${needed} bytes of weights in ${paths.join(', ')}, there are ${there}`,
      );
  }
  return { file, json, weights, bytes: Buffer.concat(parts) };
}

/** The weights of a saved model. */
export const tfjsWeights = ({ file, weights, bytes }: TfjsFolder): NamedWeights[] =>
  weights.map(({ name, shape, type, begin, end, spec }) => {
    const stored = decodeNumbers(bytes.subarray(begin, end), type, `${file}: ${name}`);
    const { quantization } = spec;
    const quantized = quantization !== undefined && type !== 'f16';
    const values = quantized ? stored.map((x) => x * quantization.scale! + quantization.min!) : stored;
    return { name, shape, values, layout: 'tfjs' };
  });
