import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * The bytes of a file that is a file: a pipe would never end, a device neither, and a huge one would fill the memory.
 *
 * @param most bytes that it may have; if left out, 2 GiB, the most that Node reads at once
 * @throws Error saying what it is; the error of the system, with its code, where it cannot be opened
 */
export function readBounded(path: string, most = 2 ** 31 - 1): Buffer {
  const handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = fstatSync(handle);
    if (!found.isFile()) throw new Error(found.isDirectory() ? 'it is a folder' : 'it is no regular file');
    if (found.size > most) throw new Error(`it has ${found.size} bytes, at most ${most} are read`);
    return readFileSync(handle);
  } finally {
    closeSync(handle);
  }
}
