import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import type { DeclaredShapes } from '../../src/shapes/shape.js';
import { declaredShapes } from '../../src/shapes/declaredShapes.js';

/** What the language's library has of what is read, so that its many files need not be. */
const LIBRARY = `
interface Array<T> { readonly length: number; [n: number]: T }
interface ReadonlyArray<T> { readonly length: number; readonly [n: number]: T }
interface ArrayLike<T> { readonly length: number; readonly [n: number]: T }
interface Object {} interface Function {} interface CallableFunction {} interface NewableFunction {} interface String {}
interface Number {} interface Boolean {} interface RegExp {} interface IArguments {} interface Symbol {}
declare const Symbol: { readonly iterator: unique symbol };
interface Float64Array { readonly length: number } interface AbortSignal { readonly aborted: boolean }
interface Promise<T> { then(go: (value: T) => void): void } interface Nobody { readonly none: number }
declare class URLish { readonly href: string }
type Partial<T> = { [K in keyof T]?: T[K] };
type Omit<T, K> = { [P in keyof T as P extends K ? never : P]: T[P] };
type Record<K extends string, T> = { [P in K]: T };
`;

/** The shapes of modules, by their names without extension. */
function shapesOf(modules: Readonly<Record<string, string>>): DeclaredShapes {
  const library = '/node_modules/library/lib.d.ts';
  const texts = new Map([[library, LIBRARY]]);
  for (const [name, text] of Object.entries(modules)) texts.set(`/${name}.d.ts`, text);
  const host: ts.CompilerHost = {
    getSourceFile: (name, version) => {
      const text = texts.get(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, version);
    },
    ...{ getDefaultLibFileName: () => library, getCurrentDirectory: () => '/', writeFile: () => undefined },
    ...{ getCanonicalFileName: (name: string) => name, useCaseSensitiveFileNames: () => true },
    ...{ getNewLine: () => '\n', fileExists: (name: string) => texts.has(name), readFile: (name: string) => texts.get(name) }, // prettier-ignore
  };
  const files = Object.keys(modules).map((name) => `/${name}.d.ts`);
  const program = ts.createProgram([library, ...files], { strict: true, types: [], noLib: true }, host);
  return declaredShapes(program, files);
}

/** The shape of the only parameter of `f`, and the objects that it names. */
function shapeOf(type: string, more = ''): { shape: unknown; objects: DeclaredShapes['objects'] } {
  const { functions, objects } = shapesOf({
    module: `${more}\nexport declare function f(x: ${type}): void;`,
  });
  expect(functions.f[0].optional).toBe(false);
  return { shape: functions.f[0].shape, objects };
}
const value = (one: unknown) => ({ kind: 'value', value: one });
const of = (type: string) => ({ kind: 'typeof', type });
const oneOf = (...shapes: unknown[]) => ({ kind: 'oneOf', shapes });

