import { existsSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { packageFolder } from '../packageFolder.js';

/** The notebooks of the current folder, or else those that come with the package. */
export const notebookFolder = (): string => {
  const here = 'notebooks';
  return statSync(here, { throwIfNoEntry: false })?.isDirectory() === true
    ? here
    : join(packageFolder(), 'notebooks');
};

/** The file that was probably meant by the path of none: with its ending, or the notebook of that name among those of the package. */
export const meantNotebook = (path: string): string | undefined => {
  const file = path.endsWith('.ipynb') ? path : `${path}.ipynb`;
  return [file, join(notebookFolder(), basename(file)), join(packageFolder(), 'notebooks', basename(file))]
    .filter((one) => existsSync(one))
    .map((one) => relative('', one))[0];
};
