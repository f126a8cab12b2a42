/** All saved notebooks as a site with an index, written into a folder. */
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { documentPage } from '../../src/page/documentPage.js';
import { notebookPage, notebookTitle } from '../../src/page/htmlPage.js';
import { claimsIn, type NotebookReport } from '../../src/page/report.js';
import { reportPage } from '../../src/page/reportPage.js';
import { siteOf, type Source } from '../../src/page/site.js';
import { thumbnails } from '../../src/page/thumbnails.js';
import { notebookText, readNotebook } from '../../src/runner/notebookFile.js';

const folder = resolve('notebooks');

const sources: readonly Source[] = readdirSync(folder)
  .filter((file) => file.endsWith('.ipynb'))
  .map((file) => {
    const name = file.replace('.ipynb', '');
    const notebook = readNotebook(join(folder, file));
    return { name, notebook, file: join(folder, file), title: notebookTitle(notebook, name) };
  });

const reportOf = async ({ name, title, notebook }: Source): Promise<NotebookReport> => {
  const outputs = notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
  const figures = await thumbnails(notebook, undefined);
  return { name, title, parameters: {}, claims: claimsIn(outputs).claims, figures, seconds: 1 };
};

/** Writes pages, documents, index, and what the index links to. */
export const writeSavedSite = async (out: string): Promise<void> => {
  const site = siteOf(sources, { index: 'index.html' });
  mkdirSync(join(out, 'documents'), { recursive: true });
  for (const { name, notebook } of sources) {
    writeFileSync(join(out, `${name}.html`), notebookPage(notebook, name, { folder, note: 'saved', site }));
    writeFileSync(join(out, `${name}.ipynb`), notebookText(notebook));
  }
  for (const [file, address] of site.documents)
    writeFileSync(join(out, address), documentPage(file, address, site));
  const notebooks = await Promise.all(sources.map(reportOf));
  const report = {
    date: new Date(0).toISOString(),
    preset: 'quick',
    versions: {},
    machine: 'any',
    seconds: 1,
    notebooks,
  };
  writeFileSync(join(out, 'index.html'), reportPage(report));
  writeFileSync(join(out, 'claims.json'), '{}');
  copyFileSync('dist/src/explorer/explorer.html', join(out, 'explorer.html'));
};
