/** Markdown with formulas as HTML: formulas become MathML, so that no fonts and no scripts are needed. */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import typescript from 'highlight.js/lib/languages/typescript';
import markdownIt, { type MarkdownIt } from 'markdown-it';
import temml from 'temml';
import { escapeHtml } from '../drawing/escape.js';

hljs.registerLanguage('typescript', typescript);
hljs.registerLanguage('bash', bash);

/** Source code as HTML with `hljs-*` classes; unknown languages are only escaped. */
export const highlight = (code: string, language = 'typescript'): string =>
  hljs.getLanguage(language) === undefined
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
  md.inline.ruler.before('escape', 'math', (state, silent) => {
    const { src, pos } = state;
    if (src[pos] !== dollar) return false;
    const mark = src[pos + 1] === dollar ? '$$' : dollar;
    const start = pos + mark.length;
    if (mark === dollar && /\s/.test(src[start] ?? ' ')) return false;
    const end = formulaEnd(src, start, mark);
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

const createMarkdown = (): MarkdownIt => {
  const md = markdownIt({
    html: true,
    linkify: true,
    highlight: (code, language) => highlight(code, language),
  });
  md.use(mathInline).use(mathBlock);
  md.renderer.rules.math_inline = (tokens, index) => formula(tokens[index].content, false);
  md.renderer.rules.math_display = (tokens, index) => formula(tokens[index].content, true);
  return md;
};

let shared: MarkdownIt | undefined;

/** Markdown as HTML. `image` may replace the address of an image. */
export const renderMarkdown = (text: string, image: (address: string) => string = (a) => a): string => {
  shared ??= createMarkdown();
  const tokens = shared.parse(text, {});
  for (const token of tokens)
    for (const child of token.children ?? [])
      if (child.type === 'image') child.attrSet('src', image(String(child.attrGet('src') ?? '')));
  return shared.renderer.render(tokens, shared.options, {});
};
