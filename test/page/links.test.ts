import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { documentsIn, pagesIn, writeDocuments } from '../../src/cli/documents.js';
import { documentPage } from '../../src/page/documentPage.js';
import { notebookPage } from '../../src/page/htmlPage.js';
import { type Site, siteOf, type Source, sourceMark } from '../../src/page/site.js';
import { notebookText, parseNotebook } from '../../src/runner/notebookFile.js';
import { writeManuscript } from '../../src/site/manuscript.js';

// Its one file is made by the build.
vi.mock('../../src/explorer/index.js', () => ({ explorerHtml: () => '' }));

const folder = mkdtempSync(join(tmpdir(), 'heavytail-links-'));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};

/** A notebook of one text, in a file of that name. */
const source = (name: string, text: string): Source => {
  const cell = { cell_type: 'markdown', id: 'a', metadata: {}, source: text };
  const notebook = parseNotebook(
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }),
    name,
  );
  const file = write(`${name}.ipynb`, notebookText(notebook));
  return { name: name.split('/').at(-1)!, title: name, notebook, file };
};

const pageOf = ({ name, notebook, file }: Source, site: Site): string =>
  notebookPage(notebook, name, { folder: dirname(file), note: '', site, source: sourceMark(file) });

/** Where each link of a page leads, by its words; undefined where it is said to lead out. */
const leads = (html: string): Record<string, string | undefined> =>
  Object.fromEntries(
    [
      ...html.matchAll(
        /<a href="([^"]*)">(to \w+)<\/a>|<span class="elsewhere" title="[^"]*">(to \w+)<\/span>/g,
      ),
    ].map(([, href, words, gone]) => [words ?? gone, href]),
  );

const other = source('other/fig1a', 'another notebook of that name');
const fig1a = source('notebooks/fig1a', '# Figure 1(a)');
const notes = write(
  'docs/notes.md',
  '[to own](../notebooks/fig1a.ipynb#here) [to other](../other/fig1a.ipynb)',
);
symlinkSync(join(folder, 'notebooks'), join(folder, 'linked'), 'junction');
const here = source(
  'notebooks/here',
  '[to own](fig1a.ipynb) [to round](../notebooks/./fig1a.ipynb?x#here) [to linked](../linked/fig1a.ipynb) [to other](../other/fig1a.ipynb) ' +
    '[to sub](sub/fig1a.ipynb) [to up](../fig1a.ipynb) [to web](https://a.b/fig1a.ipynb) [to notes](../docs/notes.md) [to strange](%zz/fig1a.ipynb)',
);
const [own, gone] = ['fig1a.html', undefined];

describe('a link to a notebook', () => {
  it('leads to the page of that very notebook, and to no other of its name', () => {
    const site = siteOf([here, fig1a]);
    expect(leads(pageOf(here, site))).toEqual({
      ...{ 'to own': own, 'to round': `${own}?x#here`, 'to linked': own, 'to other': gone, 'to sub': gone },
      ...{ 'to up': gone, 'to web': 'https://a.b/fig1a.ipynb', 'to notes': 'documents/notes.html' },
      'to strange': gone,
    });
    const document = documentPage(notes, site.documents.get(notes)!, site);
    expect(leads(document)).toMatchObject({ 'to own': '../fig1a.html#here', 'to other': gone });
  });

  it('leads to a page from before if that shows the very notebook', () => {
    const out = join(folder, 'out');
    mkdirSync(out);
    const before = (page: string): Record<string, string | undefined> => {
      writeFileSync(join(out, 'fig1a.html'), page);
      copyFileSync(fig1a.file, join(out, 'fig1a.ipynb'));
      return leads(pageOf(here, siteOf([here], { earlier: pagesIn(out) })));
    };
    expect(before(pageOf(fig1a, siteOf([fig1a])))).toMatchObject({ 'to own': own, 'to other': gone });
    expect(before(pageOf(other, siteOf([other])))).toMatchObject({ 'to own': gone, 'to other': own });
    // A page of a version that kept no mark, with a mark that its notebook makes up.
    const claimed = `<meta name="heavytail-source" content="${sourceMark(fig1a.file)}">`;
    expect(before(`<!doctype html>\n<title>${claimed}`)).toMatchObject({ 'to own': gone, 'to other': gone });
  });

  it('is left as it is in the documentation, unless it leads to a notebook of it', () => {
    const project = join(folder, 'project');
    const text = (path: string): string =>
      `[a](${path}/fig1a.ipynb#b) [c](elsewhere/fig1a.ipynb) [d](https://a.b/fig1a.ipynb) [e](${path}/none.ipynb)\n`;
    for (const [name, path] of [
      ...[
        ['README.md', 'notebooks'],
        ['CONTRIBUTING.md', 'notebooks'],
        ['CHANGELOG.md', 'notebooks'],
      ],
      ...[
        ['docs/guide.md', '../notebooks'],
        ['CITATION.cff', ''],
      ],
    ])
      write(`project/${name}`, text(path));
    source('project/notebooks/fig1a', text('.'));
    mkdirSync(join(folder, 'manuscript'));
    const { readme, guides, notebooks } = writeManuscript(project, join(folder, 'manuscript'));
    for (const [file, path] of [
      [readme, 'notebooks'],
      [guides[0].file, '../notebooks'],
      [notebooks[0].file, '.'],
    ])
      expect(readFileSync(file, 'utf8')).toContain(text(path).replace('fig1a.ipynb#b', 'fig1a.md#b').trim());
  });
});

describe('documents of one name', () => {
  const guides = ['one', 'two'].map((name) => write(`${name}/guide.md`, `# The guide of ${name}`));
  const notebooks = ['one', 'two'].map((name) => source(`${name}/reads`, '[to guide](guide.md)'));
  const [plain, marked] = ['documents/guide.html', `documents/guide-${sourceMark(guides[1])}.html`];

  it('have a page each, and every link leads to its own', () => {
    const site = siteOf(notebooks);
    expect(guides.map((file) => site.documents.get(file))).toEqual([plain, marked]);
    expect(notebooks.map((each) => leads(pageOf(each, site)))).toEqual([
      { 'to guide': plain },
      { 'to guide': marked },
    ]);
  });

  it('keep theirs from run to run, and take none that another has', async () => {
    const out = join(folder, 'runs');
    const run = async (which: number): Promise<string | undefined> => {
      const site = siteOf([notebooks[which]], { earlierDocuments: documentsIn(out) });
      await writeDocuments(site, out, (note) => expect.unreachable(note));
      return site.documents.get(guides[which]);
    };
    for (const address of [plain, marked]) {
      expect(await run(0)).toBe(plain);
      expect(await run(1)).toBe(marked);
      expect(readFileSync(join(out, address), 'utf8')).toContain(
        address === plain ? 'The guide of one' : 'The guide of two',
      );
    }
  });
});
