import { DataFileError, readData } from './bytes.js';
import { parseNpy } from './npy.js';
import type { NumberArray } from './numbers.js';
import { parseZip } from './zip.js';

/**
 * Parses a .npz file, numpy's archive of arrays (`savez` and `savez_compressed`).
 *
 * @param file its name, for messages
 * @throws DataFileError that says what is wrong, and with which array
 */
export function parseNpz(bytes: Uint8Array, file: string): Map<string, NumberArray> {
  const arrays = new Map<string, NumberArray>();
  for (const [entry, content] of parseZip(bytes, file)) {
    const name = entry.replace(/\.npy$/, '');
    if (arrays.has(name)) throw new DataFileError(file, `holds two arrays called "${name}"`);
    arrays.set(name, parseNpy(content, `${file}: ${entry}`));
  }
  return arrays;
}

/**
 * Reads a .npz file, numpy's archive of arrays; see {@link parseNpz}.
 *
 * @param file its path
 * @returns the arrays by their names, in the order of the file
 * @throws DataFileError that says what is wrong, and with which array
 */
export const readNpz = async (file: string): Promise<Map<string, NumberArray>> =>
  parseNpz(readData(file), file);
