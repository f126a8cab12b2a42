/** What the pages that TypeDoc writes need besides its own style. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Application } from 'typedoc';
import { writeWhole } from '../files/writeWhole.js';
import { scrollingByKey } from './browser/scrollingByKey.js';

/** Tables, code and signatures scroll by themselves where the window is narrow; links in a text differ from it by more than their colour. */
const style = `
.col-content { min-width: 0; }
.tsd-typography table { display: block; max-width: 100%; overflow-x: auto; }
.tsd-typography td, .tsd-typography th { overflow-wrap: normal; }
pre, .tsd-signature { max-width: 100%; overflow-x: auto; }
:is(.tsd-typography, footer, .tsd-generator) a:not(.tsd-anchor-icon) { text-decoration: underline; }
@media print {
  .tsd-page-toolbar, .col-sidebar { display: none; }
  .container-main { display: block; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  .tsd-typography table { display: table; font-size: 9pt; }
  .tsd-typography :is(td, th, td code) { overflow-wrap: anywhere; }
  tr, figure, img { break-inside: avoid; }
  h1, h2, h3, h4 { break-after: avoid; }
}
`;

/** Gives the site its style, and its pages what runs in them: `scripts`, and ours. `folder` keeps the files that TypeDoc reads. */
export async function styleSite(app: Application, folder: string, scripts: readonly string[]): Promise<void> {
  const [css, js] = [join(folder, 'site.css'), join(folder, 'site.js')];
  await writeWhole(css, style);
  await writeWhole(js, [...scripts, `(${scrollingByKey.toString()})();`].join('\n'));
  app.options.setValue('customCss', css);
  app.options.setValue('customJs', js);
}

/** Paper is always light, also where the system prefers dark: TypeDoc's styles ask for the preference alone. */
export async function lightOnPaper(out: string): Promise<void> {
  for (const name of ['style.css', 'highlight.css']) {
    const file = join(out, 'assets', name);
    const given = readFileSync(file, 'utf8');
    const css = given
      .replaceAll('@media (prefers-color-scheme: light)', '@media print, (prefers-color-scheme: light)')
      .replaceAll('@media (prefers-color-scheme: dark)', '@media screen and (prefers-color-scheme: dark)');
    await writeWhole(file, css);
  }
}
