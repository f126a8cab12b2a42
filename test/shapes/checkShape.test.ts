import { describe, expect, it } from 'vitest';
import { admitted } from '../../src/shapes/admitted.js';
import { checkShape } from '../../src/shapes/checkShape.js';
import type { FieldShape, ObjectShape, Shape } from '../../src/shapes/shape.js';

const any: Shape = { kind: 'any' };
const number: Shape = { kind: 'typeof', type: 'number' };
const string: Shape = { kind: 'typeof', type: 'string' };
const absent: Shape = { kind: 'typeof', type: 'undefined' };
const literal = (value: string | number | boolean | null): Shape => ({ kind: 'value', value });
const oneOf = (...shapes: Shape[]): Shape => ({ kind: 'oneOf', shapes });
const listOf = (of: Shape, least?: number, most?: number): Shape => ({ kind: 'list', of, least, most });
const needed = (shape: Shape): FieldShape => ({ shape, optional: false });
const optional = (shape: Shape): FieldShape => ({ shape: oneOf(absent, shape), optional: true });
const object = (fields: Record<string, FieldShape>, more: Partial<ObjectShape> = {}): ObjectShape => ({
  ...{ kind: 'fields', fields, closed: false },
  ...more,
});

/** Each object by its name. */
const objects = {
  sgd: object({ name: needed(literal('sgd')) }, { closed: true }),
  momentum: object({ name: needed(literal('momentum')), decay: needed(number) }, { closed: true }),
  nested: object({ rule: needed({ kind: 'object', name: 'sgd' }), extra: optional(number) }),
  options: object(
    { deep: optional({ kind: 'object', name: 'nested' }), count: optional(number) },
    { closed: true },
  ),
} satisfies Record<string, ObjectShape>;
const named = (name: keyof typeof objects): Shape => ({ kind: 'object', name });

const check = (value: unknown, shape: Shape, byHand = true): void =>
  checkShape('x', value, shape, objects, byHand);
/** What is said of a value that a shape does not admit; nothing if it does. */
function said(value: unknown, shape: Shape, byHand = true): string | undefined {
  try {
    check(value, shape, byHand);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as RangeError).message;
  }
}

describe('what a shape admits, in words,', () => {
  const many = Object.fromEntries('abcdefgh'.split('').map((name) => [name, needed(number)]));
  it.each<[Shape, string]>([
    [any, 'anything'],
    [number, 'a number'],
    [{ kind: 'typeof', type: 'boolean' }, 'true or false'],
    [absent, 'absent'],
    [literal('a'), '"a"'],
    [literal(null), 'null'],
    [{ kind: 'tagged', tag: 'Map' }, 'a Map'],
    [{ kind: 'tagged', tag: 'AbortSignal' }, 'an AbortSignal'],
    [{ kind: 'tagged', tag: 'Uint8Array' }, 'an Uint8Array'],
    [{ kind: 'tagged', tag: 'MAP' }, 'a MAP'],
    [{ kind: 'numbers' }, 'an array of numbers'],
    [listOf(any), 'an array'],
    [listOf(any, 2), 'an array of at least 2 entries'],
    [listOf(any, 2, 2), 'an array of 2 entries'],
    [listOf(any, 0, 3), 'an array of 0 to 3 entries'],
    [listOf(any, undefined, 3), 'an array of 0 to 3 entries'],
    [oneOf(number, literal(null)), 'a number or null'],
    [oneOf(absent, number), 'a number'],
    [oneOf(literal('a'), literal('b')), 'one of "a", "b"'],
    [oneOf(absent, literal('a'), literal('b')), 'one of "a", "b"'],
    [oneOf(literal('a'), literal('b'), string), '"a", "b" or a string'],
    // Two objects that are called the same in words are said once.
    [oneOf(object({}), object({})), 'an object'],
    [object({}), 'an object'],
    [object({ a: needed(number), b: optional(number) }), 'an object with a'],
    [object({ a: optional(number), b: optional(number) }), 'an object with a, b'],
    [object({ a: needed(number) }, { others: number }), 'an object'],
    [object(Object.fromEntries(Object.entries(many).slice(0, 6))), 'an object with a, b, c, d, e, f'],
    [object(many), 'an object with a, b, c, d, e, f …'],
    [named('momentum'), 'an object with name, decay'],
  ])('is its kind, or each of its choices: %j', (shape, words) => {
    expect(admitted(shape, objects)).toBe(words);
  });
});

