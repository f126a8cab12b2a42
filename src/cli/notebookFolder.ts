import { statSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../packageFolder.js';

/** The notebooks of the current folder, or else those that come with the package. */
export const notebookFolder = (): string => {
  const here = 'notebooks';
  return statSync(here, { throwIfNoEntry: false })?.isDirectory() === true
    ? here
    : join(packageFolder(), 'notebooks');
};
