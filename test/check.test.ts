import { describe, expect, it } from 'vitest';
import { featureLaw, fig1aSpec, openStore, plot, toCsv, withNumbers } from 'heavytail';
import { checkFields, checkMisspelt } from '../src/check.js';
import { nearestName } from '../src/nearestName.js';

const known = ['stepSize', 'batchSize', 'dimension', 'sigma'];

describe('checkFields', () => {
  it('takes known fields, and unknown ones that are undefined', () => {
    expect(() => checkFields('setting', {}, known)).not.toThrow();
    expect(() =>
      checkFields('setting', { sigma: 1, dimension: null, other: undefined }, known),
    ).not.toThrow();
  });

  it('names the argument, the unknown field and the nearest known one', () => {
    expect(() => checkFields('setting', { stepsize: 1 }, known)).toThrow(
      'setting has no field "stepsize": did you mean "stepSize"?',
    );
    expect(() => checkFields('setting', { colour: 1 }, known)).toThrow(
      / It has stepSize, batchSize, dimension, sigma$/,
    );
  });

  it.each([null, undefined, 3, 'x', [], new Float64Array(2), new Date(0), new Map(), Promise.resolve()])(
    'refuses %j as a whole',
    (value) => {
      expect(() => checkFields('options', value, known)).toThrow(
        /^options must be an object with named fields, got /,
      );
    },
  );
});

describe('a misspelt field', () => {
  it.each(['stepsize', 'bathcSize', 'sigm', 'Dimensions'])(
    '%s is named where other fields may be',
    (field) => {
      expect(() => checkMisspelt('spec', { sigma: 1, own: 2, [field]: 3 }, known)).toThrow(
        `spec has no field "${field}": did you mean`,
      );
    },
  );
  it.each(['width', 'steps', 'sig', 'seed', 'batches'])('%s is none', (field) => {
    expect(() => checkMisspelt('spec', { [field]: 1 }, known)).not.toThrow();
  });
});

describe('the nearest name', () => {
  it.each([
    ['BatchSize', 'batchSize'],
    ['bathcSize', 'batchSize'],
    ['step', 'stepSize'],
    ['dim', 'dimension'],
    ['sigmas', 'sigma'],
    ['sgima', 'sigma'],
  ])('of %s is %s', (name, nearest) => expect(nearestName(name, known)).toBe(nearest));

  it('of nothing is none', () => expect(nearestName('rate', [])).toBeUndefined());
});

describe('lists and objects that are nested without end', () => {
  const deep = (levels: number): object => {
    let value: object = {};
    for (let i = 0; i < levels; i++) value = i % 2 === 0 ? { value } : [value];
    return value;
  };
  const round: Record<string, unknown> = { α: 1 };
  round.self = round;
  const takers: [string, (value: object) => unknown][] = [
    ['plot', (value) => plot({ data: [{ value }], layout: {} } as never)],
    ['toCsv of records', (value) => toCsv([value])],
    ['toCsv of lists', (value) => toCsv([{ list: [value] }])],
    ['toCsv of a figure', (value) => toCsv({ data: [{ x: [value] }], layout: {} } as never)],
    ['featureLaw', (value) => featureLaw((_, row) => void (row[0] = 1), { value } as never)],
    ['withNumbers', (value) => withNumbers(fig1aSpec('smoke'), { stepSizes: value } as never)],
    ['a key of a store', (value) => openStore({ directory: '/nowhere' }).get(value)],
  ];
  const refusal = async (take: (value: object) => unknown, value: object): Promise<string> => {
    try {
      await take(value);
      return 'nothing';
    } catch (error) {
      return (error as Error).message;
    }
  };
  for (const [name, take] of takers)
    it(`are refused by name: ${name}`, async () => {
      for (const value of [deep(150), deep(20_000)])
        expect(await refusal(take, value)).toMatch(/: lists and objects are nested at most 100 deep, got /);
      expect(await refusal(take, round)).toMatch(/ must be .*, got /);
      expect(await refusal(take, deep(50))).not.toMatch(/nested/);
    });
});