describe('a value', () => {
  it.each<[Shape, readonly unknown[], readonly unknown[]]>([
    [number, [0, -1.5, Infinity], [NaN, '1', null, undefined, 1n]],
    [string, ['', 'a'], [1, null]],
    [absent, [undefined], [null, 0]],
    [literal(null), [null], [undefined, 0]],
    [literal(3), [3], ['3', 4]],
    [{ kind: 'tagged', tag: 'Map' }, [new Map()], [new Set(), {}, null, Map]],
    [{ kind: 'numbers' }, [[], [1], [NaN], new Float64Array(2)], [new DataView(new ArrayBuffer(8)), '1', { length: 1 }, null]], // prettier-ignore
    [listOf(number), [[], [1, 2]], [new Float64Array(2), 'ab', { length: 0 }]],
    [object({}), [{}, { a: 1 }, Object.create(null)], [[], null, new Map(), new Date(0), Promise.resolve(), 'a', () => 1]], // prettier-ignore
    [any, [undefined, NaN, []], []],
    [oneOf(number, literal(null)), [1, null], [NaN, undefined, 'a']],
  ])('is admitted by its kind: %j', (shape, good, bad) => {
    for (const value of good) expect(said(value, shape)).toBeUndefined();
    for (const value of bad) expect(said(value, shape)).toMatch(new RegExp(`^x must be ${admitted(shape, objects)}, got `)); // prettier-ignore
  });

  it('is named by its place, in lists and objects', () => {
    expect(said([1, 'a'], listOf(number))).toBe('x[1] must be a number, got "a"');
    expect(said([1, 'a'], { kind: 'numbers' })).toBe('x[1] must be a number, got "a"');
    expect(said({ a: [{ b: 1 }] }, object({ a: needed(listOf(object({ b: needed(string) }))) }))).toBe(
      'x.a[0].b must be a string, got 1',
    );
    expect(said({}, object({ b: needed(string) }))).toBe('x.b must be a string, got undefined');
    expect(said({ b: undefined }, object({ b: optional(string) }))).toBeUndefined();
    expect(said({ b: null }, object({ b: optional(string) }))).toBe('x.b must be a string, got null');
  });

  it('has no holes, which a list reads as undefined', () => {
    // eslint-disable-next-line no-sparse-arrays
    const holes = [1, , 3];
    expect(said(holes, listOf(number))).toBe('x[1] must be a number, got undefined');
    expect(said(holes, { kind: 'numbers' })).toBe('x[1] must be a number, got undefined');
  });

  it('may have NaN in a list that is an argument of its own, and nowhere else', () => {
    expect(said([NaN], listOf(number))).toBeUndefined();
    expect(said([NaN], listOf(oneOf(number, literal(null))))).toBeUndefined();
    expect(said([NaN], listOf(string))).toBe('x[0] must be a string, got NaN');
    expect(said({ a: [NaN] }, object({ a: needed(listOf(number)) }))).toBe(
      'x.a[0] must be a number, got NaN',
    );
  });

  it('has as many entries as its list', () => {
    const shape = listOf(number, 1, 2);
    expect([[1], [1, 2]].map((list) => said(list, shape))).toEqual([undefined, undefined]);
    expect(said([], shape)).toBe('x must be an array of 1 to 2 entries, got an array of length 0');
    expect(said([1, 2, 3], shape)).toBe('x must be an array of 1 to 2 entries, got an array of length 3');
  });

  it('of a record has no entry of another shape, whatever it is called', () => {
    const record = object({ a: needed(string) }, { others: number });
    expect(said({ a: 'a', b: 1 }, record)).toBeUndefined();
    expect(said({ a: 'a', b: 'b' }, record)).toBe('x.b must be a number, got "b"');
    expect(said({ a: 'a', toString: 'b' }, record)).toBe('x.toString must be a number, got "b"');
  });

  it('has no field of another name where readers write it by hand, as deep as what holds it is so', () => {
    expect(said({ count: 1, cuont: 1 }, named('options'))).toBe('x has no field "cuont": did you mean "count"? It has deep, count'); // prettier-ignore
    expect(said({ count: 1, cuont: 1 }, named('options'), false)).toBeUndefined();
    expect(said({ name: 'sgd', more: 1 }, named('sgd'))).toMatch(/^x has no field "more"/);
    // A result may have more, and so may what it holds.
    const result = { rule: { name: 'sgd', more: 1 }, more: 1 };
    expect(said(result, named('nested'))).toBeUndefined();
    expect(said({ deep: result }, named('options'))).toBeUndefined();
    expect(said([{ name: 'sgd', more: 1 }], listOf(named('sgd')))).toMatch(/^x\[0\] has no field "more"/);
    expect(said([{ name: 'sgd', more: 1 }], listOf(named('sgd')), false)).toBeUndefined();
    const record = object({}, { others: named('sgd') });
    expect(said({ a: { name: 'sgd', more: 1 } }, record)).toMatch(/^x\.a has no field "more"/);
    expect(said({ a: { name: 'sgd', more: 1 } }, record, false)).toBeUndefined();
  });

  it('that is a seed can be held by JSON', () => {
    const seed = oneOf(string, number);
    const spec = object({ seed: needed(seed), sowed: needed(seed), unseed: needed(seed) });
    const seeds = { seed: 1, sowed: Infinity, unseed: Infinity };
    expect(said(seeds, spec)).toBeUndefined();
    expect(said({ ...seeds, seed: -Infinity }, spec)).toBe('x.seed must be a string or a finite number, got -Infinity'); // prettier-ignore
    expect(said({ ...seeds, seed: 'a' }, spec)).toBeUndefined();
    expect(() => checkShape('seed', Infinity, seed, objects, true)).toThrow(
      'seed must be a string or a finite',
    );
  });
});

