/** The text of a cell on its way to the compiler. */
import type * as TypeScript from '@tslab/typescript-for-tslab';
import type { TS } from './typescript.js';

const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** `export { a, b }` without new names: every declaration of a cell is seen by later cells anyway. */
const isPlainExportList = (ts: TS, statement: TypeScript.Statement): boolean =>
  ts.isExportDeclaration(statement) &&
  statement.moduleSpecifier === undefined &&
  statement.exportClause !== undefined &&
  ts.isNamedExports(statement.exportClause) &&
  statement.exportClause.elements.every((element) => element.propertyName === undefined);

/**
 * A cell as tslab's converter takes it: it adds an export of every declaration itself and stumbles over those that are
 * exported already, such as code pasted from a module. Every character keeps its place.
 */
export function withoutExports(ts: TS, code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.Latest, false);
  let text = code;
  const erase = (start: number, end: number): void => {
    text = text.slice(0, start) + blank(text.slice(start, end)) + text.slice(end);
  };
  for (const statement of file.statements) {
    if (isPlainExportList(ts, statement)) erase(statement.getStart(file), statement.end);
    if (!ts.canHaveModifiers(statement)) continue;
    const modifiers = ts.getModifiers(statement) ?? [];
    if (modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) continue;
    for (const modifier of modifiers)
      if (modifier.kind === ts.SyntaxKind.ExportKeyword) erase(modifier.getStart(file), modifier.end);
  }
  return text;
}

const ADDED_EXPORTS = /\nexport \{([^}\n]*)\}$/;

/**
 * Corrects the line of exports that the converter adds: it writes the compiler's internal names, in which `__x` is
 * `___x` and the block `declare global` is `__global`.
 */
export function correctAddedExports(text: string): string {
  return text.replace(ADDED_EXPORTS, (_, list: string) => {
    const names = list.split(', ').filter((name) => !/^__[^_]|^["']/.test(name));
    return `\nexport {${names.map((name) => name.replace(/^___/, '__')).join(', ')}}`;
  });
}
