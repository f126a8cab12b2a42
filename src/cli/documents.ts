/** Pages beside those of the notebooks. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { documentPage } from '../page/documentPage.js';
import type { Site } from '../page/site.js';
import { saveFile } from './saveFile.js';

/** The notebooks whose pages lie in a folder already. */
export const pagesIn = (folder: string): string[] => {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => name.replace(/\.ipynb$/, ''))
    .filter((name) => names.includes(`${name}.html`));
};

/** The index that lies in a folder already. */
export const indexIn = (folder: string): string | undefined =>
  existsSync(join(folder, 'index.html')) ? 'index.html' : undefined;

/** Writes the pages of the documents that the notebooks link to. */
export const writeDocuments = async (
  site: Site,
  out: string,
  onNote: (note: string) => void,
): Promise<void> => {
  for (const [file, address] of site.documents)
    try {
      await saveFile(join(out, address), documentPage(file, address, site), onNote);
    } catch (error) {
      // The notebooks are run all the same.
      onNote(`${file} has no page: ${(error as Error).message}`);
    }
};
