import { createGenerator } from 'heavytail/random';
import type { FunctionShape } from './functions.js';

/** What stands in place of an argument or of one of its fields. */
export const junk: readonly (readonly [name: string, value: () => unknown])[] = [
  ['null', () => null],
  ['undefined', () => undefined],
  ['NaN', () => NaN],
  ['Infinity', () => Infinity],
  ['-Infinity', () => -Infinity],
  ['0', () => 0],
  ['-1', () => -1],
  ['1.5', () => 1.5],
  ['2^32+1', () => 2 ** 32 + 1],
  ['1e300', () => 1e300],
  ['1n', () => 1n],
  ["''", () => ''],
  ["'1'", () => '1'],
  ["'toString'", () => 'toString'],
  ['true', () => true],
  ['{}', () => ({})],
  ['[]', () => []],
  ['[null]', () => [null]],
  ['[NaN]', () => [NaN]],
  ['a function', () => () => 1],
  ['a symbol', () => Symbol('junk')],
  ['Float32Array', () => new Float32Array(3)],
  ['Float64Array of NaN', () => Float64Array.of(NaN, NaN, NaN)],
  ['Uint8Array', () => new Uint8Array(0)],
  ['a promise', () => Promise.resolve(1)],
  ['a date', () => new Date(0)],
];

/** A call with one thing of it replaced. */
export interface JunkCall {
  readonly shape: FunctionShape;
  /** What is replaced by what, in words. */
  readonly text: string;
  /** Names of the arguments and fields that an error may name. */
  readonly names: readonly string[];
  /** The arguments, made anew. */
  readonly make: () => unknown[];
}

type Path = readonly (string | number)[];

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);

/** A copy of plain objects and arrays on the way to a place, with another value there. */
function replaced(value: unknown, [key, ...rest]: Path, other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value))
    return value.map((entry, i) => (i === key ? replaced(entry, rest, other) : entry));
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, other) };
}

/** The places of a value: it, its fields, those of its first entry, and so on. */
function placesOf(value: unknown, depth: number, fields: readonly string[] = []): Path[] {
  const places: Path[] = [[]];
  if (depth === 0) return places;
  if (Array.isArray(value) && value.length > 0)
    places.push(...placesOf(value[0], depth - 1).map((place) => [0, ...place]));
  if (isPlain(value))
    for (const key of new Set([...Object.keys(value), ...fields]))
      places.push(...placesOf(value[key], depth - 1).map((place) => [key, ...place]));
  return places;
}

const namesIn = (value: unknown, depth = 4): string[] => {
  if (depth === 0) return [];
  if (Array.isArray(value)) return namesIn(value[0], depth - 1);
  if (!isPlain(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => [key, ...namesIn(entry, depth - 1)]);
};

/**
 * Calls of a function with junk in every place of arguments that it takes, in the order of a seed.
 *
 * @param base arguments that it takes
 * @param depth how deep in the arguments places are replaced
 */
export function junkCalls(
  shape: FunctionShape,
  base: readonly unknown[],
  depth: number,
  seed: string,
): JunkCall[] {
  const names = shape.parameters.flatMap(({ name, fields }, i) => [
    ...(name === undefined ? [] : [name]),
    ...fields,
    ...namesIn(base[i]),
  ]);
  const calls: JunkCall[] = [];
  const add = (text: string, make: () => unknown[]): void => void calls.push({ shape, text, names, make });
  const count = Math.max(base.length, shape.parameters.length);
  for (let i = 0; i < count; i++) {
    const { name = `argument ${i + 1}`, fields = [], isOptional = false } = shape.parameters[i] ?? {};
    const given = base[i] ?? (isOptional && fields.length > 0 ? {} : undefined);
    for (const place of placesOf(given, depth, fields))
      for (const [what, value] of junk)
        add(`${[name, ...place].join('.')} = ${what}`, () => {
          const all = Array.from({ length: count }, (_, j) => base[j]);
          all[i] = replaced(given, place, value());
          return all;
        });
    if (fields.length > 0 && isPlain(given))
      add(`${name}.notAnOption = 1`, () => {
        const all = Array.from({ length: count }, (_, j) => base[j]);
        all[i] = { ...given, notAnOption: 1 };
        return all;
      });
  }
  const generator = createGenerator(seed, shape.name);
  return calls
    .map((call) => ({ call, order: generator.uniform() }))
    .sort((one, other) => one.order - other.order)
    .map(({ call }) => call);
}
