/** Options that are misspelt, made from the declarations: no estimator passes over one. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stableSample } from 'heavytail';
import * as estimators from '../../src/estimators/index.js';
import type { DeclaredShapes, FieldShape, Shape } from '../../src/shapes/shape.js';

const { functions, objects } = JSON.parse(
  readFileSync(new URL('../../dist/src/shapes/shapes.json', import.meta.url), 'utf8'),
) as DeclaredShapes;

/** The name of the object that a parameter takes as options, if it does. */
function optionsOf({ shape }: FieldShape): string | undefined {
  const shapes: readonly Shape[] = shape.kind === 'oneOf' ? shape.shapes : [shape];
  const found = shapes.find((one) => one.kind === 'object' && /Options \d+$/.test(one.name));
  return found?.kind === 'object' ? found.name : undefined;
}

const cases = Object.entries(functions).flatMap(([name, parameters]) => {
  const place = parameters.findIndex((one) => optionsOf(one) !== undefined);
  if (!(name in estimators) || place < 0) return [];
  return [{ name, place, fields: Object.keys(objects[optionsOf(parameters[place])!].fields) }];
});

const x = stableSample(600, { alpha: 1.4 }, 'misspelt').map(Math.abs);
const usual = { k: 40, blockSize: 5, xmin: 1, alternative: 'lognormal', kMax: 50, rule: 'kolmogorov' };

describe('misspelt options', () => {
  it('are looked for in every estimator', () => {
    const names = cases.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['feuervergerHall', 'logMoment', 'zetaTail', 'bootstrap']));
    expect(names.length).toBeGreaterThan(20);
  });
  it.each(cases)('are errors in $name', ({ name, place, fields }) => {
    const known = Object.fromEntries(Object.entries(usual).filter(([field]) => fields.includes(field)));
    const before = [x, () => 1.5].slice(0, place);
    const call = (estimators as unknown as Record<string, (...given: unknown[]) => unknown>)[name];
    for (const field of fields) {
      const wrong = `${field.slice(0, -1)}${field.endsWith('x') ? 'y' : 'x'}`;
      expect(() => call(...before, { ...known, [wrong]: 1 }), `${name}, ${wrong}`).toThrow(
        new RegExp(`has no field "${wrong}"`),
      );
    }
  });
});
