/** A notebook as one HTML file that needs nothing else: no network, no fonts, plotly.js inlined once. */
import { escapeHtml } from '../drawing/escape.js';
import { drawOrSaySource } from '../drawing/orSay.js';
import { figureCsv } from '../figures/figureCsv.js';
import { plainWords } from '../figures/typeset.js';
import { plotlySource } from '../drawing/plotlySource.js';
import { type Cell, cellTags, type Notebook, type TextCell } from '../runner/nbformat.js';
import { figureControls } from './browser/figureControls.js';
import { framed } from './frame.js';
import { contentsHtml, createHeadings, type Headings } from './headings.js';
import { inlineImage } from './inlineImage.js';
import { htmlEnd } from './htmlEnd.js';
import { firstHeading, renderMarkdown } from './markdown.js';
import { isFigure, outputHtml, type Place } from './outputHtml.js';
import { linksOn, neighbours, type Site, type SitePage } from './site.js';
import { sourceHtml } from './sourceHtml.js';

/** What a page says besides the notebook. */
export interface PageOptions {
  /** Folder of the notebook, for pictures and files that its text names. */
  readonly folder: string;
  /** A line about the run: preset, date, seconds. */
  readonly note: string;
  /** Shown on top if the run failed. */
  readonly failure?: string;
  /** What a reader must know before believing the numbers. */
  readonly warning?: string;
  /** The pages beside this one; alone if left out. */
  readonly site?: Site;
  /** Mark of the notebook's file by which later runs know this page, see `sourceMark`. */
  readonly source?: string;
}

/** The first heading of a notebook, or `fallback`. */
export const notebookTitle = (notebook: Notebook, fallback: string): string => {
  for (const { cell_type, source } of notebook.cells) {
    const title = cell_type === 'markdown' ? firstHeading(source) : undefined;
    if (title !== undefined) return title;
  }
  return fallback;
};

/** No pages beside this one. */
const ALONE: Site = { pages: [], documents: new Map() };

/** A page while it is written. */
interface Writing {
  readonly options: PageOptions & { readonly site: Site };
  readonly headings: Headings;
  readonly place: Place;
  texts: number;
}

/** A paragraph that begins "What to see" says what the next figure shows; without one the whole text before it does. */
const SIGHT = /<p>(?=<strong>What to see)/;

const textHtml = ({ source, attachments }: TextCell, writing: Writing): string => {
  const { folder, site } = writing.options;
  const text = renderMarkdown(source, {
    image: inlineImage(folder, attachments),
    link: linksOn(site, folder),
    headings: writing.headings,
  });
  const html = text + htmlEnd(text);
  const id = `said-${++writing.texts}`;
  writing.place.lastText = id;
  return SIGHT.test(html)
    ? `<section class="text">${html.replace(SIGHT, `<p id="${id}">`)}</section>`
    : `<section class="text" id="${id}">${html}</section>`;
};

const cellHtml = (cell: Cell, writing: Writing): string => {
  if (cell.cell_type === 'raw') return '';
  if (cell.cell_type !== 'code') return textHtml(cell, writing);
  const injected = cellTags(cell).includes('injected-parameters') ? ' class="injected"' : '';
  const outputs = cell.outputs.map((output) => outputHtml(output, writing.place)).join('\n');
  return `<section${injected}>${sourceHtml(cell.source)}<div class="outputs">${outputs}</div></section>`;
};

const pageLink = ({ name, title }: SitePage, rel: string, before = '', after = ''): string =>
  `<a rel="${rel}" href="${encodeURIComponent(name)}.html">${before}${escapeHtml(title)}${after}</a>`;

/** Links to the pages before and after in reading order. */
const neighbourLinks = (site: Site, name: string): string => {
  const { before, after } = neighbours(site, name);
  if (before === undefined && after === undefined) return '';
  const back = before === undefined ? '<span></span>' : pageLink(before, 'prev', '← ');
  const on = after === undefined ? '' : pageLink(after, 'next', '', ' →');
  return `<nav class="reading" aria-label="Reading order">${back}${on}</nav>`;
};

const figureScripts = (notebook: Notebook): string[] =>
  notebook.cells.some((cell) => cell.cell_type === 'code' && cell.outputs.some(isFigure))
    ? [
        plotlySource(),
        `(${figureControls.toString()})(Plotly, ${drawOrSaySource()}, (figure) => (${figureCsv.toString()})(figure, ${plainWords.toString()}));`,
      ]
    : [];

/** The page of an executed notebook. */
export const notebookPage = (notebook: Notebook, name: string, options: PageOptions): string => {
  const { note, failure, warning, site = ALONE, source } = options;
  const writing: Writing = {
    options: { ...options, site },
    headings: createHeadings(),
    place: { name, figures: 0, claims: 0 },
    texts: 0,
  };
  const cells = notebook.cells.map((cell) => cellHtml(cell, writing));
  const index =
    site.index === undefined
      ? ''
      : `<a href="${escapeHtml(site.index)}">${escapeHtml(site.indexTitle ?? 'all results')}</a> · `;
  const alerts = [
    failure === undefined ? '' : `<p class="failure">${escapeHtml(failure)}</p>`,
    warning === undefined ? '' : `<p class="warning">${escapeHtml(warning)}</p>`,
  ];
  return framed({
    title: notebookTitle(notebook, name),
    header: `${index}${escapeHtml(note)}`,
    contents: contentsHtml(writing.headings),
    body: [...alerts, ...cells, neighbourLinks(site, name)].join('\n'),
    scripts: figureScripts(notebook),
    ...(source !== undefined && { source }),
  });
};
