/** Outputs of cells as HTML for a page that stands alone. */
import { stripVTControlCharacters } from 'node:util';
import { escapeHtml, scriptJson } from '../drawing/escape.js';
import { plainWords, typeset } from '../figures/typeset.js';
import { CLAIMS_MIME } from '../notebook/claims.js';
import { PROGRESS_MIME } from '../notebook/progressState.js';
import { isRecord } from '../plainData.js';
import { claimId, claimsTable } from './claimsTable.js';
import { htmlEnd } from './htmlEnd.js';
import { claimsOf } from './report.js';
import { formula, renderMarkdown } from './markdown.js';
import type { Figure } from '../figures/figure.js';
import type { MimeData, Output } from '../runner/nbformat.js';
import { PLOTLY_MIME } from '../drawing/plotlyMime.js';
import { checkTraceTypes } from '../drawing/traceTypes.js';

/** How far a page is written: what its next outputs are called and which text stands before them. */
export interface Place {
  /** Name of the page. */
  readonly name: string;
  /** Figures so far. */
  figures: number;
  /** Claims so far. */
  claims: number;
  /** Id of the text that says what is to be seen. */
  lastText?: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 1));

const pre = (kind: string, content: string): string =>
  `<pre class="${escapeHtml(kind)}">${escapeHtml(stripVTControlCharacters(content))}</pre>`;

/** The address of a picture that lies in the page: nothing of it can end the attribute. */
export const pictureAddress = (mime: string, base64: string): string =>
  `data:${mime};base64,${base64.replace(/[^A-Za-z0-9+/=]/g, '')}`;

const picture = (mime: string, base64: string, bundle: MimeData): string =>
  `<img src="${pictureAddress(mime, base64)}" alt="${escapeHtml(alternative(bundle))}">`;

/** What a picture is, in words: the text that came with it. */
const alternative = (bundle: MimeData): string => {
  const words = bundle['text/plain'];
  return typeof words === 'string' && words.trim() !== '' ? words.trim() : 'Picture without a description';
};

/** A formula between its marks; the first three are displayed, the other two stand in the text. */
const FORMULAS = /\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\]|\$((?:[^$\\]|\\[\s\S])+)\$|\\\(([\s\S]+?)\\\)/g;

/** LaTeX: text with formulas in it or, where nothing is marked as one, a formula that is displayed. */
const latex = (source: string): string => {
  const found = [...source.matchAll(FORMULAS)];
  if (found.length === 0) return formula(source, true);
  let [html, from] = ['', 0];
  for (const match of found) {
    const at = match.index ?? 0;
    const [whole, dollars, brackets, dollar, round] = match;
    const displayed = dollars ?? brackets;
    html +=
      escapeHtml(source.slice(from, at)) + formula(displayed ?? dollar ?? round, displayed !== undefined);
    from = at + whole.length;
  }
  return html + escapeHtml(source.slice(from));
};

/** Says on the page what is wrong with an output. */
const wrong = (message: string): string => pre('error', message);