describe('the shape of a type', () => {
  it.each<[string, unknown]>([
    ...(['number', 'string', 'boolean', 'bigint', 'symbol', 'undefined'] as const).map(
      (type): [string, unknown] => [type, of(type)],
    ),
    ['void', of('undefined')],
    ['`a${string}`', of('string')],
    ['typeof Symbol.iterator', of('symbol')],
    ['() => number', of('function')],
    ['{ (x: number): void; readonly extra: string }', of('function')],
    ['null', value(null)],
    ['true', value(true)],
    ['false', value(false)],
    ['"a"', value('a')],
    ['3', value(3)],
    ['any', { kind: 'any' }],
    ['unknown', { kind: 'any' }],
    ['object', { kind: 'any' }],
    ['keyof any', oneOf(of('string'), of('number'), of('symbol'))],
    ['"a" | null', oneOf(value(null), value('a'))],
    ['number | unknown[]', oneOf(of('number'), { kind: 'list', of: { kind: 'any' } })],
    ['number | Nobody', { kind: 'any' }],
    ['number[]', { kind: 'list', of: of('number') }],
    ['readonly string[]', { kind: 'list', of: of('string') }],
    ['[number, string]', { kind: 'list', of: oneOf(of('number'), of('string')), least: 2, most: 2 }],
    ['readonly [number, ...string[]]', { kind: 'list', of: oneOf(of('number'), of('string')), least: 1 }],
    ['[number, string?]', { kind: 'list', least: 1, most: 2 }],
    ['[]', { kind: 'list', of: { kind: 'any' }, least: 0, most: 0 }],
    ['ArrayLike<number>', { kind: 'numbers' }],
    ['Float64Array', { kind: 'tagged', tag: 'Float64Array' }],
    ['AbortSignal', { kind: 'tagged', tag: 'AbortSignal' }],
    // A promise may be of another realm, and what no global is called cannot be told.
    ['Promise<number>', { kind: 'any' }],
    ['Nobody', { kind: 'any' }],
    ['URLish', { kind: 'any' }],
  ])('%s', (type, shape) => {
    expect(shapeOf(type).shape).toMatchObject(shape as object);
  });

  it('is, of an object, its fields by name, written once, which may hold itself', () => {
    const more =
      'export interface Tree { readonly leaf?: number; readonly left: Tree; readonly right: Tree | null }';
    const { shape, objects } = shapeOf('readonly Tree[]', more);
    const [[name, tree], ...others] = Object.entries(objects);
    expect(others).toEqual([]);
    expect(name).toMatch(/^Tree /);
    const own = { kind: 'object', name };
    expect(shape).toEqual({ kind: 'list', of: own });
    expect(tree).toEqual({
      ...{ kind: 'fields', closed: false },
      fields: {
        leaf: { shape: oneOf(of('undefined'), of('number')), optional: true },
        left: { shape: own, optional: false },
        right: { shape: oneOf(value(null), own), optional: false },
      },
    });
  });

  it('has no fields that only a symbol names', () => {
    const { objects } = shapeOf('{ readonly a: number; readonly [Symbol.iterator]: number }');
    expect(Object.values(objects).map(({ fields }) => Object.keys(fields))).toEqual([['a']]);
  });

  it.each([
    ['RunOptions', true],
    ['Fig1aSpec', true],
    ['SgdSetting', true],
    ['PlotSettings', true],
    ['StableParameters', true],
    ['Model', true],
    ['LeastSquaresProblem', true],
    ['FeatureLaw', true],
    ['RuleDefinition', true],
    ['Variant', true],
    ['Result', false],
    ['SpecResult', false],
    ['Lawful', false],
  ])('refuses other fields where readers write it by hand: %s: %s', (name, closed) => {
    const [found] = Object.values(shapeOf(name, `export interface ${name} { readonly a: number }`).objects);
    expect(found.closed).toBe(closed);
    const [alias] = Object.values(shapeOf(name, `export type ${name} = { readonly a: number };`).objects);
    expect(alias.closed).toBe(closed);
    const whole = `interface ${name} { readonly a: number; readonly b: number }`;
    for (const part of [`Omit<${name}, 'b'>`, `Partial<${name}>`, `Partial<Omit<${name}, 'b'>>`]) {
      const text = `${whole} export function f(given: ${part}): void;`;
      const { functions, objects } = shapesOf({ index: text });
      expect(objects[(functions.f[0].shape as { name: string }).name].closed).toBe(closed);
    }
  });

  it('refuses other fields of what has no name within such an object, however deep', () => {
    const more = `export interface RunOptions { readonly at?: { readonly deep: readonly { readonly a: 1 }[] } }
export interface Result { readonly of: { readonly b: 2 } }`;
    const { objects } = shapeOf('RunOptions | Result', more);
    const closed = Object.values(objects).map(({ fields, closed }) => [Object.keys(fields)[0], closed]);
    expect(Object.fromEntries(closed)).toEqual({ at: true, deep: true, a: true, of: false, b: false });
  });

  it('of a record has the shape of all others, and refuses none by its name', () => {
    const more = 'export interface MyOptions { readonly a: string; readonly [name: string]: string }';
    const [found] = Object.values(shapeOf('MyOptions', more).objects);
    expect(found).toEqual({
      ...{ kind: 'fields', fields: { a: { shape: of('string'), optional: false } } },
      ...{ others: of('string'), closed: false },
    });
  });

  it('asks for as many entries as the documentation of a field says', () => {
    const more = `export interface Result {
  /** Cells.\n * @minItems 2 */ readonly cells: readonly number[];
  /** No list. @minItems 2 */ readonly count: number;
  readonly others: readonly number[];
}`;
    const [{ fields }] = Object.values(shapeOf('Result', more).objects);
    expect(fields.cells.shape).toEqual({ kind: 'list', of: of('number'), least: 2 });
    expect(fields.count.shape).toEqual(of('number'));
    expect(fields.others.shape).toEqual({ kind: 'list', of: of('number') });
  });

  it('is, of utility types, that of the object they make', () => {
    const more = 'export interface RunOptions { readonly a: number; readonly b: string }';
    const { shape, objects } = shapeOf('Omit<RunOptions, "b">', more);
    const { name } = shape as { name: string };
    expect(objects[name].fields).toEqual({ a: { shape: of('number'), optional: false } });
    const partial = shapeOf('Partial<RunOptions>', more);
    const { fields } = partial.objects[(partial.shape as { name: string }).name];
    expect(Object.values(fields).map(({ optional }) => optional)).toEqual([true, true]);
    const both = shapeOf('RunOptions & { readonly c: boolean }', more);
    const { fields: three } = both.objects[(both.shape as { name: string }).name];
    expect(Object.keys(three)).toEqual(['a', 'b', 'c']);
  });

  it('is, of a type that the caller chooses, the object that it must be at least, which may have more', () => {
    const { functions } = shapesOf({
      module: `export interface RunSpec { readonly a: number }
export declare function f<S extends RunSpec, T, N extends number>(spec: S, other: T, n: N): void;`,
    });
    expect(functions.f.map(({ shape }) => shape)).toEqual([
      {
        ...{ kind: 'fields', closed: false },
        fields: { a: { shape: of('number'), optional: false } },
      },
      ...[{ kind: 'any' }, { kind: 'any' }],
    ]);
  });
});

describe('the functions of a package', () => {
  it('are those that its files export, also from elsewhere, each once', () => {
    const { functions } = shapesOf({
      first: `export { g as renamed } from './second';
export declare const arrow: (x: number) => void;
export declare const constant: number;
export declare class Thing { constructor(x: number); }
export interface OnlyAType { (x: number): void }
export declare function twice(x: number): void;`,
      second: `export declare function g(x: string): void;
export declare function twice(x: string): void;`,
    });
    expect(Object.keys(functions).sort()).toEqual(['arrow', 'g', 'renamed', 'twice']);
    expect(functions.renamed).toEqual([{ shape: of('string'), optional: false }]);
    expect(functions.twice).toEqual([{ shape: of('number'), optional: false }]);
  });

  it('may leave out what has a default or what one signature does not have', () => {
    const { functions } = shapesOf({
      module: `export declare function f(a: number, b?: string): void;
export declare function over(a: number): void;
export declare function over(a: string, b: boolean): void;
export declare function none(): void;`,
    });
    expect(functions.f.map(({ optional }) => optional)).toEqual([false, true]);
    expect(functions.over).toEqual([
      { shape: oneOf(of('number'), of('string')), optional: false },
      { shape: of('boolean'), optional: true },
    ]);
    expect(functions.none).toEqual([]);
  });
});
