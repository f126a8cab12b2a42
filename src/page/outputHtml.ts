/** Outputs of cells as HTML for a page that stands alone. */
import { stripVTControlCharacters } from 'node:util';
import { escapeHtml, scriptJson } from '../drawing/escape.js';
import { formula, renderMarkdown } from './markdown.js';
import type { MimeData, Output } from '../runner/nbformat.js';
import { PLOTLY_MIME } from '../drawing/plotlyMime.js';

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 1));

const pre = (kind: string, content: string): string =>
  `<pre class="${kind}">${escapeHtml(stripVTControlCharacters(content))}</pre>`;

const picture = (mime: string, base64: string): string =>
  `<img src="data:${mime};base64,${base64.replace(/\s/g, '')}" alt="">`;

const latex = (source: string): string => {
  const inner = /^\s*(\${1,2})([\s\S]*?)\1\s*$/.exec(source);
  return inner === null ? formula(source, true) : formula(inner[2], inner[1] === '$$');
};

/** A figure's data for the page's script to draw. */
const figure = (value: unknown): string => {
  const height = (value as { layout?: { height?: number } }).layout?.height ?? 450;
  return `<div class="figure" style="min-height:${height}px"></div><script type="application/json">${scriptJson(value)}</script>`;
};

/** The forms that a page can show, the richest first. */
const forms: readonly [string, (value: unknown) => string][] = [
  [PLOTLY_MIME, figure],
  ['text/html', (v) => `<div class="html">${text(v)}</div>`],
  ['image/svg+xml', (v) => text(v)],
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

export const outputHtml = (output: Output): string => {
  if (output.output_type === 'stream') return pre(output.name, output.text);
  if (output.output_type === 'error')
    return pre('error', output.traceback.join('\n') || `${output.ename}: ${output.evalue}`);
  return data(output.data);
};

export const isFigure = (output: Output): output is Extract<Output, { data: MimeData }> =>
  'data' in output && output.data[PLOTLY_MIME] !== undefined;
