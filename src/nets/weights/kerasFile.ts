import { randomUUID } from 'node:crypto';
import type { Dataset, Group, ready } from 'h5wasm';
import { DataFileError, readData } from '../../data/bytes.js';
import { decodeNumbers, type NumberArray } from '../../data/numbers.js';
import { parseZip } from '../../data/zip.js';

/** The library, once it is ready. */
type Library = Awaited<typeof ready>;

const SIGNATURE = Buffer.from([0x89, ...Buffer.from('HDF\r\n\x1a\n', 'latin1')]);

/** No file of weights is nested so deep; a damaged one may hold itself. */
const DEEPEST = 64;

/** Classes of HDF5's types: integers, floating-point numbers, and named integers, as truth values are. */
const [INTEGER, FLOAT, NAMED] = [0, 1, 8];
const NUMERIC = [INTEGER, FLOAT, NAMED];
const FLOAT_BYTES = [2, 4, 8];

/** The library's memory has no more. */
const MOST_BYTES = 2 ** 31;

/** Numbers of 16 bits, of which the library gives the bytes only, in the order of this machine. */
function halves(dataset: Dataset, library: Library, file: string): Float32Array | Float64Array {
  const { size, total_size: count } = dataset.metadata;
  const bytes = size * count;
  const place = bytes < MOST_BYTES ? library._malloc(Math.max(1, bytes)) : 0;
  if (place === 0) throw new DataFileError(file, `does not fit into memory: ${bytes} bytes`);
  try {
    library.get_dataset_data(dataset.file_id, dataset.path, null, null, null, BigInt(place));
    return decodeNumbers(library.HEAPU8.slice(place, place + bytes), 'f16', file);
  } finally {
    library._free(place);
  }
}

function numbersOf(dataset: Dataset, name: string, file: string, library: Library): NumberArray {
  // The library would give zeros for numbers that it does not find.
  const [source] = (dataset.metadata as { virtual_sources?: { file_name: string }[] }).virtual_sources ?? [];
  if (source !== undefined)
    throw new DataFileError(
      file,
      `"${name}" is put together from other files, ${JSON.stringify(source.file_name)} for one, which are not read`,
    );
  const { shape, dtype, metadata } = dataset;
  if (shape === null) throw new DataFileError(file, `"${name}" has no shape and holds nothing`);
  const { type, size } = metadata;
  if (!NUMERIC.includes(type) || (type === FLOAT && !FLOAT_BYTES.includes(size)))
    throw new DataFileError(
      file,
      `"${name}" holds ${JSON.stringify(dtype)} of ${size} bytes, read are integers, truth values, and floating-point numbers of 2, 4 or 8`,
    );
  const value = type === FLOAT && size === 2 ? halves(dataset, library, `${file}: ${name}`) : dataset.value;
  const numbers = ArrayBuffer.isView(value) ? value : [value];
  const values =
    numbers instanceof Float32Array
      ? numbers.slice()
      : Float64Array.from(numbers as unknown as number[], Number);
  if (values.length !== shape.reduce((product, length) => product * length, 1))
    throw new DataFileError(
      file,
      `"${name}" has ${values.length} numbers, ${shape.join(' x ')} are announced`,
    );
  return { shape, values };
}

/** Every dataset below a group, by its path. */
function* datasetsOf(group: Group, path: readonly string[], file: string): Generator<[string, Dataset]> {
  if (path.length > DEEPEST) throw new DataFileError(file, `is nested more than ${DEEPEST} groups deep`);
  for (const key of group.keys()) {
    // Links that lead elsewhere have no type, and are left out. Not by class, as the module is loaded late.
    const entity = group.get(key) as Partial<Group | Dataset> | null;
    const own = [...path, key];
    if (entity?.type === 'Group') yield* datasetsOf(entity as Group, own, file);
    else if (entity?.type === 'Dataset') yield [own.join('/'), entity as Dataset];
  }
}

/** The library tells its whole stack, several lines for each call; the last call knows why. */
function reasonOf(error: unknown): string {
  const text = (error as Error).message ?? String(error);
  const calls = [...text.matchAll(/^ *#\d+: .*\(\): (.*)$/gm)];
  return calls.at(-1)?.[1] ?? text.split('\n')[0];
}

/**
 * In the library's memory, as it reads files only: from there a file that names others, as links, external numbers and virtual
 * arrays do, reaches nothing of this disk.
 */
async function readHdf5(bytes: Uint8Array, file: string): Promise<[string, NumberArray][]> {
  const { default: hdf5 } = await import('h5wasm');
  const library = await hdf5.ready;
  // Or it prints every error on standard error and goes on.
  library.activate_throwing_error_handler();
  const path = `/${randomUUID()}.h5`;
  library.FS.writeFile(path, bytes);
  try {
    const opened = new hdf5.File(path, 'r');
    try {
      return Array.from(datasetsOf(opened, [], file))
        .filter(([name]) => !/^optimizer(_weights)?\//.test(name))
        .map(([name, dataset]) => [
          name.replace(/^model_weights\//, ''),
          numbersOf(dataset, name, file, library),
        ]);
    } finally {
      opened.close();
    }
  } catch (cause) {
    if (cause instanceof DataFileError) throw cause;
    throw new DataFileError(file, `is no HDF5 file that can be read (${reasonOf(cause)})`, { cause });
  } finally {
    library.FS.unlink(path);
  }
}

/**
 * Reads the weights of a Keras model: .h5, .weights.h5, or .keras, which is an archive with one in it. Memories of the
 * optimiser are left out.
 *
 * @throws DataFileError that says what is wrong
 */
export async function readKerasFile(file: string): Promise<[string, NumberArray][]> {
  const bytes = readData(file);
  if (!file.toLowerCase().endsWith('.keras')) {
    if (!bytes.subarray(0, 8).equals(SIGNATURE))
      throw new DataFileError(file, 'is no HDF5 file: its first bytes are others');
    return readHdf5(bytes, file);
  }
  const weights = parseZip(bytes, file).get('model.weights.h5');
  if (weights === undefined) throw new DataFileError(file, 'holds no model.weights.h5');
  return readHdf5(weights, `${file}: model.weights.h5`);
}
