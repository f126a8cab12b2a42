import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, writerOf } from './temporaryName.js';

/** Milliseconds after which what a process left counts as abandoned: on a shared disk it may run on another machine. */
const OLD = 3_600_000;

async function sweepOne(path: string): Promise<void> {
  const { mtimeMs } = await stat(path);
  // eslint-disable-next-line no-restricted-properties -- the age of a file
  if (Date.now() - mtimeMs > OLD) await rm(path, { recursive: true, force: true });
}

/** Removes files or folders whose process is gone and that are an hour old; what cannot be removed stays. */
async function sweepNames(folder: string, names: readonly string[], pidOf: typeof writerOf): Promise<void> {
  for (const name of names) {
    const pid = pidOf(name);
    if (pid !== undefined && !isRunning(pid)) await sweepOne(join(folder, name)).catch(() => undefined);
  }
}

/**
 * Removes temporary files that killed runs left in a folder and in those directly below it.
 *
 * @param folder may be missing
 */
export async function sweepTemporaries(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  await sweepNames(
    folder,
    entries.map(({ name }) => name),
    writerOf,
  );
  for (const entry of entries) {
    if (!entry.isDirectory()) continue;
    const below = join(folder, entry.name);
    await sweepNames(below, await readdir(below).catch(() => []), writerOf);
  }
}

/**
 * Removes folders that killed processes left in the system's folder of temporary files.
 *
 * @param prefix of their names; the process and a dash follow
 */
export async function sweepFolders(folder: string, prefix: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(prefix));
  await sweepNames(folder, names, (name) => {
    const pid = /^(\d+)-/.exec(name.slice(prefix.length))?.[1];
    return pid === undefined ? undefined : Number(pid);
  });
}
