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

/** The fields that are drawn, by the options that name them. */
type DrawnFields = Readonly<Record<string, string | undefined>>;

/** Throws if two rows would be drawn at one place. */
function checkApart(rows: readonly AnyRow[], fields: readonly string[]): void {
  const places = new Map<string, number>();
  rows.forEach((row, i) => {
    const place = JSON.stringify(fields.map((field) => row[field]));
    const before = places.get(place);
    if (before !== undefined)
      throw new RangeError(
        `rows[${before}] and rows[${i}] have the same ${fields.join(' and ')}: only one of them can be drawn there`,
      );
    places.set(place, i);
  });
}

/**
 * Checks that rows can be drawn over these fields, so that no two of them fall on each other.
 *
 * @param optional the options that may be left out
 * @throws RangeError for no rows, a field that is not named or that they do not have, and fields that vary besides
 */
export function checkDrawn(
  rows: readonly AnyRow[],
  fields: DrawnFields,
  optional: readonly string[] = [],
): void {
  if (!Array.isArray(rows) || rows.length === 0)
    throw argumentError('rows', rows, 'a list of at least one row of a sweep');
  rows.forEach(checkRow);
  const named = Object.entries(fields).filter(
    ([option, field]) => field !== undefined || !optional.includes(option),
  ) as [string, string][];
  const known = Object.keys(rows[0]).filter((name) => !found.includes(name));
  for (const [option, field] of named) {
    if (typeof field !== 'string')
      throw argumentError(`options.${option}`, field, 'the name of a field of the rows');
    if (!known.includes(field)) throw unknownField('a row', field, known);
    const [twice] = named.find(([, other]) => other === field)!;
    if (twice !== option)
      throw argumentError(`options.${option}`, field, `another field than options.${twice}`);
    rows.forEach((row, i) => checkValue(`rows[${i}].${field}`, row[field]));
  }
  const given = named.map(([, field]) => field);
  const besides = varying(rows).filter((field) => !given.includes(field));
  if (besides.length > 0)
    throw new RangeError(
      `rows must vary only in ${given.join(' and ')}, but ${besides.join(' and ')} ${besides.length === 1 ? 'varies' : 'vary'} too: draw rows.filter((row) => row.${besides[0]} === …)`,
    );
  checkApart(rows, given);
}
