/** A notebook as one HTML file that needs nothing else: no network, no fonts, plotly.js inlined once. */
import { extname, resolve } from 'node:path';
import { readBounded } from '../files/readBounded.js';
import { drawFigure } from '../drawing/drawFigure.js';
import { escapeHtml } from '../drawing/escape.js';
import { highlight, renderMarkdown } from './markdown.js';
import { type Cell, cellTags, type Notebook, type TextCell } from '../runner/nbformat.js';
import { isFigure, outputHtml } from './outputHtml.js';
import { pageStyle } from './pageStyle.js';
import { plotlySource } from '../drawing/plotlySource.js';

/** What a page says besides the notebook. */
export interface PageOptions {
  /** Folder of the notebook, for pictures that its text names. */
  readonly folder: string;
  /** A line about the run: preset, date, seconds. */
  readonly note: string;
  /** Shown on top if the run failed. */
  readonly failure?: string;
  /** Link back to the index, if there is one. */
  readonly index?: string;
}

const themeScript = `
const root = document.documentElement;
const isDark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
try { const kept = localStorage.getItem('heavytail-theme'); if (kept) root.dataset.theme = kept; } catch {}
document.querySelector('#theme').onclick = () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  try { localStorage.setItem('heavytail-theme', root.dataset.theme); } catch {}
  if (window.drawAll) drawAll();
};
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => window.drawAll && drawAll());
`;

const figureScript = (): string => `
const drawFigure = ${drawFigure.toString()};
window.drawAll = () => {
  for (const element of document.querySelectorAll('.figure'))
    drawFigure(element, JSON.parse(element.nextElementSibling.textContent), Plotly);
};
drawAll();
`;

/** The frame of a page: head, style, theme switch. `body` is HTML. */
export const pageHtml = (
  title: string,
  header: string,
  body: string,
  scripts: readonly string[] = [],
): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<header class="page"><span>${header}</span><button id="theme" type="button">light / dark</button></header>
${body}
</main>
${[themeScript, ...scripts].map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;

/** The first heading of a notebook, or `fallback`. */
export const notebookTitle = (notebook: Notebook, fallback: string): string => {
  const headings = notebook.cells
    .filter((cell) => cell.cell_type === 'markdown')
    .map((cell) => /^#\s+(.+)$/m.exec(cell.source)?.[1]);
  return headings.find((heading) => heading !== undefined)?.replace(/[*_`$\\]/g, '') ?? fallback;
};

const imageTypes: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
};

/** Bytes of the largest picture that goes into a page. */
const LARGEST_PICTURE = 2 ** 26;

/** A picture of a sentence, for the place of one that cannot be shown. */
const sign = (text: string): string => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="24"><text y="17" font-family="sans-serif" font-size="13" fill="#b00020">${escapeHtml(text)}</text></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
};

/** An image address with the picture in it, if it is an attachment of the cell or a file beside the notebook. */
const inlineImage =
  (cell: TextCell, folder: string) =>
  (address: string): string => {
    try {
      return pictureIn(cell, folder, address);
    } catch (error) {
      return sign(`The picture ${address} cannot be shown: ${(error as Error).message}`);
    }
  };

function pictureIn(cell: TextCell, folder: string, address: string): string {
  if (address.startsWith('attachment:')) {
    const bundle = cell.attachments?.[decodeURIComponent(address.slice('attachment:'.length))] ?? {};
    const [mime, base64] = Object.entries(bundle)[0] ?? [];
    return mime === undefined ? address : `data:${mime};base64,${String(base64)}`;
  }
  if (/^[a-z][a-z0-9+.-]*:/i.test(address)) return address;
  const path = resolve(folder, decodeURIComponent(address));
  const mime = imageTypes[extname(path).toLowerCase()];
  if (mime === undefined) return address;
  return `data:${mime};base64,${readBounded(path, LARGEST_PICTURE).toString('base64')}`;
}

const cellHtml = (cell: Cell, folder: string): string => {
  if (cell.cell_type !== 'code')
    return cell.cell_type === 'raw'
      ? ''
      : `<section class="text">${renderMarkdown(cell.source, inlineImage(cell, folder))}</section>`;
  const injected = cellTags(cell).includes('injected-parameters') ? ' class="injected"' : '';
  const source =
    cell.source.trim() === '' ? '' : `<pre class="source"><code>${highlight(cell.source)}</code></pre>`;
  const outputs = cell.outputs.map(outputHtml).join('\n');
  return `<section${injected}>${source}<div class="outputs">${outputs}</div></section>`;
};

/** The page of an executed notebook. */
export const notebookPage = (notebook: Notebook, name: string, options: PageOptions): string => {
  const { folder, note, failure, index } = options;
  const cells = notebook.cells.map((cell) => cellHtml(cell, folder));
  const failed = failure === undefined ? '' : `<p class="failure">${escapeHtml(failure)}</p>`;
  const back = index === undefined ? '' : `<a href="${escapeHtml(index)}">all results</a> · `;
  const hasFigures = notebook.cells.some((c) => c.cell_type === 'code' && c.outputs.some(isFigure));
  const scripts = hasFigures ? [plotlySource(), figureScript()] : [];
  return pageHtml(
    notebookTitle(notebook, name),
    back + escapeHtml(note),
    [failed, ...cells].join('\n'),
    scripts,
  );
};
