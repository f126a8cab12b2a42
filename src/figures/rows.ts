import { argumentError, unknownField } from '../check.js';
import type { Interval } from '../interval.js';

/** A record that can be drawn: an estimate, its interval, the exact value where there is one; besides, the fields that varied. */
export interface DrawnRow {
  readonly tailIndex: number | null;
  readonly interval: Interval | null;
  readonly exact?: number | null;
}

/** The same, with whatever else it holds. */
export type AnyRow = DrawnRow & { readonly warnings?: readonly string[] } & Readonly<Record<string, unknown>>;

/** What a record has besides the fields that varied. */
const found = 'tailIndex interval exact warnings overflowed distance spread degenerate'.split(' ');

/** The fields that vary among the rows. */
const varying = (rows: readonly AnyRow[]): string[] =>
  Object.keys(rows[0]).filter(
    (field) =>
      !found.includes(field) &&
      typeof rows[0][field] !== 'object' &&
      rows.some((row) => row[field] !== rows[0][field]),
  );

/** The values of a field among the rows, in order of appearance. */
export const valuesOf = (rows: readonly AnyRow[], field: string): unknown[] => [
  ...new Set(rows.map((row) => row[field])),
];

function checkRow(row: unknown, i: number): void {
  const name = `rows[${i}]`;
  if (typeof row !== 'object' || row === null) throw argumentError(name, row, 'a row of a sweep');
  const { tailIndex, interval, exact } = row as AnyRow;
  for (const [field, value] of Object.entries({ tailIndex, exact: exact ?? null }))
    if (value !== null && (typeof value !== 'number' || Number.isNaN(value)))
      throw argumentError(`${name}.${field}`, value, 'a number or null');
  const { warnings = [] } = row as { warnings?: unknown };
  if (!Array.isArray(warnings) || warnings.some((warning) => typeof warning !== 'string'))
    throw argumentError(`${name}.warnings`, warnings, 'a list of texts');
  if (interval === null) return;
  if (typeof interval !== 'object')
    throw argumentError(`${name}.interval`, interval, '{ lower, upper } or null');
  for (const end of ['lower', 'upper'] as const)
    if (typeof interval[end] !== 'number' || Number.isNaN(interval[end]))
      throw argumentError(`${name}.interval.${end}`, interval[end], 'a number');
}

/** What an axis or a legend can say of a value. */
function checkValue(name: string, value: unknown): void {
  if (Number.isNaN(value) || !['number', 'string', 'boolean'].includes(typeof value))
    throw argumentError(name, value, 'a number, a text, true or false');
}

/**
 * Checks that rows can be drawn over these fields, so that no two of them fall on each other.
 *
 * @throws RangeError for no rows, a field that they do not have, and fields that vary besides
 */
export function checkDrawn(rows: readonly AnyRow[], fields: readonly (string | undefined)[]): void {
  if (!Array.isArray(rows) || rows.length === 0)
    throw argumentError('rows', rows, 'a list of at least one row of a sweep');
  rows.forEach(checkRow);
  for (const field of fields as readonly unknown[])
    if (field !== undefined && typeof field !== 'string')
      throw argumentError('a field', field, 'the name of a field of the rows');
  const given = fields.filter((field): field is string => field !== undefined);
  for (const field of given)
    if (!(field in rows[0]) || found.includes(field))
      throw unknownField(
        'a row',
        field,
        Object.keys(rows[0]).filter((name) => !found.includes(name)),
      );
  for (const field of given) rows.forEach((row, i) => checkValue(`rows[${i}].${field}`, row[field]));
  const besides = varying(rows).filter((field) => !given.includes(field));
  if (besides.length > 0)
    throw new RangeError(
      `rows must vary only in ${given.join(' and ')}, but ${besides.join(' and ')} ${besides.length === 1 ? 'varies' : 'vary'} too: draw rows.filter((row) => row.${besides[0]} === …)`,
    );
}
