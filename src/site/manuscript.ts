/** What TypeDoc reads besides the code: README, documents and notebooks as Markdown files in a folder of their own. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { makeFolder } from '../files/makeFolder.js';
import { basename, dirname, join, resolve } from 'node:path';
import { explorerHtml } from '../explorer/index.js';
import { notebookTitle } from '../page/htmlPage.js';
import { inReadingOrder } from '../page/readingOrder.js';
import type { Source } from '../page/site.js';
import { readNotebook } from '../runner/notebookFile.js';

/** A document of the site. */
export interface SiteDocument {
  readonly title: string;
  /** Address of its page, without `.html`. */
  readonly address: string;
  /** The Markdown file that TypeDoc reads. */
  readonly file: string;
}

/** The manuscript of the site. */
export interface Manuscript {
  readonly readme: string;
  readonly guides: readonly SiteDocument[];
  /** The notebooks in reading order; the pages that TypeDoc makes of their texts are replaced by those that show them whole. */
  readonly notebooks: readonly SiteDocument[];
  readonly sources: readonly Source[];
}

const write = (file: string, text: string | Buffer): string => {
  makeFolder(dirname(file));
  writeFileSync(file, text);
  return file;
};

/** Links of a text in `folder` to notebooks of the site become links to the files of their texts; to all others they stay. */
const relinked = (text: string, folder: string, sources: readonly Source[]): string =>
  text.replace(/\]\(([^)\s#]*)\.ipynb(#[^)]*)?\)/g, (whole, path: string, rest = '') => {
    const file = resolve(folder, `${path}.ipynb`);
    return sources.some((source) => source.file === file) ? `](${path}.md${rest})` : whole;
  });

/** The title stands in the head of the file for TypeDoc, so it is taken out of the text. */
const document = (file: string, group: string, text: string, address: string): SiteDocument => {
  const title = /^# (.+)$/m.exec(text)?.[1].replace(/[*_`$\\]/g, '') ?? basename(file, '.md');
  const body = text.replace(/^# .+$/m, '');
  write(file, `---\ntitle: ${JSON.stringify(title)}\ngroup: ${group}\n---\n${body}`);
  return { title, address, file };
};

const markdownOf = ({ notebook }: Source): string =>
  notebook.cells.flatMap((cell) => (cell.cell_type === 'markdown' ? [cell.source] : [])).join('\n\n');

const namesIn = (folder: string, ending: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort();

/** The saved notebooks in reading order. */
const readSources = (folder: string): Source[] =>
  inReadingOrder(
    namesIn(folder, '.ipynb').map((file) => {
      const name = basename(file, '.ipynb');
      const notebook = readNotebook(join(folder, file));
      return { name, notebook, file: join(folder, file), title: notebookTitle(notebook, name) };
    }),
  );

const contents = (sources: readonly Source[]): string =>
  sources.map(({ name, title }) => `1. [${title}](notebooks/${name}.md)`).join('\n');

/**
 * Writes the manuscript of a project.
 *
 * @param project folder of the project, with `README.md`, `docs` and `notebooks`
 * @param folder an empty folder to write into
 */
export const writeManuscript = (project: string, folder: string): Manuscript => {
  const notebookFolder = resolve(project, 'notebooks');
  const sources = readSources(notebookFolder);
  const read = (name: string): string => {
    const file = resolve(project, name);
    return relinked(readFileSync(file, 'utf8'), dirname(file), sources);
  };
  const guide = (name: string): SiteDocument =>
    document(join(folder, name), 'Guide', read(name), `documents/${basename(name, '.md')}`);
  const guides = [
    ...namesIn(join(project, 'docs'), '.md').map((name) => guide(`docs/${name}`)),
    guide('CONTRIBUTING.md'),
    guide('CHANGELOG.md'),
  ];
  const notebooks = sources.map((source) =>
    document(
      join(folder, 'notebooks', `${source.name}.md`),
      'Notebooks',
      `# ${source.title}\n\n${relinked(markdownOf(source).replace(/^# .+$/m, ''), notebookFolder, sources)}`,
      source.name,
    ),
  );
  // What these texts show or name besides: TypeDoc takes it along.
  const named = [...namesIn(join(project, 'docs'), '.png').map((name) => join('docs', name)), 'CITATION.cff'];
  for (const name of named) write(join(folder, name), readFileSync(join(project, name)));
  // TypeDoc puts it into a folder of its own.
  write(join(folder, 'explorer.html'), explorerHtml('../index.html'));
  const front = `${read('README.md')}\n\n## The notebooks in reading order\n\n${contents(sources)}\n\nThe [explorer](explorer.html) has sliders for η, b, d and σ.\n`;
  return { readme: write(join(folder, 'README.md'), front), guides, notebooks, sources };
};
