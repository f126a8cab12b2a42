import { argumentError } from '../check.js';
import type { Figure } from './figure.js';

/** Numbers as CSV (RFC 4180): lines end in CRLF, a text with a comma, a quote or a line end is quoted. */

/** Rows of a sweep or any records; a result with `cells`; a figure. */
export type CsvRows = readonly object[] | { readonly cells: readonly object[] } | Figure;

type Row = Readonly<Record<string, unknown>>;

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

/** A record with the fields of records inside it under names with a point: "interval.lower". */
function flat(record: object, before = ''): Row {
  const fields = Object.entries(record).map(([name, value]: [string, unknown]): Row =>
    typeof value === 'object' && value !== null && !isList(value)
      ? flat(value, `${before}${name}.`)
      : { [before + name]: value },
  );
  return Object.assign({}, ...fields) as Row;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = isList(value) ? JSON.stringify(Array.from(value)) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const withoutTags = (text: unknown): string => String(text ?? '').replace(/<[^>]*>/g, '');

/** The ends of the bar at a point. */
function ends(trace: Row, letter: 'x' | 'y', i: number, value: unknown): Row {
  const bar = trace[`error_${letter}`] as
    { array?: ArrayLike<number | null>; arrayminus?: ArrayLike<number | null> } | undefined;
  if (bar?.array === undefined || typeof value !== 'number') return {};
  const [up, down] = [bar.array[i], (bar.arrayminus ?? bar.array)[i]];
  return {
    [`${letter} lower`]: typeof down === 'number' ? value - down : null,
    [`${letter} upper`]: typeof up === 'number' ? value + up : null,
  };
}

/** The points of a trace, or the cells of a map, one row each. */
function rowsOfTrace(trace: Row, index: number): Row[] {
  const name = trace.name === undefined ? `trace ${index + 1}` : withoutTags(trace.name);
  const [x, y, z] = [trace.x, trace.y, trace.z].map((list) => (isList(list) ? Array.from(list) : []));
  if (z.length > 0)
    return z.flatMap((line, j) =>
      (isList(line) ? Array.from(line) : []).map((value, i) => ({
        trace: name,
        x: x[i] ?? i,
        y: y[j] ?? j,
        z: value,
      })),
    );
  return Array.from({ length: Math.max(x.length, y.length) }, (_, i) => ({
    trace: name,
    x: x[i] ?? (x.length === 0 ? i : null),
    y: y[i] ?? (y.length === 0 ? i : null),
    ...ends(trace, 'x', i, x[i]),
    ...ends(trace, 'y', i, y[i]),
  }));
}

const isFigure = (rows: object): rows is Figure => Array.isArray((rows as Figure).data);

function recordsOf(rows: CsvRows): readonly object[] {
  if (Array.isArray(rows)) return rows as readonly object[];
  if (typeof rows === 'object' && rows !== null) {
    // Lines that only guide the eye, and rims of lines, are no numbers of the figure.
    if (isFigure(rows)) return rows.data.filter((trace) => trace.hoverinfo !== 'skip').flatMap(rowsOfTrace);
    if (Array.isArray((rows as { cells?: unknown }).cells))
      return (rows as { cells: readonly object[] }).cells;
  }
  throw argumentError('rows', rows, 'a list of records, a result with "cells", or a figure');
}

/**
 * Numbers as CSV text, to full precision. Of a list of records, or of the cells of a result, a line for each with all their fields; a
 * record in a field becomes fields with a point in their names, a list is written as JSON. Of a figure a line for each point of each trace:
 * the trace's name, x, y, the ends of its bars, and z for maps. What is not known is empty.
 *
 * @throws RangeError for what has no rows
 * @example
 * const row = { stepSize: 0.1, tailIndex: 1.5, interval: { lower: 1.4, upper: 1.6 } };
 * toCsv([row]); // 'stepSize,tailIndex,interval.lower,interval.upper\r\n0.1,1.5,1.4,1.6\r\n'
 */
export function toCsv(rows: CsvRows): string {
  const records = recordsOf(rows);
  records.forEach((record, i) => {
    if (typeof record !== 'object' || record === null) throw argumentError(`rows[${i}]`, record, 'a record');
  });
  const flattened = records.map((record) => flat(record));
  const names = [...new Set(flattened.flatMap(Object.keys))];
  if (names.length === 0) throw argumentError('rows', rows, 'at least one record with a field');
  const lines = [names, ...flattened.map((row) => names.map((name) => row[name]))];
  return lines.map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}
