/** A cell's code, with a button that copies it. */
import { highlight } from './markdown.js';

export const sourceHtml = (code: string): string =>
  code.trim() === ''
    ? ''
    : `<div class="code"><pre class="source"><code>${highlight(code)}</code></pre><button class="copy" type="button">copy</button></div>`;
