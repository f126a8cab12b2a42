import { argumentError, checkFields, hasNamedFields } from '../check.js';
import { admitted } from './admitted.js';
import type { ObjectShape, Shape } from './shape.js';

type Objects = Readonly<Record<string, ObjectShape>>;
type Named = Readonly<Record<string, unknown>>;

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

const isTyped = (value: unknown): boolean => ArrayBuffer.isView(value) && !(value instanceof DataView);

const isObject = (value: unknown): value is Named => hasNamedFields(value);

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

const fieldsOf = (shape: Shape, objects: Objects): ObjectShape | undefined =>
  shape.kind === 'object' ? objects[shape.name] : shape.kind === 'fields' ? shape : undefined;

const isOf = (value: unknown, shape: Shape, objects: Objects, byHand: boolean): boolean => {
  try {
    checkShape('', value, shape, objects, byHand);
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
function likeliest(value: Named, shapes: readonly Shape[], objects: Objects): Shape {
  const agreement = (shape: Shape): number => {
    const { fields = {} } = fieldsOf(shape, objects) ?? {};
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
function checkTag(name: string, value: Named, shapes: readonly Shape[], of: Objects): void {
  const objects = shapes.map((shape) => fieldsOf(shape, of)?.fields ?? {});
  for (const field of Object.keys(objects[0] ?? {})) {
    const texts = objects.map((fields) => textsOf(fields[field]?.shape));
    if (texts.some((known) => known.length === 0) || texts.flat().includes(value[field] as string)) continue;
    const known = [...new Set(texts.flat())].map((text) => JSON.stringify(text)).join(', ');
    throw argumentError(`${name}.${field}`, value[field], `one of ${known}`);
  }
}

function checkObject(
  name: string,
  value: Named,
  { fields, others, closed }: ObjectShape,
  objects: Objects,
  byHand: boolean,
): void {
  const isClosed = closed && byHand;
  if (isClosed) checkFields(name, value, Object.keys(fields));
  for (const [field, { shape, optional }] of Object.entries(fields))
    if (!(optional && value[field] === undefined))
      checkShape(`${name}.${field}`, value[field], shape, objects, isClosed);
  if (others)
    for (const [field, entry] of Object.entries(value))
      if (!Object.hasOwn(fields, field)) checkShape(`${name}.${field}`, entry, others, objects, byHand);
}

/**
 * Checks a value against a shape.
 *
 * @param name what messages call it
 * @param objects the objects that shapes name
 * @param byHand whether it is part of what a reader writes by hand: a result may have more fields than a function reads
 * @throws RangeError naming the first place that is of another shape, is NaN outside a list, or has a field of another name by hand
 */
export function checkShape(
  name: string,
  value: unknown,
  shape: Shape,
  objects: Objects,
  byHand: boolean,
): void {
  if (!isOfKind(value, shape)) throw argumentError(name, value, admitted(shape, objects));
  if (/(^|\.)seed$/.test(name)) checkSeed(name, value);
  if (/(^|\.)(file|folder|directory|path)$/.test(name)) checkPath(name, value);
  if (shape.kind === 'oneOf') {
    const possible = shape.shapes.filter((one) => isOfKind(value, one));
    if (possible.some((one) => isOf(value, one, objects, byHand))) return;
    if (isObject(value)) checkTag(name, value, possible, objects);
    const meant = isObject(value) ? likeliest(value, possible, objects) : possible[0];
    return checkShape(name, value, meant, objects, byHand);
  }
  if (shape.kind === 'list') {
    const list = value as readonly unknown[];
    const { least = 0, most = Infinity } = shape;
    if (list.length < least || list.length > most) throw argumentError(name, value, admitted(shape, objects));
    // A list of numbers as an argument may be data with NaN in it: what becomes of that is the function's own matter.
    const mayBeData = !name.includes('.') && isOfKind(0, shape.of);
    // Not forEach, which passes over the holes of a list.
    for (const [i, entry] of list.entries())
      if (!(mayBeData && Number.isNaN(entry))) checkShape(`${name}[${i}]`, entry, shape.of, objects, byHand);
  }
  if (shape.kind === 'numbers' && Array.isArray(value))
    for (const [i, entry] of value.entries())
      if (typeof entry !== 'number') throw argumentError(`${name}[${i}]`, entry, 'a number');
  const fields = fieldsOf(shape, objects);
  if (fields) checkObject(name, value as Named, fields, objects, byHand);
}
