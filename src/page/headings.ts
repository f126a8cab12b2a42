/** The headings of a page: ids that are unique on it, and the table of its contents. */
import { escapeHtml } from '../drawing/escape.js';

/** A heading with its address on the page. */
export interface Heading {
  readonly level: number;
  readonly id: string;
  /** What it says, as HTML without links. */
  readonly html: string;
}

/** The headings of one page, in order. */
export interface Headings {
  readonly list: readonly Heading[];
  /** Takes a heading and returns its id. */
  readonly add: (level: number, text: string, html: string) => string;
}

/** The id that code hosts give a heading: small letters, hyphens for spaces, other signs left out. */
export const slug = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');

/** Ids that a page gives to other parts: its frame, its figures, claims and texts. */
const OF_THE_PAGE = /^(text|theme|(plot|claim|said)-\d+)$/;

/** No headings yet. Ids that occur twice are numbered. */
export const createHeadings = (): Headings => {
  const list: Heading[] = [];
  const taken = new Set<string>();
  const free = (wished: string): string => {
    for (let n = 0; ; n++) {
      const id = n === 0 ? wished : `${wished}-${n}`;
      if (!taken.has(id)) return id;
    }
  };
  return {
    list,
    add: (level, text, html) => {
      const wished = slug(text) || 'section';
      const id = free(OF_THE_PAGE.test(wished) ? `section-${wished}` : wished);
      taken.add(id);
      list.push({ level, id, html });
      return id;
    },
  };
};

/** A table of contents; nothing where there are fewer than two sections. */
export const contentsHtml = ({ list }: Headings): string => {
  // A heading without a word would be a link that nobody sees.
  const sections = list.filter(({ level, html }) => (level === 2 || level === 3) && html.trim() !== '');
  if (sections.length < 2) return '';
  const entries = sections.map(
    ({ level, id, html }) => `<li class="level-${level}"><a href="#${escapeHtml(id)}">${html}</a></li>`,
  );
  return `<nav class="contents" aria-label="On this page"><details><summary>On this page</summary><ul>${entries.join('')}</ul></details></nav>`;
};
