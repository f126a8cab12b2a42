import { DataFileError } from './bytes.js';

const BLOCK = 512;

const text = (bytes: Uint8Array, start: number, length: number): string => {
  const end = bytes.subarray(start, start + length).indexOf(0);
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end < 0 ? length : end).toString('utf8');
};

/** Sum of a header's bytes, its own checksum field counted as blanks. */
const headerSum = (bytes: Uint8Array, start: number): number => {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 32 : bytes[start + i];
  return sum;
};

const octal = (bytes: Uint8Array, start: number, length: number): number => {
  const digits = text(bytes, start, length).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : NaN;
};

/**
 * The regular files of a tar archive held in memory, by their names without folders. Each header's checksum is tested.
 * (Written here because the readers on npm either stream or leave checksums and cut archives unnoticed.)
 *
 * @param bytes the unpacked archive
 * @param file its name, for messages
 * @throws DataFileError for a cut or damaged archive, with the byte where it goes wrong
 */
export function parseTar(bytes: Uint8Array, file: string): Map<string, Uint8Array> {
  const entries = new Map<string, Uint8Array>();
  for (let at = 0; ;) {
    if (at + BLOCK > bytes.length)
      throw new DataFileError(file, `the archive is cut short at byte ${bytes.length}: no end mark`);
    if (bytes[at] === 0) return entries;
    const sum = octal(bytes, at + 148, 8);
    if (sum !== headerSum(bytes, at))
      throw new DataFileError(file, `is no tar archive or a damaged one: bad header at byte ${at}`);
    const size = octal(bytes, at + 124, 12);
    if (Number.isNaN(size)) throw new DataFileError(file, `unreadable size in the header at byte ${at}`);
    const name = text(bytes, at, 100);
    const start = at + BLOCK;
    if (start + size > bytes.length)
      throw new DataFileError(
        file,
        `the archive is cut short: "${name}" needs ${size} bytes from byte ${start}, there are ${bytes.length - start}`,
      );
    const kind = bytes[at + 156];
    if (kind === 0 || kind === 0x30) entries.set(name.split('/').pop()!, bytes.subarray(start, start + size));
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}
