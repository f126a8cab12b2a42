import { randomUUID } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRunning } from '../files/temporaryName.js';

/** Unfinished files that nobody works on: handed back, or left by a process that is gone. */
async function abandonedParts(file: string): Promise<string[]> {
  const start = `${basename(file)}.`;
  const names = (await readdir(dirname(file))).filter(
    (name) => name.startsWith(start) && name.endsWith('.part'),
  );
  return names
    .filter((name) => {
      const pid = /^(\d+)-[0-9a-f]+\.part$/.exec(name.slice(start.length))?.[1];
      return pid === undefined ? name === `${start}part` : !isRunning(Number(pid));
    })
    .map((name) => join(dirname(file), name));
}

/**
 * A name for the unfinished bytes of a file that no other download uses. Bytes that an earlier one left go over to it.
 *
 * @param file the whole file's name; its folder exists
 */
export async function takePart(file: string): Promise<string> {
  const own = `${file}.${process.pid}-${randomUUID().slice(0, 8)}.part`;
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
