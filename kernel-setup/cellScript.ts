/**
 * The script of a compiled cell: every name of a cell becomes a place in the scope of all cells, `$$name.v`, and imports
 * become calls. Only what has to change does, and lines stay, so that the rest runs and reads as it was written.
 */
import type * as TypeScript from 'typescript';
import { createEdits, type Lines } from './edits.js';
import { hasTopLevelAwait, IMPORT_NAME, META_NAME } from './emit.js';
import { isFlowCall } from './narrowing.js';
import type { TS } from './typescript.js';
import { createVariableEdits, namesOf } from './variableEdits.js';

/** What a script is called with, besides the places of its names. */
export const IMPORTS_NAME = '__imports';
export const NAMESPACE_NAME = '__namespace';
export const RESULT_NAME = '__result';
export const CAUGHT_NAME = '__caught';

export interface CellScript {
  readonly code: string;
  readonly lines: Lines;
  /** The names whose places the script is given, and what it calls them. */
  readonly variables: readonly { readonly name: string; readonly parameter: string }[];
  /** Names of its functions, which have a value from the start. */
  readonly functions: readonly string[];
  /** Names declared with `var`, which are undefined from the start unless they have a value. */
  readonly vars: readonly string[];
  readonly imports: readonly string[];
  readonly isAsync: boolean;
}

export interface Names {
  /** What the cell declares. */
  readonly own: ReadonlySet<string>;
  /** Whether an earlier cell declared a name. */
  isEarlier(name: string): boolean;
}

const FILE = '/cell.mts';

/** A file of its own, in which names are resolved but nothing is checked. */
function analyse(ts: TS, code: string): { file: TypeScript.SourceFile; checker: TypeScript.TypeChecker } {
  const file = ts.createSourceFile(FILE, code, ts.ScriptTarget.ESNext, true);
  const options = { noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.ESNext };
  const host: TypeScript.CompilerHost = {
    getSourceFile: (name) => (name === FILE ? file : undefined),
    getDefaultLibFileName: () => '',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (name) => name === FILE,
    readFile: () => undefined,
  };
  const program = ts.createProgram({ rootNames: [FILE], options, host });
  return { file, checker: program.getTypeChecker() };
}

/** Whether an identifier names a variable: not a property, a label, or the name of what is declared. */
function isReference(ts: TS, node: TypeScript.Identifier): boolean {
  const parent = node.parent as TypeScript.Node & { name?: unknown; propertyName?: unknown; label?: unknown };
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  return parent.name !== node && parent.propertyName !== node && parent.label !== node;
}

/** A start of names that nothing in the cell has. */
function freshPrefix(code: string): string {
  let prefix = '$$';
  while (code.includes(prefix)) prefix += '$';
  return prefix;
}

/** Finds out which identifiers of a file are names of cells. */
function createLookup(
  ts: TS,
  file: TypeScript.SourceFile,
  checker: TypeScript.TypeChecker,
  names: Names,
): (node: TypeScript.Identifier) => boolean {
  const { locals } = file as unknown as { locals?: ReadonlyMap<string, TypeScript.Symbol> };
  const topLevel = new Set(locals?.values());
  /** Within a class its name means the class itself, as everywhere in JavaScript. */
  const isOwnClass = (node: TypeScript.Identifier): boolean =>
    ts.findAncestor(node, (each) => ts.isClassDeclaration(each) && each.name?.text === node.text) !==
    undefined;
  return (node) => {
    const symbol = ts.isShorthandPropertyAssignment(node.parent)
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : checker.getSymbolAtLocation(node);
    if (symbol === undefined) return names.isEarlier(node.text);
    return topLevel.has(symbol) && names.own.has(node.text) && !isOwnClass(node);
  };
}

/** With the names that the compiler declares together with those of the cell, in one `var`. */
function withCompanions(ts: TS, file: TypeScript.SourceFile, own: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(own);
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const declared = statement.declarationList.declarations.flatMap(({ name }) => namesOf(ts, name));
    if (declared.some((name) => own.has(name))) for (const name of declared) all.add(name);
  }
  return all;
}

