import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { writeWhole } from '../files/writeWhole.js';

/**
 * Writes a result to a new folder among the system's temporary files.
 *
 * @param why it is not where it was to be; told with the path of the file
 * @returns the path of the file
 * @throws WriteError if it cannot be written there either
 */
export async function saveElsewhere(
  path: string,
  content: string,
  why: string,
  onNote: (note: string) => void,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-results-'));
  const elsewhere = join(folder, basename(path));
  try {
    await writeWhole(elsewhere, content);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  onNote(`${why}; it is in ${elsewhere}`);
  return elsewhere;
}

/**
 * Writes a result that took long to compute. Where its folder cannot be written any more (it was checked before the run), it goes
 * to a new folder among the system's temporary files.
 *
 * @param onNote told why, and where the file is instead
 * @returns the path of the file
 * @throws WriteError if it can be written nowhere
 */
export async function saveFile(
  path: string,
  content: string,
  onNote: (note: string) => void,
): Promise<string> {
  try {
    // A folder that was removed meanwhile is made again.
    makeFolder(dirname(path));
    await writeWhole(path, content);
    return path;
  } catch (error) {
    return saveElsewhere(path, content, (error as Error).message, onNote);
  }
}
