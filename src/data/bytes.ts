import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { argumentError } from '../check.js';
import { readBounded } from '../files/readBounded.js';

/** Thrown for a data file that is truncated, too long, corrupt or of another kind; the message says which and where. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  constructor(
    readonly file: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`${file}: ${problem}`, options);
  }
}

const inflate = promisify(gunzip);

/**
 * Bytes that are unpacked at a time: some MiB of a large file. Node's 16 KiB mean a thousand turns between threads for each batch of
 * CIFAR-10, and a third of the processor time.
 */
const chunkOf = ({ length }: Uint8Array): number => Math.min(2 ** 22, Math.max(2 ** 14, 4 * length));

/** No official file is longer than this once unpacked (CIFAR-10's archive holds 184 MB). */
const LARGEST = 2 ** 28;

/**
 * Unpacks gzip data, told by its first two bytes; other data is handed back as it is.
 *
 * @param bytes content of the file
 * @param file its name, for messages
 * @throws DataFileError for a damaged or cut gzip stream, or one that unpacks to more than 256 MiB
 */
export async function unpackGzip(bytes: Uint8Array, file: string): Promise<Uint8Array> {
  if (bytes.length < 2 || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await inflate(bytes, { maxOutputLength: LARGEST, chunkSize: chunkOf(bytes) });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const problem =
      code === 'Z_BUF_ERROR'
        ? `the gzip stream is cut short after ${bytes.length} bytes`
        : code === 'ERR_BUFFER_TOO_LARGE'
          ? `unpacks to more than ${LARGEST} bytes, no official file does`
          : `damaged gzip stream (${message})`;
    throw new DataFileError(file, problem, { cause });
  }
}

/**
 * The bytes of a data file.
 *
 * @param most bytes that it may have; if left out, 2 GiB
 * @throws RangeError for a path that is no text; DataFileError for a folder, a device, a pipe, a file that is too large, and what the file system says
 */
export function readData(file: string, most?: number): Buffer {
  if (typeof file !== 'string') throw argumentError('file', file, 'the path of a file');
  try {
    return readBounded(file, most);
  } catch (cause) {
    throw new DataFileError(file, `cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** Reads a file and unpacks it when it is gzipped. */
export const readUnpacked = async (file: string): Promise<Uint8Array> =>
  unpackGzip(readData(file, LARGEST), file);

/**
 * Whether a path is that of a folder.
 *
 * @throws DataFileError where there is nothing
 */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    throw new DataFileError(path, `cannot be read: ${(cause as Error).message}`, { cause });
  }
}
