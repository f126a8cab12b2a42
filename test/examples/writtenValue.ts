import ts from 'typescript';

const words: Record<string, unknown> = { undefined, NaN, Infinity };

const expressionOf = (text: string): ts.Expression => {
  const source = ts.createSourceFile('value.ts', `(${text})`, ts.ScriptTarget.Latest, true);
  const [statement] = source.statements;
  const faults = (source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics;
  if (faults.length > 0 || source.statements.length !== 1 || !ts.isExpressionStatement(statement))
    throw new Error(`"${text}" is not a value`);
  return (statement.expression as ts.ParenthesizedExpression).expression;
};

/** Half a unit of the last digit written: 0.05 for `1.7`, 0.5 for `12`, 5e6 for `1.2e8`. */
function halfUnit(text: string): number {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** (Number(exponent) - decimals);
}

function numberAgrees(value: unknown, text: string, sign: number): boolean {
  const written = sign * Number(text);
  // A value in the middle of two may be rounded either way.
  return typeof value === 'number' && Math.abs(value - written) <= halfUnit(text) * (1 + 1e-9);
}

const listOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as unknown as unknown[]) : undefined;

function listAgrees(value: unknown, elements: readonly ts.Expression[]): boolean {
  const list = listOf(value);
  return list?.length === elements.length && elements.every((element, i) => agrees(list[i], element));
}

function recordAgrees(value: unknown, { properties }: ts.ObjectLiteralExpression): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const names = properties.map(({ name }) => (name as ts.Identifier | ts.StringLiteral).text);
  return (
    Object.keys(value).sort().join() === [...names].sort().join() &&
    properties.every(
      (property, i) =>
        ts.isPropertyAssignment(property) &&
        agrees((value as Record<string, unknown>)[names[i]], property.initializer),
    )
  );
}

function agrees(value: unknown, written: ts.Expression): boolean {
  if (ts.isNumericLiteral(written)) return numberAgrees(value, written.getText(), 1);
  if (ts.isPrefixUnaryExpression(written) && written.operator === ts.SyntaxKind.MinusToken)
    return ts.isNumericLiteral(written.operand)
      ? numberAgrees(value, written.operand.getText(), -1)
      : Object.is(value, -Infinity) && written.operand.getText() === 'Infinity';
  if (ts.isStringLiteral(written)) return value === written.text;
  if (ts.isArrayLiteralExpression(written)) return listAgrees(value, written.elements);
  if (ts.isObjectLiteralExpression(written)) return recordAgrees(value, written);
  if (written.kind === ts.SyntaxKind.NullKeyword) return value === null;
  if (written.kind === ts.SyntaxKind.TrueKeyword) return value === true;
  if (written.kind === ts.SyntaxKind.FalseKeyword) return value === false;
  if (ts.isIdentifier(written) && written.text in words) return Object.is(value, words[written.text]);
  throw new Error(`"${written.getText()}" is not a value`);
}

/**
 * Whether a value is the one that a comment writes down: numbers to the digits written, all else exactly. Typed arrays are
 * written as arrays.
 *
 * @throws Error if the text is not a number, string, list or record
 */
export const isWritten = (value: unknown, text: string): boolean => agrees(value, expressionOf(text));
