import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly source: string | readonly string[] }[];
}

/** A value that a notebook imports from this package. */
export interface NotebookImport {
  /** `heavytail` or one of its parts. */
  readonly module: string;
  readonly name: string;
}

const codeCells = (file: string): string[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as Notebook).cells
    .filter((cell) => cell.cell_type === 'code')
    .map(({ source }) => [source].flat().join(''));

function importsOf(cell: string): NotebookImport[] {
  const source = ts.createSourceFile('cell.ts', cell, ts.ScriptTarget.Latest);
  return source.statements.filter(ts.isImportDeclaration).flatMap(({ moduleSpecifier, importClause }) => {
    const module = (moduleSpecifier as ts.StringLiteral).text;
    const named = importClause?.namedBindings;
    if (!/^heavytail(\/|$)/.test(module) || !named || !ts.isNamedImports(named)) return [];
    if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return [];
    return named.elements
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .map(({ name, propertyName }) => ({ module, name: (propertyName ?? name).text }));
  });
}

/** What the notebooks in a folder import from this package, each once, sorted by name. */
export function notebookImports(folder: string): NotebookImport[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.ipynb'));
  const all = files.flatMap((file) => codeCells(join(folder, file)).flatMap(importsOf));
  const once = new Map(all.map((found) => [`${found.name} of ${found.module}`, found]));
  return [...once.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
