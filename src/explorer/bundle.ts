/** Part of the build: bundles the page script and writes the explorer as one HTML file beside this module. */
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { writeWhole } from '../files/writeWhole.js';
import { explorerTemplate } from './template.js';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

void build({
  entryPoints: [here('./page.js')],
  bundle: true,
  minify: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  write: false,
}).then(({ outputFiles }) => writeWhole(here('./explorer.html'), explorerTemplate(outputFiles[0].text)));
