/** Markdown with formulas as HTML: formulas become MathML, so that no fonts and no scripts are needed. */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import typescript from 'highlight.js/lib/languages/typescript';
import markdownIt, { type MarkdownIt, type Token } from 'markdown-it';
import temml from 'temml';
import { escapeHtml } from '../drawing/escape.js';
import { typeset } from '../figures/typeset.js';
import type { Headings } from './headings.js';

hljs.registerLanguage('typescript', typescript);
hljs.registerLanguage('bash', bash);

/** Letters of the longest code, and of the longest line, that is coloured: some patterns take the square of the length in time. */
const [LONGEST_CODE, LONGEST_LINE] = [200_000, 10_000];

const isLong = (code: string): boolean =>
  code.length > LONGEST_CODE || code.split('\n').some(({ length }) => length > LONGEST_LINE);

/** Source code as HTML with `hljs-*` classes; unknown languages and very long code are only escaped. */
export const highlight = (code: string, language = 'typescript'): string =>
  hljs.getLanguage(language) === undefined || isLong(code)
    ? escapeHtml(code)
    : hljs.highlight(code, { language, ignoreIllegals: true }).value;

/** A TeX formula as MathML; a formula with an error is shown as it is written. */
export const formula = (tex: string, displayMode: boolean): string => {
  try {
    return temml.renderToString(tex, { displayMode, throwOnError: true });
  } catch {
    return `<code class="bad-formula">${escapeHtml(tex)}</code>`;
  }
};

const dollar = '$';

/** End of the formula that begins after `start` with `mark`, or -1. A dollar sign before a digit or after a space does not end a formula. */
const formulaEnd = (text: string, start: number, mark: string): number => {
  for (let at = text.indexOf(mark, start); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (text[at - 1] === '\\') continue;
    if (mark === dollar && (/\s/.test(text[at - 1]) || /\d/.test(text[at + 1] ?? ''))) continue;
    return at;
  }
  return -1;
};

const mathInline = (md: MarkdownIt): void => {
  /** Of each text, by the mark: from where on no formula ends. Without it every dollar sign would be followed to the end of the text. */
  const endless = new WeakMap<object, Partial<Record<string, number>>>();
  const endOf = (state: { readonly src: string }, start: number, mark: string): number => {
    const known = endless.get(state) ?? {};
    if (start >= (known[mark] ?? Infinity)) return -1;
    const end = formulaEnd(state.src, start, mark);
    if (end < 0) endless.set(state, { ...known, [mark]: start });
    return end;
  };
  md.inline.ruler.before('escape', 'math', (state, silent) => {
    const { src, pos } = state;
    if (src[pos] !== dollar) return false;
    const mark = src[pos + 1] === dollar ? '$$' : dollar;
    const start = pos + mark.length;
    if (mark === dollar && /\s/.test(src[start] ?? ' ')) return false;
    const end = endOf(state, start, mark);
    if (end <= start || end > state.posMax) return false;
    if (!silent) {
      const token = state.push(mark === dollar ? 'math_inline' : 'math_display', 'math', 0);
      token.content = src.slice(start, end).trim();
    }
    state.pos = end + mark.length;
    return true;
  });
};

