/** `heavytail docs`: the documents of the package as pages. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { WriteError, writeWhole } from '../files/writeWhole.js';
import { documentPage } from '../page/documentPage.js';
import type { Site } from '../page/site.js';
import { packageFolder } from '../packageFolder.js';

/**
 * Writes the README as `index.html`, and below it, in `docs`, a page of every document that comes with the package.
 *
 * @returns the path of the first page
 * @throws WriteError
 */
export async function writeDocs(folder: string): Promise<string> {
  const root = packageFolder();
  const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  const others = ['CONTRIBUTING.md', 'CHANGELOG.md', ...docs.sort().map((name) => join('docs', name))];
  const documents = new Map([
    [join(root, 'README.md'), 'index.html'],
    ...others.map((name) => [join(root, name), `docs/${basename(name, '.md')}.html`] as const),
  ]);
  try {
    makeFolder(join(folder, 'docs'));
  } catch (error) {
    throw new WriteError(folder, error);
  }
  for (const [file, address] of documents) {
    // The first page has none to lead back to.
    const site: Site = { pages: [], documents, ...(address !== 'index.html' && { index: 'index.html' }) };
    await writeWhole(join(folder, address), documentPage(file, address, site));
  }
  return join(folder, 'index.html');
}
