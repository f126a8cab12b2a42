import { crc32, inflateRawSync } from 'node:zlib';
import { DataFileError } from './bytes.js';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** Written in place of a size or an offset that needs 64 bits. */
const SIXTY_FOUR = 0xffffffff;

/** Where the directory's closing record begins: behind it stands a comment of at most 65535 bytes. */
function endOf(view: DataView, file: string): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 65535); at--)
    if (view.getUint32(at, true) === END) return at;
  throw new DataFileError(
    file,
    'is no zip archive, or one that is cut short: it has no directory at its end',
  );
}

/** An entry of the directory. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly local: number;
  readonly next: number;
}

function entryAt(bytes: Uint8Array, view: DataView, at: number, file: string): Entry {
  if (at + 46 > bytes.length || view.getUint32(at, true) !== ENTRY)
    throw new DataFileError(file, `has a damaged directory at byte ${at}`);
  const lengths = [28, 30, 32].map((place) => view.getUint16(at + place, true));
  const next = at + 46 + lengths[0] + lengths[1] + lengths[2];
  if (next > bytes.length) throw new DataFileError(file, `has a directory that is cut short at byte ${at}`);
  const name = Buffer.from(bytes.buffer, bytes.byteOffset + at + 46, lengths[0]).toString('utf8');
  const [crc, packed, size] = [16, 20, 24].map((place) => view.getUint32(at + place, true));
  const local = view.getUint32(at + 42, true);
  if (packed === SIXTY_FOUR || size === SIXTY_FOUR || local === SIXTY_FOUR)
    throw new DataFileError(file, `holds "${name}" of 4 GB or more, which is not read`);
  if (view.getUint16(at + 8, true) & 1) throw new DataFileError(file, `holds "${name}" encrypted`);
  return { name, method: view.getUint16(at + 10, true), crc, packed, size, local, next };
}

function contentOf(bytes: Uint8Array, view: DataView, entry: Entry, file: string): Uint8Array {
  const { name, method, packed, size, local } = entry;
  const damaged = (why: string): DataFileError => new DataFileError(file, `"${name}" ${why}`);
  if (local + 30 > bytes.length || view.getUint32(local, true) !== LOCAL)
    throw damaged(`is not at byte ${local}, where the directory has it`);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packed > bytes.length)
    throw damaged(`needs ${packed} bytes from byte ${start}, there are ${Math.max(0, bytes.length - start)}`);
  const data = bytes.subarray(start, start + packed);
  if (method !== 0 && method !== 8)
    throw damaged(`is packed by method ${method}, read are stored and deflated`);
  let content: Uint8Array = data;
  if (method === 8)
    try {
      // One byte more than announced is enough to see that it is longer.
      content = inflateRawSync(data, { maxOutputLength: size + 1 });
    } catch (cause) {
      throw new DataFileError(file, `"${name}" is damaged (${(cause as Error).message})`, { cause });
    }
  if (content.length !== size) throw damaged(`has ${content.length} bytes, the directory says ${size}`);
  if (crc32(content) !== entry.crc) throw damaged('is damaged: its checksum is wrong');
  return content;
}

/**
 * The files of a zip archive held in memory, by their names, stored or deflated. Sizes and checksums are tested.
 *
 * @param file its name, for messages
 * @throws DataFileError that says what is wrong
 */
export function parseZip(bytes: Uint8Array, file: string): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view, file);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const files = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const entry = entryAt(bytes, view, at, file);
    at = entry.next;
    if (entry.name.endsWith('/')) continue;
    if (files.has(entry.name)) throw new DataFileError(file, `holds "${entry.name}" twice`);
    files.set(entry.name, contentOf(bytes, view, entry, file));
  }
  return files;
}
