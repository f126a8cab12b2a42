/** `npm run docs`: writes the documentation to `results/docs`, or to the folder that is named. */
import { join } from 'node:path';
import { packageFolder } from '../packageFolder.js';
import { writeSite } from './writeSite.js';

const [out = join(packageFolder(), 'results', 'docs')] = process.argv.slice(2);
await writeSite(packageFolder(), out);
process.stdout.write(`the documentation is ${join(out, 'index.html')}\n`);
