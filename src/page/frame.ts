/** The frame of every page: head, style, header, table of contents and what runs in the browser. */
import { escapeHtml } from '../drawing/escape.js';
import { pageControls } from './browser/pageControls.js';
import { pageStyle } from './pageStyle.js';

/** The parts of a page, as HTML but for the title. */
export interface PageParts {
  /** What the window is called. */
  readonly title: string;
  /** Stands small on top: where the page belongs. */
  readonly header: string;
  readonly body: string;
  /** A table of contents. */
  readonly contents?: string;
  /** Sources of scripts. */
  readonly scripts?: readonly string[];
  /** Mark of the notebook's or document's file. */
  readonly source?: string;
}

/** The mark stands before all that the file says. */
const markHtml = (source: string): string =>
  `<meta name="heavytail-source" content="${escapeHtml(source)}">\n`;

/** The mark of the file in the beginning of its page; undefined where there is none. */
export const markIn = (beginning: string): string | undefined =>
  /^<!doctype html>\n<html[^>]*>\n<head>\n<meta charset="utf-8">\n<meta name="heavytail-source" content="([0-9a-f]+)">/.exec(
    beginning,
  )?.[1];

/** A page as one HTML file that needs nothing else. */
export const framed = ({ title, header, body, contents = '', scripts = [], source }: PageParts): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${source === undefined ? '' : markHtml(source)}<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<a class="skip" href="#text">Skip to the text</a>
<header class="page"><nav aria-label="Site">${header}</nav><button id="theme" type="button">light / dark</button></header>
<div class="columns">${contents}
<main id="text">
${body}
</main>
</div>
${[`(${pageControls.toString()})();`, ...scripts].map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