/** What an import statement binds: the exported name, `default` or `*`, and the place. */
function boundNames(ts: TS, node: TypeScript.ImportDeclaration): (readonly [string, string])[] {
  const { importClause } = node;
  const named = importClause?.namedBindings;
  const first = importClause?.name === undefined ? [] : [['default', importClause.name.text] as const];
  if (named === undefined) return first;
  if (ts.isNamespaceImport(named)) return [...first, ['*', named.name.text]];
  return [
    ...first,
    ...named.elements.map(({ propertyName, name }) => [(propertyName ?? name).text, name.text] as const),
  ];
}

/** The script of a compiled cell, whose `code` is an ES module without types. */
export function createCellScript(ts: TS, code: string, names: Names): CellScript {
  const { file, checker } = analyse(ts, code);
  const own = withCompanions(ts, file, names.own);
  const isShared = createLookup(ts, file, checker, { ...names, own });
  const prefix = freshPrefix(code);
  const used = new Map<string, string>();
  const place = (name: string): string => {
    const parameter = `${prefix}${name}`;
    used.set(name, parameter);
    return parameter;
  };
  const edits = createEdits(code);
  const imports = new Set<string>();
  const functions = new Set<string>();
  const vars = new Set<string>();
  const last = lastExpression(ts, file);
  const variables = createVariableEdits(ts, edits, {
    isOwn: (name) => own.has(name),
    isShared: (node) => isReference(ts, node) && isShared(node),
    place: (name) => `${place(name)}.v`,
    visit: (node) => visit(node),
    hoist: (name) => void vars.add(name),
    namespace: (name, body) => `${NAMESPACE_NAME}(${place(name)}, ${body}`,
  });

  const bindImports = (node: TypeScript.ImportDeclaration | TypeScript.ExportDeclaration): void => {
    const { moduleSpecifier } = node;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier))
      return edits.replace(node.getStart(file), node.end, ';');
    imports.add(moduleSpecifier.text);
    const bound = ts.isImportDeclaration(node) ? boundNames(ts, node) : [];
    const list = bound.map(([name, local]) => `[${JSON.stringify(name)}, ${place(local)}]`).join(', ');
    const call = `${IMPORTS_NAME}(${JSON.stringify(moduleSpecifier.text)}, [${list}]);`;
    edits.replace(node.getStart(file), node.end, call);
  };

  const visit = (node: TypeScript.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return bindImports(node);
    if (isFlowCall(ts, node)) return edits.replace(node.getStart(file), node.end, '');
    if (ts.isFunctionDeclaration(node) && node.parent === file && node.name && own.has(node.name.text)) {
      functions.add(node.name.text);
      place(node.name.text);
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword)
      return edits.replace(node.getStart(file), node.end, META_NAME);
    if (node.kind === ts.SyntaxKind.ImportKeyword)
      return edits.replace(node.getStart(file), node.end, IMPORT_NAME);
    if (ts.isCatchClause(node) && node.variableDeclaration && ts.isIdentifier(node.variableDeclaration.name))
      edits.insert(node.block.getStart(file) + 1, ` ${CAUGHT_NAME}(${node.variableDeclaration.name.text});`);
    if (node === last) edits.insert(node.getStart(file), `${RESULT_NAME}.value = (`);
    if (!variables(node, node.parent === file)) ts.forEachChild(node, visit);
    if (node === last) edits.insert(node.end, ')');
  };
  ts.forEachChild(file, visit);

  const { text, lines } = edits.apply();
  return {
    code: text,
    lines,
    variables: [...used].map(([name, parameter]) => ({ name, parameter })),
    functions: [...functions],
    vars: [...vars],
    imports: [...imports],
    isAsync: hasTopLevelAwait(ts, file),
  };
}

/** Whether a statement is what the compiler makes of a cell with `using`: its statements, and the disposal after them. */
const isDisposal = (ts: TS, node: TypeScript.Statement): node is TypeScript.TryStatement =>
  ts.isTryStatement(node) && (node.finallyBlock?.getText().includes('__disposeResources(') ?? false);

/** The last expression of a cell, unless a statement follows. */
function lastExpression(ts: TS, file: TypeScript.SourceFile): TypeScript.Expression | undefined {
  const lastOf = (statements: readonly TypeScript.Statement[]): TypeScript.Statement | undefined =>
    statements.findLast((each) => !ts.isExportDeclaration(each) && !isFlowCall(ts, each));
  const last = lastOf(file.statements);
  const inner = last !== undefined && isDisposal(ts, last) ? lastOf(last.tryBlock.statements) : last;
  return inner !== undefined && ts.isExpressionStatement(inner) ? inner.expression : undefined;
}
