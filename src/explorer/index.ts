import { readFileSync } from 'node:fs';
import { checkArguments } from '../shapes/checkArguments.js';
import { LINK_BACK } from './template.js';
import { DISPLAY, type Displayable } from '../notebook/displayable.js';

const attribute = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');

/**
 * The explorer as one self-contained HTML page: sliders for eta, b, d and sigma over the exact theory, offline.
 *
 * @param home the address that a link back leads to; left out, there is no such link
 */
export function explorerHtml(home?: string): string {
  checkArguments('explorerHtml', { home });

  const page = readFileSync(new URL('./explorer.html', import.meta.url), 'utf8');
  const nav = `<nav id="back" aria-label="results"><a href="${attribute(home ?? '')}">← All results</a></nav>`;
  return page.replace(LINK_BACK, () => (home === undefined ? '' : nav));
}

/**
 * Shows the explorer as the value of a notebook cell.
 *
 * @example
 * explorer(); // Tail-index explorer …
 */
export const explorer = (): Displayable => ({
  [DISPLAY]: () => ({
    'text/html': `<iframe title="Tail-index explorer" style="width:100%;height:1000px;border:0" srcdoc="${attribute(explorerHtml())}"></iframe>`,
    'text/plain': 'Tail-index explorer (open it in a browser: results/explorer.html)',
  }),
});
