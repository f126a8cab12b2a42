import { readFileSync } from 'node:fs';
import { DISPLAY, type Displayable } from '../notebook/displayable.js';

/** The explorer as one self-contained HTML page: sliders for eta, b, d and sigma over the exact theory, offline. */
export const explorerHtml = (): string => readFileSync(new URL('./explorer.html', import.meta.url), 'utf8');

const attribute = (text: string): string => text.replace(/&/g, '&amp;').replace(/"/g, '&quot;');

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
