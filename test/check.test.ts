import { describe, expect, it } from 'vitest';
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
