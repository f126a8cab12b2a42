/** The pages that lie in one folder, and how they find one another. */
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import { basename, dirname, extname, relative, resolve, sep } from 'node:path';
import { readBounded } from '../files/readBounded.js';
import type { Notebook } from '../runner/nbformat.js';
import { type Address, linksIn } from './markdown.js';
import { inReadingOrder } from './readingOrder.js';

/** A notebook that has a page, `name.html`. */
export interface SitePage {
  readonly name: string;
  readonly title: string;
  /** Mark of its file, see {@link sourceMark}: a link to another notebook of that name does not lead to this page. */
  readonly source: string;
}

/** All pages of a folder. */
export interface Site {
  /** The notebooks in reading order. */
  readonly pages: readonly SitePage[];
  /** Markdown files, by their full path, with the address of their page from the top of the folder. */
  readonly documents: ReadonlyMap<string, string>;
  /** Address of the index, if there is one. */
  readonly index?: string;
  /** What a link to the index says; "all results" if left out. */
  readonly indexTitle?: string;
}

/** A notebook with its file: links start from there. */
export interface Source extends Omit<SitePage, 'source'> {
  readonly notebook: Notebook;
  readonly file: string;
}

/** A page that lies in the folder from before. */
export type EarlierPage = Omit<SitePage, 'title'>;

/** Folder of the documents' pages. */
export const DOCUMENTS = 'documents';

const realFile = (file: string): string => {
  try {
    return realpathSync(file);
  } catch {
    return resolve(file);
  }
};

/** What a page keeps of the path of its notebook, to be known again: the same for every way to the file, and it tells nobody the path. */
export const sourceMark = (file: string): string =>
  createHash('sha256').update(realFile(file)).digest('hex').slice(0, 16);

/** Bytes of the largest document that becomes a page. */
const LARGEST_DOCUMENT = 2 ** 22;

/** Text of a Markdown file. */
export const readDocument = (file: string): string => readBounded(file, LARGEST_DOCUMENT).toString('utf8');

/** An address without what stands behind its file, and that: `a.md#part` is `a.md` and `#part`. */
const splitAddress = (address: string): [string, string] => {
  const at = address.search(/[#?]/);
  return at < 0 ? [address, ''] : [address.slice(0, at), address.slice(at)];
};

const isFileAddress = (address: string): boolean => !/^([a-z][a-z0-9+.-]*:|#|\/)/i.test(address);

const fileOf = (address: string, folder: string): string => {
  const [path] = splitAddress(address);
  try {
    return resolve(folder, decodeURIComponent(path));
  } catch {
    // A percent sign that begins no code stands for itself.
    return resolve(folder, path);
  }
};

const textOf = (notebook: Notebook): string =>
  notebook.cells.flatMap((cell) => (cell.cell_type === 'markdown' ? [cell.source] : [])).join('\n\n');

/** Whether a document can be read; a link to one that cannot is as one to what is not there. */
const isReadable = (file: string): boolean => {
  try {
    readDocument(file);
    return true;
  } catch {
    return false;
  }
};

/** The Markdown files that a text links to and that are there. */
const documentsOf = (text: string, folder: string): string[] =>
  linksIn(text)
    .filter(isFileAddress)
    .map((address) => fileOf(address, folder))
    .filter((file) => extname(file) === '.md' && isReadable(file));

/**
 * The Markdown files that notebooks link to, and those that these link to, each with the address of its page: its name, and its mark
 * as well where another document of that name has a page.
 */
const linkedDocuments = (
  sources: readonly Source[],
  earlier: ReadonlyMap<string, string>,
): Map<string, string> => {
  const found = new Map<string, string>();
  // Files whose names differ in case only may be one.
  const owners = new Map([...earlier].map(([address, mark]) => [address.toLowerCase(), mark]));
  const waiting = sources.flatMap(({ notebook, file }) => documentsOf(textOf(notebook), dirname(file)));
  for (const file of waiting) {
    if (found.has(file)) continue;
    const mark = sourceMark(file);
    const name = `${DOCUMENTS}/${basename(file, '.md')}`;
    const plain = `${name}.html`;
    const address = (owners.get(plain.toLowerCase()) ?? mark) === mark ? plain : `${name}-${mark}.html`;
    owners.set(address.toLowerCase(), mark);
    found.set(file, address);
    waiting.push(...documentsOf(readDocument(file), dirname(file)));
  }
  return found;
};

/**
 * The site of these notebooks.
 *
 * @param earlier pages that lie in the folder from before
 * @param earlierDocuments addresses of documents' pages that lie there from before, each with the mark of its file
 */
export const siteOf = (
  sources: readonly Source[],
  options: {
    readonly index?: string;
    readonly earlier?: readonly EarlierPage[];
    readonly earlierDocuments?: ReadonlyMap<string, string>;
  } = {},
): Site => {
  const names = new Set(sources.map(({ name }) => name));
  const before = (options.earlier ?? []).filter(({ name }) => !names.has(name));
  const pages: SitePage[] = [
    ...sources.map(({ name, title, file }) => ({ name, title, source: sourceMark(file) })),
    ...before.map((page) => ({ ...page, title: page.name })),
  ];
  return {
    pages: inReadingOrder(pages),
    documents: linkedDocuments(sources, options.earlierDocuments ?? new Map()),
    ...(options.index !== undefined && { index: options.index }),
  };
};

/** An address from the top of the site, for a page that lies in `folder` of it. */
const fromFolder = (address: string, folder: string): string =>
  relative(folder, address).split(sep).map(encodeURIComponent).join('/');

/**
 * Where the links of a text lead on the site. Files that have a page become its address; addresses of the web and of the same page
 * stay; anything else is not there.
 *
 * @param folder folder of the text's file
 * @param at folder of its page on the site, `''` for the top
 */
export const linksOn =
  (site: Site, folder: string, at = ''): Address =>
  (address) => {
    if (!isFileAddress(address)) return address;
    const rest = splitAddress(address)[1];
    const file = fileOf(address, folder);
    const document = site.documents.get(file);
    if (document !== undefined) return fromFolder(document, at) + rest;
    const mark = sourceMark(file);
    const page = site.pages.find(({ source }) => source === mark);
    return page === undefined ? undefined : fromFolder(`${page.name}.html`, at) + rest;
  };

/** The pages before and after one in reading order. */
export const neighbours = (site: Site, name: string): { before?: SitePage; after?: SitePage } => {
  const at = site.pages.findIndex((page) => page.name === name);
  return at < 0 ? {} : { before: site.pages[at - 1], after: site.pages[at + 1] };
};
