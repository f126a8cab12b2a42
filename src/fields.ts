import { distance } from 'fastest-levenshtein';

const nearest = (name: string, known: readonly string[]): string => {
  const far = (other: string): number => distance(name.toLowerCase(), other.toLowerCase());
  return known.reduce((best, other) => (far(other) < far(best) ? other : best));
};

/** The error for a field that something does not have: it names the nearest that it has, and all others. */
export function unknownField(what: string, field: string, known: readonly string[]): RangeError {
  const has = known.length === 0 ? 'it has none' : `did you mean "${nearest(field, known)}"?`;
  const all = known.length < 2 ? '' : ` It has ${known.join(', ')}`;
  return new RangeError(`${what} has no field "${field}": ${has}${all}`);
}

/**
 * Throws if an object has a field that is not known: what is misspelt, or not done, must not pass unnoticed. Fields that are
 * `undefined` count as absent.
 *
 * @param what what the object is called in the error
 * @param known the fields that it may have; only their names are read
 * @throws RangeError naming the field and the nearest known one
 */
export function checkFields(what: string, value: object, known: object | readonly string[]): void {
  const names = Array.isArray(known) ? (known as string[]) : Object.keys(known);
  for (const [field, given] of Object.entries(value))
    if (given !== undefined && !names.includes(field)) throw unknownField(what, field, names);
}
