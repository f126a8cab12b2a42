/** What npm runs after an install in a clone: the build, unless one is there that is newer than everything it is made from. */
import { execSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The last file that the build writes. */
const last = 'dist/src/shapes/shapes.json';

const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const sources = ['src', 'kernel-setup'].flatMap((folder) =>
  readdirSync(folder, { recursive: true }).map((name) => join(folder, name)),
);
const newest = Math.max(...['package.json', 'tsconfig.json', 'tsconfig.build.json', ...sources].map(timeOf));

if (timeOf(last) < newest) execSync('npm run build', { stdio: 'inherit' });