const mathBlock = (md: MarkdownIt): void => {
  md.block.ruler.before(
    'paragraph',
    'math_block',
    (state, startLine, endLine, silent) => {
      const from = state.bMarks[startLine] + state.tShift[startLine];
      if (!state.src.startsWith('$$', from)) return false;
      const lineEnd = state.eMarks[endLine - 1];
      const end = formulaEnd(state.src.slice(0, lineEnd), from + 2, '$$');
      if (end < 0) return false;
      const line = state.eMarks.findIndex((mark) => mark >= end);
      if (state.src.slice(end + 2, state.eMarks[line]).trim() !== '') return false;
      if (silent) return true;
      const token = state.push('math_display', 'math', 0);
      token.block = true;
      token.content = state.src.slice(from + 2, end).trim();
      state.line = line + 1;
      return true;
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  );
};

/** A link that a heading carries to itself, for copying its address. */
const anchor = (id: string): string =>
  ` <a class="anchor" href="#${escapeHtml(id)}" aria-label="Address of this section">#</a>`;

const createMarkdown = (): MarkdownIt => {
  const md = markdownIt({
    html: true,
    linkify: true,
    highlight: (code, language) => highlight(code, language),
  });
  md.use(mathInline).use(mathBlock);
  md.renderer.rules.math_inline = (tokens, index) => formula(tokens[index].content, false);
  md.renderer.rules.math_display = (tokens, index) => formula(tokens[index].content, true);
  md.renderer.rules.text = (tokens, index) => typeset(escapeHtml(tokens[index].content));
  md.renderer.rules.heading_close = (tokens, index) => {
    const { tag } = tokens[index];
    const id = tokens[index - 2].attrGet('id');
    return id === null ? `</${tag}>\n` : `${anchor(String(id))}</${tag}>\n`;
  };
  return md;
};

let shared: MarkdownIt | undefined;
const markdown = (): MarkdownIt => (shared ??= createMarkdown());

/** Where a link or a picture of a text is to be found; undefined if it is not there. */
export type Address = (address: string) => string | undefined;

/** What the page around a text does with its parts. */
export interface MarkdownOptions {
  /** Another address for a picture. */
  readonly image?: (address: string) => string;
  /** Another address for a link; a link to what is not there becomes plain text that says so. */
  readonly link?: Address;
  /** Gives the headings their ids. */
  readonly headings?: Headings;
}

/** A link to what is not there, as a mark that says so. */
const unlink = (token: Token, href: string): void => {
  token.tag = 'span';
  token.attrs = [
    ['class', 'elsewhere'],
    ['title', `${href} is not among these pages`],
  ];
};

const relink = (children: readonly Token[], link: Address): void => {
  let gone = false;
  for (const token of children)
    if (token.type === 'link_open') {
      const href = String(token.attrGet('href') ?? '');
      const address = link(href);
      gone = address === undefined;
      if (address === undefined) unlink(token, href);
      else token.attrSet('href', address);
    } else if (token.type === 'link_close' && gone) token.tag = 'span';
};

/** The text of a token's children without the marks of formulas and code. */
const plainContent = (token: Token): string =>
  (token.children ?? [])
    .map(({ content }) => content.replace(/\\(?:text|mathrm|mathbf)|[\\{}$]/g, ''))
    .join('');

const titleContent = ({ children }: Token): string | undefined => {
  const words = (children ?? [])
    .filter(({ type }) => type !== 'html_inline')
    .map(({ type, content }) => {
      if (type === 'softbreak') return ' ';
      return /^math|^code/.test(type) ? content.replace(/[{}$\\]/g, '') : content;
    });
  return words.join('').trim() || undefined;
};

const nameHeading = (md: MarkdownIt, open: Token, inline: Token, headings: Headings): void => {
  const html = md.renderer.renderInline(inline.children ?? [], md.options, {}).replace(/<\/?a\b[^>]*>/g, '');
  open.attrSet('id', headings.add(Number(open.tag.slice(1)), plainContent(inline), html));
};

/** What the first heading of the first level says, without the marks of formulas and code; undefined if there is none. */
export const firstHeading = (text: string): string | undefined => {
  const tokens = markdown().parse(text, {});
  const at = tokens.findIndex(({ type, tag }) => type === 'heading_open' && tag === 'h1');
  return at < 0 ? undefined : titleContent(tokens[at + 1]);
};

/** Markdown as HTML. */
export const renderMarkdown = (text: string, options: MarkdownOptions = {}): string => {
  const { image, link, headings } = options;
  const md = markdown();
  const tokens = md.parse(text, {});
  for (const [at, token] of tokens.entries()) {
    const children = token.children ?? [];
    if (link !== undefined) relink(children, link);
    for (const child of children)
      if (image !== undefined && child.type === 'image')
        child.attrSet('src', image(String(child.attrGet('src') ?? '')));
    if (token.type === 'heading_open' && headings !== undefined)
      nameHeading(md, token, tokens[at + 1], headings);
  }
  return md.renderer.render(tokens, md.options, {});
};

/** The addresses that a text links to. */
export const linksIn = (text: string): string[] =>
  markdown()
    .parse(text, {})
    .flatMap(({ children }) => children ?? [])
    .filter(({ type }) => type === 'link_open')
    .map((token) => String(token.attrGet('href') ?? ''));
