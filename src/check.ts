/** Argument checks. Every message names the argument, the value given and what is allowed. */

import { isNear, nearestName } from './nearestName.js';

/** Letters of a text that an error shows. */
const SHOWN = 200;

const show = (value: unknown): string => {
  if (typeof value === 'string')
    return value.length > SHOWN
      ? `${JSON.stringify(value.slice(0, SHOWN))} and ${value.length - SHOWN} letters more`
      : JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'bigint' || value === null || value === undefined)
    return String(value);
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  return typeof value === 'object'
    ? `an object of type ${value.constructor?.name ?? 'Object'}`
    : typeof value;
};

/** The error for an argument outside its range: a RangeError with name, value and what is allowed. */
export const argumentError = (name: string, value: unknown, allowed: string): RangeError =>
  new RangeError(`${name} must be ${allowed}, got ${show(value)}`);

/** Throws unless `value` is a finite number. */
export function checkFinite(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw argumentError(name, value, 'a finite number');
}

/** Throws for the first entry that is not a finite number, which alone is given a name: lists have millions of entries. */
export function checkEachFinite(name: string, values: ArrayLike<unknown>): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) checkFinite(`${name}[${i}]`, values[i]);
}

/** Throws unless `value` is a finite number above 0. */
export function checkPositive(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || !(value > 0))
    throw argumentError(name, value, 'a finite number above 0');
}

/** Throws unless `value` is a finite number of at least 0. */
export function checkNonNegative(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || !(value >= 0))
    throw argumentError(name, value, 'a finite number of at least 0');
}

/** Throws unless `value` is an integer from `least` to `most`, both included. */
export function checkInteger(
  name: string,
  value: unknown,
  least = 1,
  most = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return;
  const allowed =
    most === Number.MAX_SAFE_INTEGER
      ? `an integer of at least ${least}`
      : `an integer from ${least} to ${most}`;
  throw argumentError(name, value, allowed);
}

/** Throws unless `value` is a function. */
export function checkFunction(name: string, value: unknown): void {
  if (typeof value !== 'function') throw argumentError(name, value, 'a function');
}

/** Throws unless `value` is an array or typed array of at least `least` finite numbers. */
export function checkNumbers(name: string, value: unknown, least = 1): asserts value is ArrayLike<number> {
  if (!(Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))))
    throw argumentError(name, value, 'an array of numbers');
  const numbers = value as ArrayLike<unknown>;
  if (numbers.length < least)
    throw argumentError(name, value, `an array of at least ${least} number${least === 1 ? '' : 's'}`);
  checkEachFinite(name, numbers);
}

/** Lists and objects inside of one another that are followed; more are a mistake, such as an object that holds itself. */
const DEEPEST = 100;

/** Throws if a part of an argument, called `name`, lies deeper than anything that is followed by calls. */
export function checkDepth(name: string, value: unknown, depth: number): void {
  if (depth > DEEPEST)
    throw argumentError(
      `${name.slice(0, 60)}…`,
      value,
      `absent: lists and objects are nested at most ${DEEPEST} deep`,
    );
}

/** Throws if lists and objects in `value` are nested too deep to be written as text, as those that hold themselves are. */
export function checkNesting(name: string, value: object, depth = 0): void {
  checkDepth(name, value, depth);
  if (ArrayBuffer.isView(value)) return;
  // Without the places of the parts, which would be made for each number of a long list.
  for (const entry of Array.isArray(value) ? (value as unknown[]) : (Object.values(value) as unknown[]))
    if (typeof entry === 'object' && entry !== null) checkNesting(name, entry, depth + 1);
}

/** Throws if there is a NaN in `value`, a number, or an array or plain object. */
export function checkNoNaN(name: string, value: unknown, depth = 0): void {
  if (Number.isNaN(value)) throw argumentError(name, value, 'a number');
  if (typeof value !== 'object' || value === null) return;
  checkDepth(name, value, depth);
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  if (isList)
    Array.from(value as ArrayLike<unknown>).forEach((entry, i) =>
      checkNoNaN(`${name}[${i}]`, entry, depth + 1),
    );
  else if ([Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null))
    for (const [field, entry] of Object.entries(value)) checkNoNaN(`${name}.${field}`, entry, depth + 1);
}

/** Throws unless `value` is one of `choices`. */
export function checkOneOf<T extends string>(
  name: string,
  value: unknown,
  choices: readonly T[],
): asserts value is T {
  if (!choices.includes(value as T))
    throw argumentError(name, value, `one of ${choices.map((c) => `"${c}"`).join(', ')}`);
}

/** The error for a field that something does not have: it names the nearest that it has, and all others. */
export function unknownField(name: string, field: string, known: readonly string[]): RangeError {
  const has = known.length === 0 ? 'it has none' : `did you mean "${nearestName(field, known)}"?`;
  const all = known.length < 2 ? '' : ` It has ${known.join(', ')}`;
  return new RangeError(`${name} has no field "${field}": ${has}${all}`);
}

/**
 * Whether a value is an object that has its contents in fields: no array, and no date, promise, map or other object of the language,
 * which would pass for one with all fields left out.
 */
export const hasNamedFields = (value: unknown): value is object =>
  typeof value === 'object' &&
  ['[object Object]', '[object Module]'].includes(String(Object.prototype.toString.call(value)));

/**
 * Throws unless `value` is an object whose fields all have known names: what is misspelt must not pass unnoticed. A field
 * that is `undefined` counts as left out.
 *
 * @param name the argument, as it is called in messages
 * @param known the names, or an object that has them
 */
export function checkFields(
  name: string,
  value: unknown,
  known: object | readonly string[],
): asserts value is object {
  if (!hasNamedFields(value)) throw argumentError(name, value, 'an object with named fields');
  const names = Array.isArray(known) ? (known as readonly string[]) : Object.keys(known);
  for (const [field, given] of Object.entries(value))
    if (given !== undefined && !names.includes(field)) throw unknownField(name, field, names);
}

/**
 * Throws where a field is nearly one of the known names: of an object that may have other fields too, a misspelt one must not pass
 * unnoticed either.
 */
export function checkMisspelt(name: string, value: object, known: readonly string[]): void {
  for (const field of Object.keys(value))
    if (!known.includes(field) && isNear(field, nearestName(field, known)))
      throw unknownField(name, field, known);
}
