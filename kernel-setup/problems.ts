/** Compiler diagnostics as a reader sees them: place, message, the line of code and a caret. */
import { relative } from 'node:path';
import type * as TypeScript from 'typescript';
import { blue, bold, dim, red } from './colours.js';
import type { TS } from './typescript.js';

/** tslab puts one line of its own before every cell. */
export const LINES_BEFORE_CELL = 1;

/** Whether type errors stop a cell, are shown as warnings, or are not looked at. */
export type TypeErrors = 'error' | 'warn' | 'off';

export interface Problem {
  readonly code: number;
  readonly message: string;
  /** The file, or undefined for the cell itself. */
  readonly file: string | undefined;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly sourceLine: string;
  /** How many characters of the line are meant. */
  readonly width: number;
}

export const isCellFile = (fileName: string): boolean => /(^|\/)__tslab__\.[jt]sx?$/.test(fileName);

export function describeProblem(ts: TS, diagnostic: TypeScript.Diagnostic): Problem {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
  const { file, start = 0, length = 1 } = diagnostic;
  if (file === undefined)
    return { code: diagnostic.code, message, file: undefined, line: 1, column: 1, sourceLine: '', width: 1 };
  const { line, character } = ts.getLineAndCharacterOfPosition(file, start);
  const sourceLine = file.text.split(/\r?\n/)[line] ?? '';
  const inCell = isCellFile(file.fileName);
  return {
    code: diagnostic.code,
    message,
    file: inCell ? undefined : relative(process.cwd(), file.fileName),
    line: line + 1 - (inCell ? LINES_BEFORE_CELL : 0),
    column: character + 1,
    sourceLine,
    width: Math.max(1, Math.min(length, sourceLine.length - character)),
  };
}

/** The problem in the form of `tsc --pretty`, with carets under the part that is meant. */
export function renderProblem(problem: Problem, cell: number, severity: 'error' | 'warning'): string {
  const place = `${problem.file ?? `cell [${cell}]`}:${problem.line}:${problem.column}`;
  const title = `${blue(place)} - ${red(severity)} ${dim(`TS${problem.code}:`)} ${bold(problem.message)}`;
  if (problem.sourceLine === '') return title;
  const gutter = String(problem.line);
  const indent = problem.sourceLine.slice(0, problem.column - 1).replace(/[^\t]/g, ' ');
  return [
    title,
    '',
    `${dim(`${gutter} |`)} ${problem.sourceLine}`,
    `${dim(`${' '.repeat(gutter.length)} |`)} ${indent}${red('^'.repeat(problem.width))}`,
    '',
  ].join('\n');
}
