/** Outputs of cells as HTML for a page that stands alone. */
import { stripVTControlCharacters } from 'node:util';
import { escapeHtml, scriptJson } from '../drawing/escape.js';
import { formula, renderMarkdown } from './markdown.js';
import type { Figure } from '../figures/figure.js';
import type { MimeData, Output } from '../runner/nbformat.js';
import { PLOTLY_MIME } from '../drawing/plotlyMime.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 1));

const pre = (kind: string, content: string): string =>
  `<pre class="${kind}">${escapeHtml(stripVTControlCharacters(content))}</pre>`;

/** The address of a picture that lies in the page: nothing of it can end the attribute. */
export const pictureAddress = (mime: string, base64: string): string =>
  `data:${mime};base64,${base64.replace(/[^A-Za-z0-9+/=]/g, '')}`;

const picture = (mime: string, base64: string): string =>
  `<img src="${pictureAddress(mime, base64)}" alt="">`;

const latex = (source: string): string => {
  const inner = /^\s*(\${1,2})([\s\S]*?)\1\s*$/.exec(source);
  return inner === null ? formula(source, true) : formula(inner[2], inner[1] === '$$');
};

/** Says on the page what is wrong with an output. */
const wrong = (message: string): string => pre('error', message);

/** What is wrong with something that is said to be a Plotly figure; undefined if it is one. */
export const figureProblem = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return 'it is no object';
  const { data, layout } = value as Partial<Record<keyof Figure, unknown>>;
  if (!Array.isArray(data)) return 'it has no list "data"';
  return typeof layout === 'object' && layout !== null ? undefined : 'it has no object "layout"';
};

/** A figure's data for the page's script to draw. */
const figure = (value: unknown): string => {
  const problem = figureProblem(value);
  if (problem !== undefined) return wrong(`This figure cannot be shown: ${problem}.`);
  const given = Number((value as Figure).layout.height ?? 450);
  const height = Number.isFinite(given) ? given : 450;
  return `<div class="figure" style="min-height:${height}px"></div><script type="application/json">${scriptJson(value)}</script>`;
};

/** The forms that a page can show, the richest first. */
const forms: readonly [string, (value: unknown) => string][] = [
  [PLOTLY_MIME, figure],
  ['text/html', (v) => `<div class="html">${text(v)}</div>`],
  // As a picture: inline, its scripts would run.
  ['image/svg+xml', (v) => picture('image/svg+xml', Buffer.from(text(v)).toString('base64'))],
  ['image/png', (v) => picture('image/png', text(v))],
  ['image/jpeg', (v) => picture('image/jpeg', text(v))],
  ['image/gif', (v) => picture('image/gif', text(v))],
  ['text/latex', (v) => latex(text(v))],
  ['text/markdown', (v) => renderMarkdown(text(v))],
  ['application/json', (v) => pre('result', text(v))],
  ['text/plain', (v) => pre('result', text(v))],
];

const data = (bundle: MimeData): string => {
  const form = forms.find(([mime]) => bundle[mime] !== undefined);
  return form === undefined ? '' : form[1](bundle[form[0]]);
};

/** An output as HTML; of one that cannot be shown, what is wrong with it. */
export const outputHtml = (output: Output): string => {
  try {
    return htmlOf(output);
  } catch (error) {
    return wrong(`This output cannot be shown: ${(error as Error).message}`);
  }
};

const htmlOf = (output: Output): string => {
  if (output.output_type === 'stream') return pre(output.name, output.text);
  if (output.output_type === 'error')
    return pre('error', output.traceback.join('\n') || `${output.ename}: ${output.evalue}`);
  return data(output.data);
};

export const isFigure = (output: Output): output is Extract<Output, { data: MimeData }> =>
  'data' in output && output.data[PLOTLY_MIME] !== undefined;
