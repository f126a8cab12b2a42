import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isRunning } from '../files/temporaryName.js';

/** This machine in the names of its unfinished files: on a shared disk others write beside them, whose processes are not known here. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Milliseconds after which nobody writes a file any more, whatever machine it was. */
const OLD = 3_600_000;

/** Whether nobody works on an unfinished file, by what follows the whole file's name in its own: handed back, or left by a process that is gone. */
async function isAbandoned(path: string, end: string): Promise<boolean> {
  if (end === 'part') return true;
  const [, pid, where] = /^(\d+)-([0-9a-f]{8})-[0-9a-f]{8}\.part$/.exec(end) ?? [];
  if (pid === undefined) return false;
  if (where === machine) return !isRunning(Number(pid));
  // eslint-disable-next-line no-restricted-properties -- the age of a file
  const age = await stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs);
  return age > OLD;
}

/** Unfinished files that nobody works on. */
async function abandonedParts(file: string): Promise<string[]> {
  const start = `${basename(file)}.`;
  const found: string[] = [];
  for (const name of await readdir(dirname(file))) {
    const path = join(dirname(file), name);
    // Another download may have taken it meanwhile.
    if (name.startsWith(start) && (await isAbandoned(path, name.slice(start.length)).catch(() => false)))
      found.push(path);
  }
  return found;
}

/**
 * A name for the unfinished bytes of a file that no other download uses. Bytes that an earlier one left go over to it.
 *
 * @param file the whole file's name; its folder exists
 */
export async function takePart(file: string): Promise<string> {
  const own = `${file}.${process.pid}-${machine}-${randomUUID().slice(0, 8)}.part`;
  let taken = false;
  for (const part of await abandonedParts(file))
    if (taken) await rm(part, { force: true });
    else
      taken = await rename(part, own).then(
        () => true,
        () => false, // Another download was faster.
      );
  return own;
}

/** Hands unfinished bytes back, for a later download to go on with; nothing where there are none. */
export const leavePart = (part: string, file: string): Promise<void> =>
  rename(part, `${file}.part`).catch(() => undefined);
