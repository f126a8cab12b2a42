import { DataFileError, isFolder } from '../../data/bytes.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { checkOneOf, argumentError } from '../../check.js';
import { readNpy } from '../../data/npy.js';
import { readNpz } from '../../data/npz.js';
import { readSafetensors } from '../../data/safetensors.js';
import type { NumberArray } from '../../data/numbers.js';
import type { NamedWeights } from '../tails/namedWeights.js';
import { readKerasFile } from './kerasFile.js';
import { readShards } from './safetensorsShards.js';
import { readTfjsFolder, tfjsWeights } from './tfjsFolder.js';

/** Options of {@link readWeights}. */
export interface ReadWeightsOptions {
  /**
   * Whether the arrays of a .npy, .npz or .safetensors file hold outputs first, as PyTorch does, or inputs first, as TensorFlow does.
   * Default `torch`. Other files are always `tfjs`.
   */
  readonly layout?: 'torch' | 'tfjs';
}

type Reader = (file: string) => Promise<Iterable<readonly [string, NumberArray]>>;

const READERS: Readonly<Record<string, Reader>> = {
  '.npy': async (file) => [[basename(file, '.npy'), await readNpy(file)]],
  '.npz': readNpz,
  '.safetensors': readSafetensors,
  '.safetensors.index.json': readShards,
};

const SHARDS = /\.safetensors\.index\.json$/;

/** What a saved model's folder holds, of TensorFlow.js or of Hugging Face's libraries. */
const IN_FOLDER = ['model.json', 'model.safetensors.index.json', 'model.safetensors'];

/** The file of weights of a folder. */
function fileIn(folder: string): string {
  const found = IN_FOLDER.map((name) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined)
    throw new DataFileError(
      folder,
      `is a folder without ${IN_FOLDER.slice(0, -1).join(', ')} or ${IN_FOLDER.at(-1)!}`,
    );
  return found;
}

const KERAS = ['.h5', '.hdf5', '.keras'];

/**
 * Reads the weights of a network from a file: .safetensors (PyTorch, Hugging Face), .npz or .npy (numpy), .h5 or .keras (Keras), or a
 * saved model of TensorFlow.js, by its folder or model.json. A model that Hugging Face's libraries saved is named by its folder, or by the
 * `model.safetensors.index.json` of several files.
 *
 * @returns its arrays in the order of the file, of any rank
 * @throws RangeError for another kind of file; DataFileError that says what is wrong with the file
 * @example
 * import { mkdtempSync, writeFileSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { readWeights } from 'heavytail/nets';
 * const file = join(mkdtempSync(join(tmpdir(), 'weights-')), 'model.safetensors');
 * const header = JSON.stringify({ dense: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] } });
 * const length = new BigUint64Array([BigInt(header.length)]);
 * writeFileSync(file, Buffer.concat([Buffer.from(length.buffer), Buffer.from(header), Buffer.alloc(24)]));
 * (await readWeights(file)).map(({ name, shape }) => [name, ...shape].join(' ')); // ['dense 2 3']
 */
export async function readWeights(file: string, options: ReadWeightsOptions = {}): Promise<NamedWeights[]> {
  checkArguments('readWeights', { file, options });
  const { layout = 'torch' } = options;
  checkOneOf('layout', layout, ['torch', 'tfjs']);
  const path = (await isFolder(file)) ? fileIn(file) : file;
  const kind = SHARDS.exec(path)?.[0] ?? extname(path).toLowerCase();
  if (kind === '.json') return tfjsWeights(await readTfjsFolder(path));
  if (KERAS.includes(kind))
    return (await readKerasFile(path)).map(([name, array]) => ({ name, ...array, layout: 'tfjs' }));
  if (!Object.hasOwn(READERS, kind))
    throw argumentError(
      'file',
      file,
      `one of ${[...Object.keys(READERS), ...KERAS].join(', ')}, or the folder of a model of TensorFlow.js or Hugging Face`,
    );
  const arrays = await READERS[kind](path);
  return Array.from(arrays, ([name, { shape, values }]) => ({ name, shape, values, layout }));
}
