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
  const places = [notebookFolder(), join(packageFolder(), 'notebooks')];
  const meant = [file, ...places.map((place) => join(place, basename(file)))].find((one) => existsSync(one));
  return meant === undefined ? undefined : relative('', meant);
};
