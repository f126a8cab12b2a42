/** Notebooks as cards: their figures, what became of their claims, and how they ran. */
import { escapeHtml } from '../drawing/escape.js';
import { unbroken } from '../figures/typeset.js';
import { VERDICT_MARKS } from '../notebook/claims.js';
import { formatDuration } from '../notebook/progressState.js';
import { tally } from './claimsTable.js';
import type { NotebookReport, Thumbnail } from './report.js';

const thumbnail = ({ title, picture }: Thumbnail, page: string, number: number): string =>
  picture === undefined
    ? ''
    : `<a href="${page}#plot-${number}"><img loading="lazy" alt="Plot ${number}: ${escapeHtml(title)}" src="${escapeHtml(picture)}"></a>`;

const pictures = (figures: readonly Thumbnail[], page: string): string => {
  const [first = '', ...others] = figures
    .map((figure, at) => thumbnail(figure, page, at + 1))
    .filter((html) => html !== '');
  return (
    (first === '' ? '' : `<div class="first">${first}</div>`) +
    (others.length === 0 ? '' : `<div class="others">${others.join('')}</div>`)
  );
};

const cardHtml = ({ name, title, figures, claims, failure, seconds, parameters }: NotebookReport): string => {
  const address = encodeURIComponent(name);
  const state =
    failure === undefined
      ? tally(claims)
      : `<span class="fails">${VERDICT_MARKS['does not hold']} ${escapeHtml(failure)}</span>`;
  const facts = [
    ...Object.entries(parameters).map(([key, value]) => `${key} = ${value}`),
    ...(seconds === undefined ? [] : [formatDuration(seconds)]),
  ];
  // What could not begin has left no page and no notebook.
  if (failure !== undefined && seconds === undefined)
    return `<article class="card"><div><strong>${escapeHtml(title)}</strong>\n<p>${state}</p></div></article>`;
  return `<article class="card">${pictures(figures, `${address}.html`)}<div><strong><a href="${address}.html">${escapeHtml(title)}</a></strong>
<p>${state}</p><p>${escapeHtml(unbroken(facts.join(' · ')))}</p><p><a href="${address}.ipynb">the notebook${seconds === undefined ? '' : ' as it ran'}: ${escapeHtml(name)}.ipynb</a></p></div></article>`;
};

const withoutPictures = (missing: number, all: number): string =>
  missing === all
    ? 'The figures have no small pictures here, for no Chromium was found to draw them (the environment variable CHROMIUM names one). The pages draw their figures themselves.'
    : `${missing} of ${all} figures have no small picture here. The pages draw their figures themselves.`;

/** The cards in the order given, and a sentence where there are no pictures. */
export const cards = (notebooks: readonly NotebookReport[]): string => {
  const figures = notebooks.flatMap((notebook) => notebook.figures);
  const missing = figures.filter(({ picture }) => picture === undefined).length;
  const note = missing === 0 ? '' : `<p>${withoutPictures(missing, figures.length)}</p>`;
  return `${note}<div class="cards">${notebooks.map(cardHtml).join('\n')}</div>`;
};
