import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepFolders } from './sweep.js';

/** A folder that lasts no longer than the process. */
export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => void;
}

const inUse = new Set<string>();

// What still runs may put something into it meanwhile.
const removeFolder = (path: string): void =>
  rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });

const removeAll = (): void => inUse.forEach(removeFolder);

/**
 * A new folder among the system's temporary files that only this user can read, removed at the end of the process if not before. Those
 * of processes that were killed are removed once they are old.
 *
 * @param purpose a word, part of its name
 * @throws the error of the system
 */
export function temporaryFolder(purpose: string): TemporaryFolder {
  const prefix = `heavytail-${purpose}-`;
  void sweepFolders(tmpdir(), prefix);
  const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
  if (inUse.size === 0) process.on('exit', removeAll);
  inUse.add(path);
  const remove = (): void => {
    removeFolder(path);
    if (inUse.delete(path) && inUse.size === 0) process.off('exit', removeAll);
  };
  return { path, remove };
}
