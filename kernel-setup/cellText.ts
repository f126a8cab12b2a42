/** The text of a cell on its way to the compiler, and what the text says of itself. */
import type * as TypeScript from 'typescript';
import { createEdits } from './edits.js';
import type { TypeErrors } from './problems.js';
import type { TS } from './typescript.js';
import { namesOf } from './variableEdits.js';

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

const parse = (ts: TS, code: string): TypeScript.SourceFile =>
  ts.createSourceFile('cell.mts', code, ts.ScriptTarget.Latest, true);

/** `export { a, b }` without new names: every declaration of a cell is seen by later cells anyway. */
const isPlainExportList = (ts: TS, statement: TypeScript.Statement): boolean =>
  ts.isExportDeclaration(statement) &&
  statement.moduleSpecifier === undefined &&
  statement.exportClause !== undefined &&
  ts.isNamedExports(statement.exportClause) &&
  statement.exportClause.elements.every((element) => element.propertyName === undefined);

/**
 * A cell as the compiler takes it: without the words `export` and `export default`, as an export of every declaration is
 * added, and without the `#!` of a script. Every character keeps its place.
 */
export function plainText(ts: TS, cell: string): string {
  const code = cell.startsWith('#!') ? `//${cell.slice(2)}` : cell;
  if (!/\bexport\b/.test(code)) return code;
  const file = parse(ts, code);
  const edits = createEdits(code);
  const erase = (start: number, end: number): void =>
    edits.replace(start, end, blank(code.slice(start, end)));
  /** What `export default` gives no name is an expression. */
  const asExpression = (start: number, inner: number, end: number): void => {
    edits.replace(start, inner, `${blank(code.slice(start, inner - 1)).replace(/\n/g, '')}(`);
    edits.insert(end, ')');
  };
  for (const statement of file.statements) {
    const start = statement.getStart(file);
    if (isPlainExportList(ts, statement)) erase(start, statement.end);
    if (ts.isExportAssignment(statement) && statement.isExportEquals !== true)
      asExpression(start, statement.expression.getStart(file), statement.expression.end);
    if (!ts.canHaveModifiers(statement)) continue;
    const words = (ts.getModifiers(statement) ?? []).filter(
      ({ kind }) => kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword,
    );
    const declares = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
    const isNameless = declares && statement.name === undefined;
    const last = words.at(-1);
    if (isNameless && last !== undefined) asExpression(start, afterSpace(code, last.end), statement.end);
    else for (const word of words) erase(word.getStart(file), word.end);
  }
  return edits.apply().text;
}

const afterSpace = (code: string, at: number): number => at + (/^\s*/.exec(code.slice(at))?.[0].length ?? 0);

/** The names that statements declare, of values and of types; `var` counts also within blocks. */
export function declaredNames(ts: TS, code: string): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (name: TypeScript.BindingName): void => namesOf(ts, name).forEach((each) => names.add(each));
  const findVars = (node: TypeScript.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isModuleDeclaration(node)) return;
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0)
      for (const { name } of node.declarations) add(name);
    ts.forEachChild(node, findVars);
  };
  for (const statement of parse(ts, code).statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) add(name);
    else if (ts.isImportDeclaration(statement))
      importedNames(ts, statement).forEach((name) => names.add(name));
    else if (isNamed(ts, statement) && statement.name !== undefined) add(statement.name);
    findVars(statement);
  }
  return names;
}

type NamedStatement = TypeScript.Statement & { readonly name?: TypeScript.Identifier };

/** Whether a statement declares one name; `declare global` and `declare module '…'` do not. */
const isNamed = (ts: TS, statement: TypeScript.Statement): statement is NamedStatement =>
  ts.isFunctionDeclaration(statement) ||
  ts.isClassDeclaration(statement) ||
  ts.isEnumDeclaration(statement) ||
  ts.isInterfaceDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement) ||
  ts.isImportEqualsDeclaration(statement) ||
  (ts.isModuleDeclaration(statement) &&
    ts.isIdentifier(statement.name) &&
    (statement.flags & ts.NodeFlags.GlobalAugmentation) === 0);

/** The names that an import gives to a cell. */
export function importedNames(ts: TS, { importClause }: TypeScript.ImportDeclaration): string[] {
  const named = importClause?.namedBindings;
  const first = importClause?.name === undefined ? [] : [importClause.name.text];
  if (named === undefined) return first;
  if (ts.isNamespaceImport(named)) return [...first, named.name.text];
  return [...first, ...named.elements.map(({ name }) => name.text)];
}

/** Whether a place is within a string, a template or a regular expression. */
function isInLiteral(ts: TS, file: TypeScript.SourceFile, place: number): boolean {
  const search = (node: TypeScript.Node): boolean => {
    if (place < node.pos || place >= node.end) return false;
    const isLiteral = ts.isLiteralExpression(node) || ts.isTemplateLiteralToken(node);
    if (isLiteral) return place >= node.getStart(file);
    return ts.forEachChild(node, search) ?? false;
  };
  return search(file);
}

const SWITCH = /^[ \t]*\/\/[ \t]*@type-errors:[ \t]*(error|warn|off)\b/gm;

/** What a comment `// @type-errors: warn` of a cell chooses, from that cell on. TypeScript is asked for only where there seems to be one. */
export function chosenTypeErrors(compiler: { readonly ts: TS }, code: string): TypeErrors | undefined {
  const found = [...code.matchAll(SWITCH)];
  if (found.length === 0) return undefined;
  const { ts } = compiler;
  const file = parse(ts, code);
  const chosen = found.find((each) => !isInLiteral(ts, file, (each.index ?? 0) + each[0].indexOf('/')));
  return chosen?.[1] as TypeErrors | undefined;
}

/** Whether a cell begins with `// @ts-nocheck`: its types are not looked at. */
export function isUnchecked(ts: TS, code: string): boolean {
  const text = plainText(ts, code);
  const comments = ts.getLeadingCommentRanges(text, 0) ?? [];
  return comments.some(({ pos, end }) => /^\/\/\/?\s*@ts-nocheck\b/.test(text.slice(pos, end)));
}

/** Whether a cell ends with an expression without a semicolon, whose value is then shown. */
export function showsResult(ts: TS, code: string): boolean {
  const last = parse(ts, code).statements.at(-1);
  return last !== undefined && ts.isExpressionStatement(last) && !last.getText().endsWith(';');
}
