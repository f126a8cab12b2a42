import { argumentError, checkNesting, hasNamedFields } from '../check.js';
import type { Figure } from './figure.js';
import { figureCsv } from './figureCsv.js';
import { plainWords } from './typeset.js';

/** Numbers as CSV (RFC 4180): lines end in CRLF, a text with a comma, a quote or a line end is quoted. */

/** Rows of a sweep or any records; a result with `cells`; a figure. */
export type CsvRows = readonly object[] | { readonly cells: readonly object[] } | Figure;

type Row = Readonly<Record<string, unknown>>;

const isDate = (value: unknown): value is Date => Object.prototype.toString.call(value) === '[object Date]';

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/**
 * A record with the fields of records inside it under names with a point: "interval.lower". What is neither a record nor a value, such as
 * a map, has no fields and would be left out.
 */
function flat(row: string, record: object, before = ''): Row {
  const fields = Object.entries(record).map(([name, value]: [string, unknown]): Row => {
    if (hasNamedFields(value)) return flat(row, value, `${before}${name}.`);
    const isOther = typeof value === 'object' && value !== null && !isList(value) && !isDate(value);
    if (isOther || typeof value === 'function' || typeof value === 'symbol')
      throw argumentError(`${row}.${before}${name}`, value, 'a number, a text, true or false, a date, a list or a record'); // prettier-ignore
    return { [before + name]: value };
  });
  return Object.assign({}, ...fields) as Row;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  // A date as JSON has it, as in lists; one that is none is not known.
  if (isDate(value)) return value.toJSON() ?? '';
  const text = isList(value) ? JSON.stringify(Array.from(value)) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Typed arrays as lists, which are all that the text of a figure is written from. */
const plain = (figure: Figure): Figure =>
  JSON.parse(
    JSON.stringify(figure, (_, value: unknown) => (isList(value) ? Array.from(value) : value)),
  ) as Figure;

const isFigure = (rows: unknown): rows is Figure => Array.isArray((Object(rows) as Figure).data);

function recordsOf(rows: Exclude<CsvRows, Figure>): readonly object[] {
  if (Array.isArray(rows)) return rows as readonly object[];
  const { cells } = Object(rows) as { cells?: unknown };
  if (Array.isArray(cells)) return cells as readonly object[];
  throw argumentError('rows', rows, 'a list of records, a result with "cells", or a figure');
}

/**
 * Numbers as CSV text, to full precision. Of a list of records, or of the cells of a result, a line for each with all their fields; a
 * record in a field becomes fields with a point in their names, a list is written as JSON, a date as in JSON. Of a figure a line for each point of each trace:
 * its series as in the legend, x and y under the names of the axes, z of a map, and the ends of its interval. What is not known is empty.
 *
 * @throws RangeError for what has no rows or is nested too deep, and for a field that is no value, such as a map or a function
 * @example
 * const row = { stepSize: 0.1, tailIndex: 1.5, interval: { lower: 1.4, upper: 1.6 } };
 * toCsv([row]); // 'stepSize,tailIndex,interval.lower,interval.upper\r\n0.1,1.5,1.4,1.6\r\n'
 */
export function toCsv(rows: CsvRows): string {
  checkNesting('rows', Object(rows) as object);
  if (isFigure(rows))
    return figureCsv(plain({ data: rows.data, layout: Object(rows.layout) as Figure['layout'] }), plainWords);
  const records = recordsOf(rows);
  records.forEach((record, i) => {
    if (typeof record !== 'object' || record === null) throw argumentError(`rows[${i}]`, record, 'a record');
  });
  const flattened = records.map((record, i) => flat(`rows[${i}]`, record));
  const names = [...new Set(flattened.flatMap(Object.keys))];
  if (names.length === 0) throw argumentError('rows', rows, 'at least one record with a field');
  const lines = [names, ...flattened.map((row) => names.map((name) => row[name]))];
  return lines.map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}
