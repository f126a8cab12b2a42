import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive, and what is to be wrong with it. */
export interface ZipFile {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflated?: boolean;
  /** Fields of the directory in place of the right ones. */
  readonly wrong?: Partial<Record<'flags' | 'method' | 'crc' | 'packed' | 'size' | 'local', number>>;
  /** Bytes that the file's own head and its place in the directory have behind the name. */
  readonly extra?: number;
}

/** A zip archive with a comment behind its directory. */
export function zipOf(files: readonly ZipFile[], comment = ''): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, deflated = false, wrong = {}, extra = 0 } of files) {
    const data = deflated ? deflateRawSync(content) : Buffer.from(content);
    const right = { flags: 0, method: deflated ? 8 : 0, crc: crc32(content), packed: data.length };
    const { flags, method, crc, packed, size, local } = {
      ...right,
      size: content.length,
      local: at,
      ...wrong,
    };
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50);
    head.writeUInt16LE(name.length, 26);
    head.writeUInt16LE(extra, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    [crc, packed, size].forEach((value, i) => entry.writeUInt32LE(value, 16 + 4 * i));
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(extra, 30);
    entry.writeUInt32LE(local, 42);
    const behind = Buffer.alloc(extra, 7);
    parts.push(head, Buffer.from(name), behind, data);
    directory.push(entry, Buffer.from(name), behind);
    at += 30 + name.length + extra + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end, Buffer.from(comment)]));
}
