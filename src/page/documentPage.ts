/** A Markdown file as a page of the site. */
import { basename, dirname } from 'node:path';
import { framed } from './frame.js';
import { contentsHtml, createHeadings } from './headings.js';
import { inlineImage } from './inlineImage.js';
import { renderMarkdown } from './markdown.js';
import { linksOn, readDocument, type Site, sourceMark } from './site.js';

/** The page of a document that lies at `address` of the site. */
export const documentPage = (file: string, address: string, site: Site): string => {
  const folder = dirname(file);
  const headings = createHeadings();
  const html = renderMarkdown(readDocument(file), {
    image: inlineImage(folder),
    link: linksOn(site, folder, dirname(address)),
    headings,
  });
  const title = headings.list.find(({ level }) => level === 1)?.html.replace(/<[^<>]*>/g, '');
  const [first] = site.pages;
  const start = site.index ?? (first === undefined ? undefined : `${encodeURIComponent(first.name)}.html`);
  return framed({
    title: title ?? basename(file),
    header:
      start === undefined
        ? 'heavytail'
        : `<a href="../${start}">${site.index === undefined ? 'the notebooks' : 'all results'}</a>`,
    contents: contentsHtml(headings),
    body: `<section class="text">${html}</section>`,
    source: sourceMark(file),
  });
};
