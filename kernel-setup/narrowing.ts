/**
 * What the flow of a cell says of types at its end, such as after `if (found === undefined) throw …`: the cells after it
 * begin with that, as the rest of one program would.
 */
import type * as TypeScript from 'typescript';
import type { Declarations } from './declarations.js';
import type { TS } from './typescript.js';

/** Variables, or properties of theirs such as `a.b`, and the types that they were narrowed to. */
export type Narrowings = ReadonlyMap<string, string>;

export const NO_NARROWINGS: Narrowings = new Map();

/** What the first line of a cell calls to narrow; the call is taken out of the script. */
const FLOW_NAME = '__flow';

export const flowDeclaration = `declare function ${FLOW_NAME}<T>(value: unknown): asserts value is T;`;

const rootOf = (reference: string): string => reference.split('.')[0] ?? '';

/** Whether a statement of a compiled cell narrows. */
export const isFlowCall = (ts: TS, node: TypeScript.Node): boolean =>
  ts.isExpressionStatement(node) &&
  ts.isCallExpression(node.expression) &&
  ts.isIdentifier(node.expression.expression) &&
  node.expression.expression.text === FLOW_NAME;

/** The statements, in one line, that narrow at the beginning of a cell. */
export const flowStatements = (narrowings: Narrowings): string =>
  [...narrowings].map(([reference, type]) => ` ${FLOW_NAME}<${type}>(${reference});`).join('');

/** The names of values that code mentions. */
export function mentionedNames(ts: TS, code: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: TypeScript.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('cell.mts', code, ts.ScriptTarget.Latest, false));
  return names;
}

/** Those that concern a cell. */
export function concerning(ts: TS, narrowings: Narrowings, code: string): Narrowings {
  if (narrowings.size === 0) return narrowings;
  const names = mentionedNames(ts, code);
  return new Map([...narrowings].filter(([reference]) => names.has(rootOf(reference))));
}

/** Those after a cell: what it mentions is as `found` says, or unknown where it failed; the rest is as before. */
export function followNarrowings(
  before: Narrowings,
  names: ReadonlySet<string>,
  found: Narrowings = NO_NARROWINGS,
): Narrowings {
  return new Map([...[...before].filter(([reference]) => !names.has(rootOf(reference))), ...found]);
}

/** The variables that a cell mentions or declares, and their properties, shorter ones first. */
function referencesIn(ts: TS, cell: TypeScript.SourceFile, own: ReadonlySet<string>): string[] {
  const found = new Set<string>(own);
  const textOf = (node: TypeScript.Expression): string | undefined => {
    if (ts.isIdentifier(node)) return node.text;
    if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.name)) return undefined;
    const object = textOf(node.expression);
    return object && `${object}.${node.name.text}`;
  };
  const visit = (node: TypeScript.Node): void => {
    const text = ts.isExpression(node) ? textOf(node) : undefined;
    if (text !== undefined) found.add(text);
    ts.forEachChild(node, visit);
  };
  visit(cell);
  return [...found].sort((a, b) => a.length - b.length);
}

type WithFlow = TypeScript.Node & { flowNode?: unknown };

/** Expressions as if they stood at the end of a file, with the flow there or without one, which gives declared types. */
function atEnd(
  ts: TS,
  cell: TypeScript.SourceFile,
  references: readonly string[],
  flow: unknown,
): TypeScript.Expression[] {
  const code = references.map((each) => `${each};`).join('\n');
  const file = ts.createSourceFile('end.mts', code, ts.ScriptTarget.Latest, true);
  const place = (node: WithFlow): void => {
    // Not without a width, which would mean that it is missing.
    ts.setTextRange(node, { pos: cell.end - 1, end: cell.end });
    if (flow !== undefined) node.flowNode = flow;
    ts.forEachChild(node, place);
  };
  return file.statements.map((statement) => {
    Object.assign(statement, { parent: cell });
    place(statement);
    return (statement as TypeScript.ExpressionStatement).expression;
  });
}

/** The names of the variables of all cells. */
function variableNames(
  ts: TS,
  checker: TypeScript.TypeChecker,
  cell: TypeScript.SourceFile,
): ReadonlySet<string> {
  // The converter makes the declarations of earlier cells the parent of the cell.
  const files: readonly TypeScript.Node[] = [cell, cell.parent];
  const symbols = checker.getSymbolsInScope(cell, ts.SymbolFlags.Variable);
  const isOfCells = ({ declarations }: TypeScript.Symbol): boolean =>
    declarations?.some((each) => files.includes(each.getSourceFile())) ?? false;
  return new Set(symbols.filter(isOfCells).map(({ name }) => name));
}

/** The types that variables and their properties are narrowed to at the end of a cell. */
export function narrowingsAtEnd(
  ts: TS,
  checker: TypeScript.TypeChecker,
  cell: TypeScript.SourceFile,
  own: ReadonlySet<string>,
): Narrowings {
  const { endFlowNode: flow } = cell as { endFlowNode?: unknown };
  if (flow === undefined) return NO_NARROWINGS;
  const variables = variableNames(ts, checker, cell);
  const references = referencesIn(ts, cell, own).filter((each) => variables.has(rootOf(each)));
  const declared = atEnd(ts, cell, references, undefined);
  const types = new Map<string, TypeScript.Type>();
  const found = new Map<string, string>();
  const printer = ts.createPrinter({ removeComments: true });
  for (const [index, expression] of atEnd(ts, cell, references, flow).entries()) {
    const [reference, without] = [references[index] ?? '', declared[index] ?? expression];
    const narrowed = checker.getTypeAtLocation(expression);
    const dot = reference.lastIndexOf('.');
    const object = types.get(reference.slice(0, Math.max(0, dot)));
    const property = object && checker.getPropertyOfType(object, reference.slice(dot + 1));
    // What the narrowed object says of its property anyway is not said again.
    const before = property ? checker.getTypeOfSymbol(property) : checker.getTypeAtLocation(without);
    if (narrowed === before || (narrowed.flags & ts.TypeFlags.Never) !== 0) continue;
    // Undefined where the type cannot be written.
    const node = checker.typeToTypeNode(narrowed, cell, ts.NodeBuilderFlags.NoTruncation);
    if (node === undefined) continue;
    types.set(reference, narrowed);
    const text = printer.printNode(ts.EmitHint.Unspecified, node, cell);
    found.set(reference, text.replace(/(?<!\s)\s*\n\s*/g, ' '));
  }
  return found;
}

/** Declarations with the narrowed types, for what is asked about code that is being written. */
export const asNarrowed = (declarations: Declarations, narrowings: Narrowings): Declarations =>
  declarations.map((each) => {
    const word = /^declare (?:const|let)/.exec(each.text)?.[0];
    const type = narrowings.get(each.name);
    return word === undefined || type === undefined
      ? each
      : { ...each, text: `${word} ${each.name}: ${type};` };
  });
