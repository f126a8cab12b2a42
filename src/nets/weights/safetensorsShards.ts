import { DataFileError, readData } from '../../data/bytes.js';
import { readSafetensors } from '../../data/safetensors.js';
import type { NumberArray } from '../../data/numbers.js';
import { isRecord } from '../../plainData.js';
import { besideFile } from './besideFile.js';

/** Which file of a folder holds each tensor, in the order of the index. */
function weightMap(file: string): [string, unknown][] {
  let json: unknown;
  try {
    json = JSON.parse(readData(file).toString('utf8'));
  } catch (cause) {
    if (cause instanceof DataFileError) throw cause;
    throw new DataFileError(file, `is no index of safetensors files (${(cause as Error).message})`, {
      cause,
    });
  }
  const map = isRecord(json) ? json.weight_map : undefined;
  if (!isRecord(map)) throw new DataFileError(file, 'is no index of safetensors files: it has no weight_map');
  return Object.entries(map);
}

/**
 * Reads a model that Hugging Face's libraries saved in several safetensors files, by its `model.safetensors.index.json`.
 *
 * @returns the tensors that the index names, in its order
 * @throws DataFileError that says what is wrong, and with which file
 */
export async function readShards(file: string): Promise<[string, NumberArray][]> {
  const read = new Map<string, Map<string, NumberArray>>();
  const tensors: [string, NumberArray][] = [];
  for (const [name, shard] of weightMap(file)) {
    const path = besideFile(file, shard);
    const held = read.get(path) ?? (await readSafetensors(path));
    read.set(path, held);
    const tensor = held.get(name);
    if (tensor === undefined)
      throw new DataFileError(path, `does not hold "${name}", which ${file} looks for in it`);
    tensors.push([name, tensor]);
  }
  return tensors;
}
