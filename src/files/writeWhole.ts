import { rmSync } from 'node:fs';
import { constants, copyFile, link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryName } from './temporaryName.js';

/** What may be done about it, by the error's code. */
const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: free some space or name another folder',
  EDQUOT: 'the quota is used up: free some space or name another folder',
  EROFS: 'the disk can only be read: name another folder',
  EACCES: 'this user may not write there: name another folder',
  EPERM: 'this user may not write there: name another folder',
  EEXIST: 'there is something of this name: name another file',
  EISDIR: 'it is a folder: move it away or name another folder',
  ENOTDIR: 'a part of its path is no folder',
  ENOENT: 'its folder is gone',
  EMFILE: 'too many files are open',
};

/** A file could not be written; what was there before is still there. The message names it and says what to do. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    super(`${path} cannot be written: ${advice[code] ?? message}${code in advice ? ` (${code})` : ''}`, {
      cause,
    });
  }
}

/** Files that are being written. A process that ends meanwhile, at a signal say, takes them away. */
const underway = new Set<string>();

const removeUnderway = (): void => underway.forEach((path) => rmSync(path, { force: true }));

/** Flushes a folder, so that a name in it outlives a crash; not every system can. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function writeAll(path: string, bytes: Uint8Array, mode: number | undefined): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    for (let at = 0; at < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, at);
      if (bytesWritten === 0)
        throw Object.assign(new Error(`only ${at} of ${bytes.length} bytes were taken`), { code: 'ENOSPC' });
      at += bytesWritten;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a whole file a name that must be free: of several that ask for it at once one gets it. */
async function takeName(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    // Some disks have no links.
    await copyFile(temporary, path, constants.COPYFILE_EXCL);
  }
  await rm(temporary);
}

/**
 * Writes a file whole or not at all: to a temporary name beside it, every byte, to the disk, then renamed over what was there. Of
 * that the permissions are kept; a link stays a link.
 *
 * @param isNew whether there may be nothing of this name
 * @throws WriteError, with nothing left behind and the old file as it was
 */
export async function writeWhole(path: string, content: string | Uint8Array, isNew = false): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const target = isNew ? path : await realpath(path).catch(() => path);
  const temporary = temporaryName(target);
  if (underway.size === 0) process.once('exit', removeUnderway);
  underway.add(temporary);
  try {
    const before = isNew ? undefined : await stat(target).catch(() => undefined);
    if (before !== undefined && !before.isFile())
      throw Object.assign(new Error('it is no file'), { code: before.isDirectory() ? 'EISDIR' : undefined });
    await writeAll(temporary, bytes, before?.mode);
    await (isNew ? takeName : rename)(temporary, target);
    await syncFolder(dirname(target));
  } catch (cause) {
    await rm(temporary).catch(() => undefined);
    throw new WriteError(path, cause);
  } finally {
    underway.delete(temporary);
    if (underway.size === 0) process.off('exit', removeUnderway);
  }
}
