/** Types of notebook parameters, read from TypeScript source, and values checked against them. */
import type ts from 'typescript';
import { isDecimal } from '../isDecimal.js';

/** A parameter's type as far as it can be checked before the notebook runs. */
export type ParameterType =
  | { readonly kind: 'number' | 'string' | 'boolean' | 'null' | 'any' }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | { readonly kind: 'array'; readonly element: ParameterType }
  | { readonly kind: 'union'; readonly members: readonly ParameterType[] };

/** Whether JSON can hold it: 1e999 reads as an infinite number, which would be written as null. */
const isJson = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isJson);
};

/** Whether `value` has the type. */
export const hasType = (value: unknown, type: ParameterType): boolean => {
  if (type.kind === 'any') return isJson(value);
  if (type.kind === 'null') return value === null;
  if (type.kind === 'literal') return value === type.value;
  if (type.kind === 'array')
    return Array.isArray(value) && value.every((element) => hasType(element, type.element));
  if (type.kind === 'union') return type.members.some((member) => hasType(value, member));
  return typeof value === type.kind && isJson(value);
};

/** The type in words, for an error message. */
export const describeType = (type: ParameterType): string => {
  if (type.kind === 'any') return 'a JSON value';
  if (type.kind === 'null') return 'null';
  if (type.kind === 'literal') return JSON.stringify(type.value);
  if (type.kind === 'array') return `a list (${describeType(type.element)} each), such as [1, 2]`;
  if (type.kind !== 'union') return `a ${type.kind}`;
  const members = type.members.map(describeType);
  return type.members.every((member) => member.kind === 'literal')
    ? `one of ${members.join(', ')}`
    : members.join(' or ');
};

const literalType = (compiler: typeof ts, node: ts.Node): ParameterType => {
  if (compiler.isStringLiteral(node)) return { kind: 'literal', value: node.text };
  if (compiler.isNumericLiteral(node)) return { kind: 'literal', value: Number(node.text) };
  if (node.kind === compiler.SyntaxKind.TrueKeyword) return { kind: 'literal', value: true };
  if (node.kind === compiler.SyntaxKind.FalseKeyword) return { kind: 'literal', value: false };
  return { kind: node.kind === compiler.SyntaxKind.NullKeyword ? 'null' : 'any' };
};

/** Whether a type annotation is `ByPreset<T>`. */
export const isByPreset = (compiler: typeof ts, node: ts.TypeNode): node is ts.TypeReferenceNode =>
  compiler.isTypeReferenceNode(node) &&
  node.typeName.getText() === 'ByPreset' &&
  node.typeArguments?.length === 1;

/** The parameter type that a type annotation says; what cannot be told without a type checker is `any`. */
export const typeOfAnnotation = (compiler: typeof ts, node: ts.TypeNode): ParameterType => {
  const { SyntaxKind } = compiler;
  if (node.kind === SyntaxKind.NumberKeyword) return { kind: 'number' };
  if (node.kind === SyntaxKind.StringKeyword) return { kind: 'string' };
  if (node.kind === SyntaxKind.BooleanKeyword) return { kind: 'boolean' };
  if (compiler.isLiteralTypeNode(node)) return literalType(compiler, node.literal);
  if (compiler.isParenthesizedTypeNode(node)) return typeOfAnnotation(compiler, node.type);
  if (compiler.isArrayTypeNode(node))
    return { kind: 'array', element: typeOfAnnotation(compiler, node.elementType) };
  if (compiler.isTypeOperatorNode(node) && node.operator === SyntaxKind.ReadonlyKeyword)
    return typeOfAnnotation(compiler, node.type);
  // Of the numbers for all presets a run takes one: from outside, that one is given.
  if (isByPreset(compiler, node)) return typeOfAnnotation(compiler, node.typeArguments![0]);
  if (compiler.isUnionTypeNode(node))
    return { kind: 'union', members: node.types.map((member) => typeOfAnnotation(compiler, member)) };
  return { kind: 'any' };
};

/** The type that TypeScript infers for `let name = node`, for literals and lists of them. */
export const typeOfDefault = (compiler: typeof ts, node: ts.Expression): ParameterType => {
  const { SyntaxKind } = compiler;
  if (compiler.isPrefixUnaryExpression(node)) return typeOfDefault(compiler, node.operand);
  if (compiler.isNumericLiteral(node)) return { kind: 'number' };
  if (compiler.isStringLiteralLike(node)) return { kind: 'string' };
  if (node.kind === SyntaxKind.TrueKeyword || node.kind === SyntaxKind.FalseKeyword)
    return { kind: 'boolean' };
  if (compiler.isArrayLiteralExpression(node) && node.elements.length > 0) {
    const kinds = node.elements.map((element) => typeOfDefault(compiler, element));
    const same = kinds.every(({ kind }) => kind === kinds[0].kind);
    return { kind: 'array', element: same ? kinds[0] : { kind: 'any' } };
  }
  return { kind: 'any' };
};

const wantsText = (type: ParameterType): boolean =>
  type.kind === 'string' ||
  (type.kind === 'literal' && typeof type.value === 'string') ||
  (type.kind === 'union' && type.members.some(wantsText));

/**
 * The value that `text` from a command line means for a parameter of this type: JSON where that fits (numbers, booleans,
 * null, lists, quoted strings), a list without its brackets, or else the text itself. Undefined if nothing fits.
 */
export const parseValue = (text: string, type: ParameterType): unknown => {
  const candidates: unknown[] = [];
  if (wantsText(type)) candidates.push(text);
  for (const json of [text, `[${text}]`])
    try {
      candidates.push(JSON.parse(json));
    } catch {
      // Not JSON: the other readings remain.
    }
  if (isDecimal(text)) candidates.push(Number(text));
  candidates.push(text);
  const quoted = /^".*"$/s.test(text) ? candidates.filter((value) => value !== text) : [];
  // A number too large for a double is a slip of the pen, not a text.
  if (candidates.some((value) => !isJson(value))) return wantsText(type) ? text : undefined;
  return [...quoted, ...candidates].find((value) => hasType(value, type));
};
