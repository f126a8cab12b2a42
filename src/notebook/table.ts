import { types } from 'node:util';
import { checkInteger, unknownField } from '../check.js';
import { countOf, countWords } from '../countWords.js';
import { codeHtml, escapeHtml } from '../drawing/escape.js';
import { typeset, unbroken } from '../figures/typeset.js';
import type { MimeBundle } from './displayable.js';
import { plainText } from './plainText.js';

export type TableRow = Readonly<Record<string, unknown>>;

export interface TableOptions {
  /** The columns and their order; all of them, in order of appearance, if left out. */
  readonly columns?: readonly string[];
  /** How many rows are shown at most; the rest is counted. 100 if left out. */
  readonly rows?: number;
}

const isPlainRecord = (value: unknown): value is TableRow => {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** An interval, { lower, upper }. */
const isInterval = (value: object): value is { lower: number; upper: number } => {
  const { lower, upper, ...more } = value as { lower?: unknown; upper?: unknown };
  return typeof lower === 'number' && typeof upper === 'number' && Object.keys(more).length === 0;
};

const isTextList = (value: object): value is readonly string[] =>
  Array.isArray(value) && value.every((text) => typeof text === 'string');

const isCell = (value: unknown): boolean =>
  typeof value !== 'object' ||
  value === null ||
  value instanceof Date ||
  (!types.isProxy(value) && (isTextList(value) || isInterval(value)));

/** A getter that throws makes a row none that a table can show. */
const isRow = (row: unknown): row is TableRow => {
  if (types.isProxy(row) || !isPlainRecord(row)) return false;
  try {
    const cells = Object.values(row);
    return cells.length > 0 && cells.every(isCell);
  } catch {
    return false;
  }
};

/** Whether a value is shown as a table: a non-empty array of plain objects whose fields are no objects, but intervals and lists of texts. */
export const isRecordArray = (value: unknown): value is readonly TableRow[] =>
  !types.isProxy(value) &&
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(isRow) &&
  // `every` passes over the holes of `new Array(5)`.
  Object.keys(value).length >= value.length;

/** A number with at most six significant digits; an interval; what is missing; anything else as text on one line. */
function cellText(value: unknown): string {
  if (value === undefined) return '';
  if (value === null) return 'none';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return String(value);
    return Math.abs(value) < 1e9
      ? String(Number(value.toPrecision(6)))
      : Number(value.toPrecision(6)).toExponential();
  }
  if (typeof value === 'object' && !types.isProxy(value)) {
    // Sentences follow each other, names are told apart.
    if (isTextList(value))
      return value.every((text) => text.endsWith('.')) ? value.join(' ') : value.join('; ');
    if (isInterval(value)) return `[${value.lower.toPrecision(3)}, ${value.upper.toPrecision(3)}]`;
  }
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  return plainText(value).replace(/(?<!\s)\s*\n\s*/g, ' ');
}

const isNumeric = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint';

/** A number that a cell has rounded to a text: of `toFixed`, `toPrecision` or `toExponential`. */
const isNumberText = (value: unknown): value is string =>
  typeof value === 'string' && /^-?\d{1,20}(?:\.\d{1,100})?(?:e[+-]\d{1,3})?$/.test(value);

/**
 * As numbers are written in figures and claims: a true minus, thousands apart from 10 000 on, powers of ten. A text keeps its digits: it may
 * be a date or a name, 00120.
 */
const htmlNumber = (value: unknown, text: string): string =>
  typeset(Number.isSafeInteger(value) ? countWords(value as number) : text.replace('Infinity', '∞'));

/** Letters from which on a text asks for a width of its own, so that no column of words is one word wide. */
const LONG = 80;

const isNumber = (value: unknown): boolean => isNumeric(value) || isNumberText(value);

function htmlCell(value: unknown): string {
  const number = isNumber(value);
  const text = cellText(value);
  const width = text.length > LONG ? ';min-width:22em' : '';
  const style = `text-align:${number ? 'right' : 'left'}${width}`;
  return `<td style="${style}">${number ? htmlNumber(value, text) : codeHtml(unbroken(text))}</td>`;
}

function htmlTable(columns: readonly string[], rows: readonly TableRow[], more: string): string {
  const head = columns
    .map((name) => {
      const right = rows.every((row) => isNumber(row[name]));
      return `<th${right ? ' style="text-align:right"' : ''}>${escapeHtml(name)}</th>`;
    })
    .join('');
  const body = rows.map((row) => {
    return `<tr>${columns.map((name) => htmlCell(row[name])).join('')}</tr>`;
  });
  const foot = more === '' ? '' : `<p>${more}</p>`;
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>${foot}`;
}

function textTable(columns: readonly string[], rows: readonly TableRow[], more: string): string {
  const texts = rows.map((row) => columns.map((name) => cellText(row[name]).replace(/\n/g, ' ')));
  const widths = columns.map((name, at) =>
    texts.reduce((width, row) => Math.max(width, row[at]?.length ?? 0), name.length),
  );
  const line = (cells: readonly string[], right: (at: number) => boolean): string =>
    cells
      .map((cell, at) => (right(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  const numericColumn = (at: number): boolean => rows.every((row) => isNumeric(row[columns[at] ?? '']));
  return [
    line(columns, numericColumn),
    line(
      widths.map((width) => '-'.repeat(width)),
      () => false,
    ),
    ...texts.map((row) => line(row, numericColumn)),
    ...(more === '' ? [] : [more]),
  ].join('\n');
}

/** The columns that are shown. One that no record has is a misspelt one: it would be an empty column. */
function columnsOf(records: readonly object[], wanted: readonly string[] | undefined): readonly string[] {
  const known = [...new Set(records.flatMap((row) => Object.keys(row)))];
  if (wanted === undefined) return known;
  const missing = wanted.find((name) => !records.some((row) => name in row));
  if (records.length > 0 && missing !== undefined) throw unknownField('no record', missing, known);
  return wanted;
}

/** An HTML table and its plain text twin. */
export function tableBundle(records: readonly object[], options: TableOptions = {}): MimeBundle {
  const { rows: limit = 100 } = options;
  checkInteger('options.rows', limit);
  const columns = columnsOf(records, options.columns);
  const shown = records.slice(0, limit) as readonly TableRow[];
  const hidden = records.length - shown.length;
  const more = hidden > 0 ? `… and ${countOf(hidden, 'more row')}` : '';
  return { 'text/plain': textTable(columns, shown, more), 'text/html': htmlTable(columns, shown, more) };
}
