import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { writeWhole } from '../files/writeWhole.js';

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
    const elsewhere = join(mkdtempSync(join(tmpdir(), 'heavytail-results-')), basename(path));
    await writeWhole(elsewhere, content);
    onNote(`${(error as Error).message}; it is in ${elsewhere}`);
    return elsewhere;
  }
}
