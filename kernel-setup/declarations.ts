/** What the cells so far declare, as TypeScript declarations: of every name the latest. */
import type * as TypeScript from 'typescript';
import type { TS } from './typescript.js';

interface Declaration {
  readonly text: string;
  readonly name: string;
  /** A class is both, and so may be what an import brings. */
  readonly isValue: boolean;
  readonly isType: boolean;
}

/** Declarations in the order of the cells. */
export type Declarations = readonly Declaration[];

export const textOf = (declarations: Declarations): string => declarations.map(({ text }) => text).join('\n');

/** An import as one import for each of its names, as each may be declared anew. */
function importsOf(ts: TS, node: TypeScript.ImportDeclaration, file: TypeScript.SourceFile): Declaration[] {
  const { importClause, moduleSpecifier, attributes } = node;
  const from = `${moduleSpecifier.getText(file)}${attributes === undefined ? '' : ` ${attributes.getText(file)}`};`;
  const both = { isValue: true, isType: true };
  if (importClause === undefined) return [{ text: `import ${from}`, name: `import ${from}`, ...both }];
  const word = importClause.isTypeOnly ? 'import type' : 'import';
  const { name, namedBindings: named } = importClause;
  const found =
    name === undefined ? [] : [{ text: `${word} ${name.text} from ${from}`, name: name.text, ...both }];
  if (named === undefined) return found;
  if (ts.isNamespaceImport(named))
    return [
      ...found,
      { text: `${word} ${named.getText(file)} from ${from}`, name: named.name.text, ...both },
    ];
  return [
    ...found,
    ...named.elements.map((each) => ({
      text: `${word} { ${each.getText(file)} } from ${from}`,
      name: each.name.text,
      ...both,
    })),
  ];
}

/** The declarations of one statement of a declaration file. */
function ofStatement(ts: TS, statement: TypeScript.Statement, file: TypeScript.SourceFile): Declaration[] {
  const text = statement.getFullText(file).trim();
  if (ts.isImportDeclaration(statement)) return importsOf(ts, statement, file);
  if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) return [];
  if (ts.isVariableStatement(statement)) {
    const { declarationList } = statement;
    const word = (declarationList.flags & ts.NodeFlags.Const) !== 0 ? 'const' : 'let';
    return declarationList.declarations.map((each) => ({
      text: `declare ${word} ${each.getText(file)};`,
      name: each.name.getText(file),
      isValue: true,
      isType: false,
    }));
  }
  if (ts.isModuleDeclaration(statement) && (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0)
    return ofGlobal(ts, statement, file);
  const { name } = statement as TypeScript.Statement & { name?: TypeScript.Node };
  if (name === undefined) return [];
  const onlyType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  const onlyValue = ts.isFunctionDeclaration(statement);
  return [{ text, name: name.getText(file), isValue: !onlyType, isType: !onlyValue }];
}

/** What `declare global` declares, each in a block of its own. */
function ofGlobal(ts: TS, node: TypeScript.ModuleDeclaration, file: TypeScript.SourceFile): Declaration[] {
  if (node.body === undefined || !ts.isModuleBlock(node.body)) return [];
  return node.body.statements
    .flatMap((each) => ofStatement(ts, each, file))
    .map((each) => ({
      ...each,
      text: `declare global { ${each.text.replace(/^declare /, '')} }`,
      name: `global ${each.name}`,
    }));
}

/** Reads the declaration file of a cell. */
export function readDeclarations(ts: TS, text: string): Declarations {
  const file = ts.createSourceFile('declarations.d.ts', text, ts.ScriptTarget.Latest, true);
  return file.statements.flatMap((statement) => ofStatement(ts, statement, file));
}

/** The declarations after a cell: of what it declares anew, those before are dropped. */
export function follow(before: Declarations, cell: Declarations): Declarations {
  const values = new Set(cell.filter(({ isValue }) => isValue).map(({ name }) => name));
  const types = new Set(cell.filter(({ isType }) => isType).map(({ name }) => name));
  const kept = before.filter(
    ({ name, isValue, isType }) => !(isValue && values.has(name)) && !(isType && types.has(name)),
  );
  return [...kept, ...cell];
}

/** Those of a cell that failed: without the values that it did not come to. */
export const reached = (cell: Declarations, unreached: ReadonlySet<string>): Declarations =>
  cell.filter(({ name, isValue }) => !isValue || !unreached.has(name));
