/** Which declarations stay when a cell fails halfway. */
import type * as TypeScript from '@tslab/typescript-for-tslab';
import type { TS } from './typescript.js';

/** The names that a declaration gives a value to; none for interfaces and type aliases. */
function valueNames(ts: TS, statement: TypeScript.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  )
    return statement.name === undefined ? [] : [statement.name.text];
  if (!ts.isImportDeclaration(statement)) return [];
  const { importClause } = statement;
  const named = importClause?.namedBindings;
  const others =
    named === undefined
      ? []
      : ts.isNamespaceImport(named)
        ? [named.name.text]
        : named.elements.map((element) => element.name.text);
  return [...(importClause?.name === undefined ? [] : [importClause.name.text]), ...others];
}

/** The statements of `declarations`, keeping of each only the names that `keep` wants. */
function select(ts: TS, declarations: string, keep: (name: string) => boolean): string[] {
  const file = ts.createSourceFile('declarations.d.ts', declarations, ts.ScriptTarget.Latest, true);
  return file.statements.flatMap((statement) => {
    const names = valueNames(ts, statement);
    if (names.length === 0 || names.every(keep)) return [statement.getText(file)];
    if (!names.some(keep) || !ts.isVariableStatement(statement)) return [];
    const { declarationList } = statement;
    const kept = declarationList.declarations.filter(({ name }) => ts.isIdentifier(name) && keep(name.text));
    const word = (declarationList.flags & ts.NodeFlags.Const) !== 0 ? 'const' : 'let';
    return [`declare ${word} ${kept.map((each) => each.getText(file)).join(', ')};`];
  });
}

/**
 * The declarations after a cell that failed: those of `after` whose values were assigned, and for the names that the cell
 * would have changed but did not reach, those of `before`.
 */
export function keptDeclarations(
  ts: TS,
  before: string,
  after: string,
  declared: readonly string[],
  assigned: ReadonlySet<string>,
): string {
  const unreached = new Set(declared.filter((name) => !assigned.has(name)));
  const kept = select(ts, after, (name) => !unreached.has(name));
  const restored = unreached.size === 0 ? [] : selectValues(ts, before, unreached);
  return [...kept, ...restored].join('\n');
}

/** The statements of `declarations` that give values to `names`. */
function selectValues(ts: TS, declarations: string, names: ReadonlySet<string>): string[] {
  const file = ts.createSourceFile('declarations.d.ts', declarations, ts.ScriptTarget.Latest, true);
  const concerns = file.statements.filter((each) => valueNames(ts, each).some((name) => names.has(name)));
  return concerns.flatMap((each) => select(ts, each.getText(file), (name) => names.has(name)));
}
