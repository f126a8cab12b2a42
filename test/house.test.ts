import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** A folder's name in src for a notebook's file name: `data-laws.ipynb` -> `dataLaws`. */
const folderOf = (notebook: string): string =>
  notebook.replace('.ipynb', '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const files = ['src', 'kernel-setup']
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((name) => name.endsWith('.ts') && !name.includes('assembly'));
const sources = new Map(
  files.map((file) => [
    file,
    ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true),
  ]),
);

/** The files that a file imports, for types too. */
const importsOf = (file: string): string[] =>
  sources.get(file)!.statements.flatMap((statement) => {
    const named = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    const module = named ? statement.moduleSpecifier : undefined;
    if (module === undefined || !ts.isStringLiteral(module) || !module.text.startsWith('.')) return [];
    return [join(dirname(file), module.text).replace(/\.js$/, '.ts')];
  });

/** A way from a file back to itself, or undefined. */
function circleFrom(file: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [file];
  for (const at of queue)
    for (const next of importsOf(at)) {
      if (next === file) {
        const way = [at];
        while (way[0] !== file) way.unshift(cameFrom.get(way[0])!);
        return [...way, file];
      }
      if (!cameFrom.has(next) && sources.has(next)) {
        cameFrom.set(next, at);
        queue.push(next);
      }
    }
  return undefined;
}

/** Functions of a file with their lines. */
function functionsOf(source: ts.SourceFile): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const [first, last] = [node.getStart(), node.end].map(
        (place) => source.getLineAndCharacterOfPosition(place).line,
      );
      found.push({ name: `${source.fileName}:${first + 1}`, lines: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the house', () => {
  it('has no circle of imports, not even of types', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(files.map(circleFrom).filter((circle) => circle !== undefined)).toEqual([]);
  });

  // Node's recursive mkdir never returns in folders like /proc.
  it('makes folders one by one', () => {
    const recursive = /\bmkdir(Sync)?\([^;]*recursive: true/;
    expect(files.filter((file) => recursive.test(sources.get(file)!.text))).toEqual([]);
  });

  it('has a folder for every notebook but the first, which shows them all, and those that have everything in their cells', () => {
    const notebooks = readdirSync('notebooks').filter(
      (name) =>
        /^[a-z].*\.ipynb$/.test(name) && !['bring-your-own.ipynb', 'your-network.ipynb'].includes(name),
    );
    expect(notebooks.length).toBeGreaterThan(14);
    const homeless = notebooks.filter((name) => !existsSync(join('src', 'experiments', folderOf(name))));
    expect(homeless).toEqual([]);
  });

  it('has no function of more than 100 lines', () => {
    const long = [...sources.values()].flatMap(functionsOf).filter(({ lines }) => lines > 100);
    expect(long).toEqual([]);
  });
});