describe('a value that may be one of several objects', () => {
  const rule = oneOf(string, named('sgd'), named('momentum'));
  it('is told by the field that tells them apart', () => {
    expect(said({ name: 'sgd' }, rule)).toBeUndefined();
    expect(said({ name: 'momentum', decay: 1 }, rule)).toBeUndefined();
    expect(said({ name: 'adam' }, rule)).toBe('x.name must be one of "sgd", "momentum", got "adam"');
    expect(said({}, rule)).toBe('x.name must be one of "sgd", "momentum", got undefined');
    expect(said(3, rule)).toMatch(
      /^x must be a string, an object with name or an object with name, decay, got 3/,
    );
  });

  it('is meant to be the one of that name: what is wrong is said of that', () => {
    expect(said({ name: 'momentum' }, rule)).toBe('x.decay must be a number, got undefined');
    expect(said({ name: 'momentum', decay: 1, dekay: 2 }, rule)).toMatch(/^x has no field "dekay"/);
    expect(said({ name: 'sgd', decay: 1 }, rule)).toMatch(/^x has no field "decay"/);
    // In whatever order they stand.
    const turned = oneOf(named('momentum'), named('sgd'));
    expect(said({ name: 'sgd', decay: 1 }, turned)).toMatch(/^x has no field "decay"/);
    expect(said({ name: 'momentum' }, turned)).toBe('x.decay must be a number, got undefined');
  });

  it('is, without such a field, the one that has most of its fields', () => {
    const line = object({ from: needed(number), to: needed(number) });
    const point = object({ at: needed(number), size: optional(number) });
    for (const either of [oneOf(line, point), oneOf(point, line)]) {
      expect(said({ from: 1, to: 'a' }, either)).toBe('x.to must be a number, got "a"');
      expect(said({ at: 'a' }, either)).toBe('x.at must be a number, got "a"');
      expect(said({ at: 1, size: 'a' }, either)).toBe('x.size must be a number, got "a"');
      expect(said({ from: 'a' }, either)).toMatch(/^x\.(from|at) must be a number/);
    }
  });

  it('may have one of several names in one of them, and no text in another', () => {
    const several = object({ type: needed(oneOf(literal('a'), literal('b'))) });
    const one = object({ type: needed(literal('c')), size: needed(number) });
    expect(said({ type: 'd' }, oneOf(several, one))).toBe('x.type must be one of "a", "b", "c", got "d"');
    expect(said({ type: 'b' }, oneOf(several, one))).toBeUndefined();
    const free = object({ type: needed(string), size: needed(number) });
    expect(said({ type: 'd', size: 'e' }, oneOf(several, free))).toBe('x.size must be a number, got "e"');
    const numbered = object({ type: needed(literal(7)), size: needed(number) });
    expect(said({ type: 7, size: 'e' }, oneOf(several, numbered))).toBe('x.size must be a number, got "e"');
    expect(said({ type: 'a' }, oneOf(object({}), several))).toBeUndefined();
  });
});
