/** The variables of all cells: one scope, in which every name has one place for as long as the session lasts. */
import { types } from 'node:util';

/** The place of a name. Its `v` is the value; it has none before the declaration was reached. */
export interface Variable {
  v: unknown;
}

export interface CellScope {
  /** The place of a name, made at its first mention. */
  variable(name: string): Variable;
  /** Whether a name has a value. */
  has(name: string): boolean;
  /** Of what names hold; two are compared by {@link CellScope.changed}. */
  look(names: readonly string[]): Look;
  /** The names whose value is another than when they were looked at. */
  changed(before: Look): ReadonlySet<string>;
}

export type Look = ReadonlyMap<string, PropertyDescriptor | undefined>;

/**
 * A class for each name: V8 then keeps numbers in a variable as numbers, and code that uses it sees one shape only. Until
 * a value is assigned, reading it throws as JavaScript's `let` does.
 */
function createVariable(name: string): Variable {
  class CellVariable {
    get v(): unknown {
      throw new ReferenceError(`Cannot access '${name}' before initialization`);
    }
    set v(value: unknown) {
      Object.defineProperty(this, 'v', { value, writable: true, configurable: true, enumerable: true });
    }
  }
  return new CellVariable();
}

/** Makes a variable show what `read` returns, until something else is assigned: imports are live. */
export function showIn(variable: Variable, read: () => unknown): void {
  const set = (value: unknown): void => {
    Object.defineProperty(variable, 'v', { value, writable: true, configurable: true, enumerable: true });
  };
  Object.defineProperty(variable, 'v', { get: read, set, configurable: true, enumerable: true });
}

const isSame = (a: PropertyDescriptor | undefined, b: PropertyDescriptor | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Object.is(a.value, b.value) && a.get === b.get;

export function createCellScope(): CellScope {
  const variables = new Map<string, Variable>();
  const held = (name: string): PropertyDescriptor | undefined => {
    const variable = variables.get(name);
    return variable && Object.getOwnPropertyDescriptor(variable, 'v');
  };
  return {
    variable: (name) => {
      const known = variables.get(name) ?? createVariable(name);
      variables.set(name, known);
      return known;
    },
    has: (name) => held(name) !== undefined,
    look: (names) => new Map(names.map((name) => [name, held(name)])),
    changed: (before) =>
      new Set([...before].filter(([name, was]) => !isSame(was, held(name))).map(([name]) => name)),
  };
}

/** A place as the messages of JavaScript's errors write it. */
const PLACE = /\(0 , \$\$([$\p{ID_Continue}]+)\.v\)|(?<![$\p{ID_Continue}])\$\$([$\p{ID_Continue}]+)\.v\b/gu;

/** Without what is left of a longer start of names. */
const bareName = (name: string): string => name.replace(/^\$*(?=.)/, '');

/** The message of an error with names as they were written: `f is not a function`. */
export const withNames = (message: string): string =>
  message.includes('$$')
    ? message.replace(PLACE, (_, called?: string, read?: string) => bareName(called ?? read ?? ''))
    : message;

/** Gives an error that JavaScript itself threw the message that the author of a cell expects. */
export function nameVariables(error: unknown): void {
  if (!types.isNativeError(error)) return;
  const message = Object.getOwnPropertyDescriptor(error, 'message')?.value as unknown;
  if (typeof message === 'string' && message.includes('$$')) error.message = withNames(message);
}
