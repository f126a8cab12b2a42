import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argumentError, checkFields, hasNamedFields } from '../check.js';
import { packageFolder } from '../packageFolder.js';
import { admitted } from './admitted.js';
import type { DeclaredShapes, FieldShape, ObjectShape, Shape } from './shape.js';

let shapes: DeclaredShapes | undefined;

const declared = (): DeclaredShapes =>
  (shapes ??= JSON.parse(
    readFileSync(join(packageFolder(), 'dist/src/shapes/shapes.json'), 'utf8'),
  ) as DeclaredShapes);

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

const isTyped = (value: unknown): boolean => ArrayBuffer.isView(value) && !(value instanceof DataView);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => hasNamedFields(value);

/** Whether a value has the kind of a shape, whatever is in it. */
function isOfKind(value: unknown, shape: Shape): boolean {
  switch (shape.kind) {
    case 'any':
      return true;
    case 'typeof':
      return typeof value === shape.type && !Number.isNaN(value);
    case 'value':
      return value === shape.value;
    case 'tagged':
      return tagOf(value) === shape.tag;
    case 'numbers':
      return Array.isArray(value) || isTyped(value);
    case 'list':
      return Array.isArray(value);
    case 'oneOf':
      return shape.shapes.some((one) => isOfKind(value, one));
    default:
      return isObject(value);
  }
}

const fieldsOf = (shape: Shape): ObjectShape | undefined =>
  shape.kind === 'object' ? declared().objects[shape.name] : shape.kind === 'fields' ? shape : undefined;

const isOf = (value: unknown, shape: Shape, byHand: boolean): boolean => {
  try {
    checkShape('', value, shape, byHand);
    return true;
  } catch {
    return false;
  }
};

/** Throws for an infinite seed: every infinite number would be the same in the keys and the roots of generators, JSON has none. */
function checkSeed(name: string, value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw argumentError(name, value, 'a string or a finite number');
}

/** Throws for a text that is the path of nothing: the system's own error would not show it. */
function checkPath(name: string, value: unknown): void {
  if (value === '' || (typeof value === 'string' && value.includes('\0')))
    throw argumentError(name, value, 'the path of a file or folder');
}

/** Of several objects the one that a value is most likely meant to be: with the same constant fields, then with most of its fields. */
function likeliest(value: Readonly<Record<string, unknown>>, shapes: readonly Shape[]): Shape {
  const agreement = (shape: Shape): number => {
    const { fields = {} } = fieldsOf(shape) ?? {};
    return Object.entries(fields).reduce((sum, [name, field]) => {
      if (!(name in value)) return field.optional ? sum : sum - 1;
      if (field.shape.kind === 'value') return sum + (field.shape.value === value[name] ? 100 : -100);
      return sum + 1;
    }, 0);
  };
  return [...shapes].sort((one, other) => agreement(other) - agreement(one))[0];
}

/** The texts that a shape admits, if it admits nothing else. */
const textsOf = (shape: Shape | undefined): string[] => {
  if (shape?.kind === 'value') return typeof shape.value === 'string' ? [shape.value] : [];
  if (shape?.kind !== 'oneOf') return [];
  const each = shape.shapes.map(textsOf);
  return each.some((texts) => texts.length === 0) ? [] : each.flat();
};

/** Throws if a field that tells several objects apart, such as `type` or `name`, is that of none of them. */
function checkTag(name: string, value: Readonly<Record<string, unknown>>, shapes: readonly Shape[]): void {
  const objects = shapes.map((shape) => fieldsOf(shape)?.fields ?? {});
  for (const field of Object.keys(objects[0] ?? {})) {
    const texts = objects.map((fields) => textsOf(fields[field]?.shape));
    if (texts.some((known) => known.length === 0) || texts.flat().includes(value[field] as string)) continue;
    const known = [...new Set(texts.flat())].map((text) => JSON.stringify(text)).join(', ');
    throw argumentError(`${name}.${field}`, value[field], `one of ${known}`);
  }
}

function checkObject(
  name: string,
  value: Readonly<Record<string, unknown>>,
  { fields, others, closed }: ObjectShape,
  byHand: boolean,
): void {
  const isClosed = closed && byHand;
  if (isClosed) checkFields(name, value, Object.keys(fields));
  for (const [field, { shape, optional }] of Object.entries(fields))
    if (!(optional && value[field] === undefined))
      checkShape(`${name}.${field}`, value[field], shape, isClosed);
  if (others)
    for (const [field, entry] of Object.entries(value))
      if (!(field in fields)) checkShape(`${name}.${field}`, entry, others, byHand);
}

/** @param byHand whether it is part of what a reader writes by hand: a result may have more fields than a function reads */
function checkShape(name: string, value: unknown, shape: Shape, byHand: boolean): void {
  if (!isOfKind(value, shape)) throw argumentError(name, value, admitted(shape, declared().objects));
  if (/(^|\.)seed$/.test(name)) checkSeed(name, value);
  if (/(^|\.)(file|folder|directory|path)$/.test(name)) checkPath(name, value);
  if (shape.kind === 'oneOf') {
    const possible = shape.shapes.filter((one) => isOfKind(value, one));
    if (possible.some((one) => isOf(value, one, byHand))) return;
    if (isObject(value)) checkTag(name, value, possible);
    return checkShape(name, value, isObject(value) ? likeliest(value, possible) : possible[0], byHand);
  }
  if (shape.kind === 'list') {
    const list = value as readonly unknown[];
    const { least = 0, most = Infinity } = shape;
    if (list.length < least || list.length > most)
      throw argumentError(name, value, admitted(shape, declared().objects));
    list.forEach((entry, i) => {
      // A list of numbers as an argument may be data with NaN in it: what becomes of that is the function's own matter.
      const mayBeData = !name.includes('.') && isOfKind(0, shape.of);
      if (!(mayBeData && Number.isNaN(entry))) checkShape(`${name}[${i}]`, entry, shape.of, byHand);
    });
  }
  if (shape.kind === 'numbers' && Array.isArray(value))
    value.forEach((entry, i) => {
      if (typeof entry !== 'number') throw argumentError(`${name}[${i}]`, entry, 'a number');
    });
  const fields = fieldsOf(shape);
  if (fields) checkObject(name, value as Readonly<Record<string, unknown>>, fields, byHand);
}

/**
 * Checks what an exported function was given against its declaration: a caller without types, or with a result that comes from
 * somewhere else, learns which part of which argument is not what it should be.
 *
 * @param callee the name of the function
 * @param given its arguments in order, by the names that messages call them
 * @throws RangeError naming the first place that is of another type than declared, that is NaN, or that an object which readers write
 *   does not know
 */
export function checkArguments(callee: string, given: Readonly<Record<string, unknown>>): void {
  Object.entries(given).forEach(([name, value], place) => checkArgument(callee, place, name, value));
}

/**
 * One argument, where the function checks the others itself; see {@link checkArguments}.
 *
 * @param place of the argument, from 0
 */
export function checkArgument(callee: string, place: number, name: string, value: unknown): void {
  const parameters: readonly FieldShape[] | undefined = declared().functions[callee];
  if (parameters === undefined)
    throw new Error(`${callee} has no declared shapes: npm run build writes them`);
  const { shape, optional } = parameters[place];
  if (!(optional && value === undefined)) checkShape(name, value, shape, true);
}
