import ts from 'typescript';
import type { FieldShape, ObjectShape, Shape } from './shape.js';

/** Names of types that readers write by hand: a field of another name is a slip of the pen there. */
const HAND_WRITTEN =
  /(Options|Spec|Settings?|Parameters|Model|Problem|Law|Definition|Variant|Criterion|Sweep|SweepRun|Claim)$/;

/** What makes an object of fewer or of optional fields out of another. */
const PARTS = new Set(['Omit', 'Partial', 'Pick', 'Readonly', 'Required']);

/** The name of a type; of a part of another that of the other. */
function nameOf(type: ts.Type): string {
  const { aliasSymbol, aliasTypeArguments = [] } = type;
  return aliasSymbol !== undefined && PARTS.has(aliasSymbol.name) && aliasTypeArguments.length > 0
    ? nameOf(aliasTypeArguments[0])
    : (aliasSymbol?.name ?? type.symbol?.name ?? '');
}

const any: Shape = { kind: 'any' };

const literal = (value: string | number | boolean | null): Shape => ({ kind: 'value', value });

/** Types by a flag of the compiler. */
const byFlag: readonly (readonly [ts.TypeFlags, Shape])[] = [
  [ts.TypeFlags.Null, literal(null)],
  [ts.TypeFlags.Undefined | ts.TypeFlags.Void, { kind: 'typeof', type: 'undefined' }],
  [ts.TypeFlags.Boolean, { kind: 'typeof', type: 'boolean' }],
  [ts.TypeFlags.Number, { kind: 'typeof', type: 'number' }],
  [ts.TypeFlags.String | ts.TypeFlags.TemplateLiteral, { kind: 'typeof', type: 'string' }],
  [ts.TypeFlags.BigInt, { kind: 'typeof', type: 'bigint' }],
  [ts.TypeFlags.ESSymbolLike, { kind: 'typeof', type: 'symbol' }],
];

/** Whether all declarations of a type lie in the libraries of the language or in another package. */
const isForeign = (symbol: ts.Symbol | undefined): boolean =>
  symbol?.declarations?.every((node) => /[\\/]node_modules[\\/]/.test(node.getSourceFile().fileName)) ??
  false;

/** A foreign type: objects of the host have a tag, ArrayLike is numbers, the rest may be anything. */
function foreignShape(type: ts.Type): Shape {
  const name = type.symbol.name;
  if (name === 'ArrayLike') return { kind: 'numbers' };
  const tag = (globalThis as Record<string, unknown>)[name];
  const isTagged =
    typeof tag === 'function' &&
    Symbol.toStringTag in ((tag.prototype as object | undefined) ?? {}) &&
    name !== 'Promise';
  return isTagged ? { kind: 'tagged', tag: name } : any;
}

/** How many entries a list must have, by the tag `@minItems` of its field's documentation; 0 without one. */
const leastItems = (property: ts.Symbol): number => {
  const tag = property.getJsDocTags().find(({ name }) => name === 'minItems');
  return Number(ts.displayPartsToString(tag?.text) || 0);
};

const atLeast = (least: number, shape: Shape): Shape =>
  least > 0 && shape.kind === 'list' ? { ...shape, least } : shape;

/** Reads types into shapes; objects with a name are gathered in `objects`. */
export function shapeReader(checker: ts.TypeChecker): {
  shapeOf: (type: ts.Type) => Shape;
  objects: Record<string, ObjectShape>;
} {
  const objects: Record<string, ObjectShape> = {};
  const names = new Map<ts.Type, string>();

  /** An object without a name of its own, in one that is written by hand, is written with it. */
  const closeNameless = (shape: Shape): void => {
    if (shape.kind === 'oneOf') shape.shapes.forEach(closeNameless);
    else if (shape.kind === 'list') closeNameless(shape.of);
    else if (shape.kind === 'object' && shape.name.startsWith('__type ')) {
      const object: ObjectShape | undefined = objects[shape.name];
      if (object === undefined || object.closed || object.others !== undefined) return;
      objects[shape.name] = { ...object, closed: true };
      for (const field of Object.values(object.fields)) closeNameless(field.shape);
    }
  };

  const fieldsOf = (type: ts.Type): ObjectShape => {
    const fields: Record<string, FieldShape> = {};
    for (const property of checker.getPropertiesOfType(type)) {
      const declared = checker.getTypeOfSymbol(property);
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const shape = atLeast(leastItems(property), shapeOf(declared));
      if (!property.name.startsWith('__@')) fields[property.name] = { shape, optional };
    }
    const others = checker.getIndexInfoOfType(type, ts.IndexKind.String)?.type;
    const closed = others === undefined && HAND_WRITTEN.test(nameOf(type));
    if (closed) for (const { shape } of Object.values(fields)) closeNameless(shape);
    return { kind: 'fields', fields, ...(others && { others: shapeOf(others) }), closed };
  };

  const objectShape = (type: ts.Type): Shape => {
    let name = names.get(type);
    if (name === undefined) {
      name = `${type.aliasSymbol?.name ?? type.symbol?.name ?? 'object'} ${names.size}`;
      names.set(type, name);
      objects[name] = fieldsOf(type);
    }
    return { kind: 'object', name };
  };

  const tupleShape = (type: ts.Type): Shape => {
    const { target } = type as ts.TupleTypeReference;
    const parts = checker.getTypeArguments(type as ts.TypeReference);
    const most = target.combinedFlags & ts.ElementFlags.Variable ? undefined : parts.length;
    const of: Shape = { kind: 'oneOf', shapes: parts.map(shapeOf) };
    return { kind: 'list', of: parts.length === 0 ? any : of, least: target.minLength, most };
  };

  const unionShape = ({ types }: ts.UnionType): Shape => {
    const shapes = types.map(shapeOf);
    return shapes.some(({ kind }) => kind === 'any') ? any : { kind: 'oneOf', shapes };
  };

  /** Of a type that the caller chooses: the object that it must be at least. */
  const leastShape = (type: ts.Type): Shape => {
    const bound = checker.getBaseConstraintOfType(type);
    const shape = bound && bound !== type ? shapeOf(bound) : any;
    const least = shape.kind === 'object' ? objects[shape.name] : undefined;
    return least ? { ...least, closed: false } : any;
  };

  const shapeOf = (type: ts.Type): Shape => {
    const found = byFlag.find(([flag]) => type.flags & flag);
    if (found) return found[1];
    if (type.flags & ts.TypeFlags.BooleanLiteral) return literal(checker.typeToString(type) === 'true');
    if (type.isStringLiteral() || type.isNumberLiteral()) return literal(type.value);
    if (type.isUnion()) return unionShape(type);
    if (checker.isTupleType(type)) return tupleShape(type);
    if (checker.isArrayType(type)) {
      const [of] = checker.getTypeArguments(type as ts.TypeReference);
      return { kind: 'list', of: shapeOf(of) };
    }
    if (type.flags & ts.TypeFlags.TypeParameter) return leastShape(type);
    if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return any;
    if (type.getCallSignatures().length > 0) return { kind: 'typeof', type: 'function' };
    if (type.symbol && type.symbol.flags & ts.SymbolFlags.ValueModule) return any;
    // A utility type such as Omit is the alias of an object, not an object of the language's library.
    if (
      type.symbol &&
      type.symbol.flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.Class) &&
      isForeign(type.symbol)
    )
      return foreignShape(type);
    return objectShape(type);
  };
  return { shapeOf, objects };
}