/** What is wrong with something that is said to be a Plotly figure; undefined if it is one. */
export const figureProblem = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null) return 'it is no object';
  const { data, layout } = value as Partial<Record<keyof Figure, unknown>>;
  if (!Array.isArray(data)) return 'it has no list "data"';
  if (!isRecord(layout)) return 'it has no object "layout"';
  const at = data.findIndex((trace) => !isRecord(trace));
  if (at >= 0) return `figure.data[${at}] is no object`;
  try {
    checkTraceTypes(value as Figure);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

/** The title of a figure on one line, without the marks of its small HTML; undefined if it has none. */
export const figureTitle = ({ layout }: Figure): string | undefined => {
  const { title, meta } = layout as { title?: unknown; meta?: { title?: unknown } };
  // In a reader's own figure they may be anything.
  const given = [meta?.title, title, (title as { text?: unknown } | null | undefined)?.text].find(
    (each): each is string => typeof each === 'string',
  );
  const words = plainWords(given?.split(/<br\s*\/?>/i)[0] ?? '');
  return words === '' ? undefined : words;
};

const take = (format: string, what: string): string =>
  `<button type="button" data-take="${format}" title="${what}">${format.toUpperCase()}</button>`;

/** A figure's data for the page's script to draw, with its number, its title, and buttons that take it out. */
const figure = (value: unknown, place: Place, bundle: MimeData): string => {
  const problem = figureProblem(value);
  if (problem !== undefined) {
    const still = forms.find(([mime]) => mime.startsWith('image/') && bundle[mime] !== undefined);
    const words = wrong(`This figure cannot be shown: ${problem}.`);
    return still === undefined ? words : words + still[1](bundle[still[0]], place, bundle);
  }
  const given = Number((value as Figure).layout.height ?? 450);
  const height = Number.isFinite(given) ? given : 450;
  const number = ++place.figures;
  const title = figureTitle(value as Figure);
  const { see } = ((value as Figure).layout.meta ?? {}) as { see?: unknown };
  const words = [title, typeof see === 'string' ? plainWords(see) : undefined];
  const label = escapeHtml([`Plot ${number}`, ...words.filter((each) => each !== undefined)].join('. '));
  const described = place.lastText === undefined ? '' : ` aria-describedby="${place.lastText}"`;
  const caption = `<span><a href="#plot-${number}">Plot ${number}</a>${title === undefined ? '' : ` · ${typeset(escapeHtml(title))}`}</span>`;
  const buttons = [
    take('svg', 'Save as SVG: vectors'),
    take('pdf', 'Print this figure alone, on a sheet of its size: choose “Save as PDF”'),
    take('png', 'Save as PNG, 1800 pixels wide'),
    take('csv', 'Save its numbers as CSV'),
  ];
  return `<figure id="plot-${number}" class="plot" aria-label="${label}"${described} data-file="${escapeHtml(place.name)}-plot-${number}">
<div class="figure" style="min-height:${height}px"></div><script type="application/json">${scriptJson(value)}</script>
<figcaption>${caption}<span class="take">${buttons.join('')}</span><output class="fails"></output></figcaption></figure>`;
};

/** Claims as the page's own table, each with the address that the index knows, and what is no claim among them. */
const claimList = (value: unknown, place: Place, bundle: MimeData): string => {
  const { claims, problem } = claimsOf(value);
  const from = place.claims;
  place.claims += claims.length;
  const table = claimsTable(claims.map((claim, at) => ({ claim, id: claimId(from + at + 1) })));
  if (problem === undefined) return table;
  const rest = data({ ...bundle, [CLAIMS_MIME]: undefined }, place);
  return `${claims.length === 0 ? '' : table}${wrong(`Not all claims are shown: ${problem}.`)}${rest}`;
};

/** The forms that a page can show, the richest first. */
const forms: readonly [string, (value: unknown, place: Place, bundle: MimeData) => string][] = [
  [PLOTLY_MIME, figure],
  [CLAIMS_MIME, claimList],
  ['text/html', (v) => `<div class="html">${text(v)}${htmlEnd(text(v))}</div>`],
  // As a picture: inline, its scripts would run.
  ['image/svg+xml', (v, _, b) => picture('image/svg+xml', Buffer.from(text(v)).toString('base64'), b)],
  ['image/png', (v, _, b) => picture('image/png', text(v), b)],
  ['image/jpeg', (v, _, b) => picture('image/jpeg', text(v), b)],
  ['image/gif', (v, _, b) => picture('image/gif', text(v), b)],
  ['image/webp', (v, _, b) => picture('image/webp', text(v), b)],
  ['text/latex', (v) => latex(text(v))],
  ['text/markdown', (v) => renderMarkdown(text(v))],
  ['application/json', (v) => pre('result', text(v))],
  ['text/plain', (v) => pre('result', text(v))],
];

const data = (bundle: MimeData, place: Place): string => {
  // Both have an address on the page.
  if (bundle[PLOTLY_MIME] !== undefined && bundle[CLAIMS_MIME] !== undefined)
    return figure(bundle[PLOTLY_MIME], place, bundle) + claimList(bundle[CLAIMS_MIME], place, {});
  const form = forms.find(([mime]) => bundle[mime] !== undefined);
  if (form !== undefined) return form[1](bundle[form[0]], place, bundle);
  const given = Object.keys(bundle).filter((mime) => bundle[mime] !== undefined);
  const isText = (mime: string): boolean => mime.startsWith('text/') && typeof bundle[mime] === 'string';
  const plain = given.find(isText);
  if (plain !== undefined) return pre('result', text(bundle[plain]));
  // A bar says in its text how far it is; without one there is nothing to say.
  const unknown = given.filter((mime) => mime !== PROGRESS_MIME);
  return unknown.length === 0
    ? ''
    : pre('result', `Output of type ${unknown.join(', ')}, which this page does not show.`);
};

/** An output as HTML; of one that cannot be shown, what is wrong with it. */
export const outputHtml = (output: Output, place: Place): string => {
  try {
    return htmlOf(output, place);
  } catch (error) {
    return wrong(`This output cannot be shown: ${(error as Error).message}`);
  }
};

const htmlOf = (output: Output, place: Place): string => {
  if (output.output_type === 'stream') return pre(output.name, output.text);
  if (output.output_type === 'error')
    return pre('error', output.traceback.join('\n') || `${output.ename}: ${output.evalue}`);
  return data(output.data, place);
};

export const isFigure = (output: Output): output is Extract<Output, { data: MimeData }> =>
  'data' in output && output.data[PLOTLY_MIME] !== undefined;
