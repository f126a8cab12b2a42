/** Pages beside those of the notebooks. */
import { closeSync, constants, existsSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { documentPage } from '../page/documentPage.js';
import { markIn } from '../page/frame.js';
import { DOCUMENTS, type EarlierPage, type Site } from '../page/site.js';
import { saveFile } from './saveFile.js';

/** Bytes at the beginning of a page that hold the mark of its file. */
const BEGINNING = 512;

/** The mark of the file that a page shows; empty where the page has none, or cannot be read. */
const markOf = (page: string): string => {
  const bytes = Buffer.alloc(BEGINNING);
  try {
    const handle = openSync(page, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      return markIn(bytes.toString('utf8', 0, readSync(handle, bytes))) ?? '';
    } finally {
      closeSync(handle);
    }
  } catch {
    return '';
  }
};

/** The notebooks whose pages lie in a folder already. */
export const pagesIn = (folder: string): EarlierPage[] => {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .filter((name) => name.endsWith('.ipynb'))
    .map((name) => name.replace(/\.ipynb$/, ''))
    .filter((name) => names.includes(`${name}.html`))
    .map((name) => ({ name, source: markOf(join(folder, `${name}.html`)) }));
};

/** The pages of documents that lie in a folder already, by their address, each with the mark of its document; those without one are left out. */
export const documentsIn = (folder: string): Map<string, string> => {
  const within = join(folder, DOCUMENTS);
  const names = existsSync(within) ? readdirSync(within) : [];
  return new Map(
    names
      .filter((name) => name.endsWith('.html'))
      .map((name) => [`${DOCUMENTS}/${name}`, markOf(join(within, name))] as const)
      .filter(([, mark]) => mark !== ''),
  );
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
