import type { ObjectShape, Shape } from './shape.js';

const nouns = {
  number: 'a number',
  string: 'a string',
  boolean: 'true or false',
  bigint: 'a bigint',
  symbol: 'a symbol',
  function: 'a function',
  undefined: 'absent',
} as const;

const objectText = ({ fields, others }: ObjectShape): string => {
  const needed = Object.keys(fields).filter((field) => !fields[field].optional);
  const some = needed.length > 0 ? needed : Object.keys(fields);
  if (others || some.length === 0) return 'an object';
  return `an object with ${some.slice(0, 6).join(', ')}${some.length > 6 ? ' …' : ''}`;
};

/** Choices in words; that a thing may be left out goes without saying. */
function anyOf(shapes: readonly Shape[], objects: Readonly<Record<string, ObjectShape>>): string {
  const some = shapes.filter((shape) => !(shape.kind === 'typeof' && shape.type === 'undefined'));
  const texts = [...new Set(some.map((shape) => admitted(shape, objects)))];
  if (texts.length < 2) return texts.join();
  if (some.every(({ kind }) => kind === 'value')) return `one of ${texts.join(', ')}`;
  return `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

/** What a shape admits, in words: "a number or null". */
export function admitted(shape: Shape, objects: Readonly<Record<string, ObjectShape>>): string {
  switch (shape.kind) {
    case 'any':
      return 'anything';
    case 'typeof':
      return nouns[shape.type];
    case 'value':
      return JSON.stringify(shape.value);
    case 'tagged':
      return `${/^[AEIOU]/.test(shape.tag) ? 'an' : 'a'} ${shape.tag}`;
    case 'numbers':
      return 'an array of numbers';
    case 'list':
      return listText(shape);
    case 'oneOf':
      return anyOf(shape.shapes, objects);
    case 'object':
      return objectText(objects[shape.name]);
    case 'fields':
      return objectText(shape);
  }
}

const listText = ({ least = 0, most }: Extract<Shape, { kind: 'list' }>): string => {
  if (most !== undefined) return `an array of ${least === most ? most : `${least} to ${most}`} entries`;
  return least > 0 ? `an array of at least ${least} entries` : 'an array';
};
