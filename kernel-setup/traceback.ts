/** Errors as a reader of the notebook sees them: lines of the cells, not of the code compiled from them. */
import type { SourceMap } from 'node:module';
import { nameVariables } from './cellScope.js';
import { bold, dim, red } from './colours.js';
import type { PlaceMap } from './edits.js';
import { KERNEL_FOLDERS } from './kernelFolders.js';
import { LINES_BEFORE_CELL } from './problems.js';

/** A cell that was run: its source, and the maps from the running code back to it. */
export interface CellSource {
  readonly count: number;
  readonly code: string;
  readonly maps: readonly PlaceMap[];
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Lines of code shown before and after the line of the error. */
const CONTEXT_LINES = 2;

/** Goes back through the maps; undefined where a map knows nothing of the place. Lines and columns count from 1. */
export function originalPosition(maps: readonly PlaceMap[], position: Position): Position | undefined {
  let { line, column } = position;
  for (const map of maps) {
    const entry = map.findEntry(line - 1, column - 1);
    if (!('originalLine' in entry)) return undefined;
    line = entry.originalLine + 1;
    column = entry.originalColumn + 1;
  }
  return { line, column };
}

export interface Sources {
  /** The cell that a script of this file name was compiled from. */
  cell(fileName: string): CellSource | undefined;
  /** The map of a local file. */
  file(fileName: string): SourceMap | undefined;
}

/** Where a frame is in the source, as `place` text and, for a cell, its position. */
function locate(sources: Sources, frame: NodeJS.CallSite): string | undefined {
  const fileName = frame.getFileName();
  const line = frame.getLineNumber();
  const column = frame.getColumnNumber();
  if (typeof fileName !== 'string' || line === null || column === null) return undefined;
  const cell = sources.cell(fileName);
  if (cell !== undefined) {
    const found = originalPosition(cell.maps, { line, column });
    if (found === undefined) return `cell [${cell.count}]`;
    return `${fileName}:${found.line - LINES_BEFORE_CELL}:${found.column}`;
  }
  const map = sources.file(fileName);
  const found = map && originalPosition([map], { line, column });
  return found && `${fileName}:${found.line}:${found.column}`;
}

/** Makes every `error.stack` name places in the cells and local files as they were written. */
export function mapStacks(sources: Sources): void {
  Error.prepareStackTrace = (error, frames) => {
    attempt(() => nameVariables(error), undefined);
    const lines = frames.map((frame) => {
      const place = locate(sources, frame);
      const compiled = `${frame.getFileName()}:${frame.getLineNumber()}:${frame.getColumnNumber()}`;
      return place === undefined ? String(frame) : String(frame).replace(compiled, () => place);
    });
    const inCell = frames.some((frame) => sources.cell(String(frame.getFileName())) !== undefined);
    const shown = inCell ? lines.filter((line) => !isOwnFrame(line)) : lines;
    return [headline(error), ...shown.map((line) => `    at ${line}`)].join('\n');
  };
}

function headline(error: Error): string {
  return attempt(() => Error.prototype.toString.call(error), 'Error');
}

/** What `read` returns, or `otherwise` if it throws: errors may have getters that throw, or be proxies. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** Frames of the kernel, of tslab and of Node's internals say nothing to the author of a cell. */
const isOwnFrame = (line: string): boolean =>
  KERNEL_FOLDERS.some((folder) => line.includes(folder)) ||
  /\(?node:|[\\/]node_modules[\\/](tslab|@tslab)[\\/]/.test(line);

const PLACE = /cell \[(\d+)\](?:#\d+)?:(\d+):(\d+)/;

/** The lines of a cell around a position, with an arrow and a caret. */
function codeFrame(code: string, line: number, column: number): string[] {
  const lines = code.split(/\r?\n/);
  const from = Math.max(1, line - CONTEXT_LINES);
  const to = Math.min(lines.length, line + CONTEXT_LINES);
  const width = String(to).length;
  const shown: string[] = [];
  for (let at = from; at <= to; at++) {
    const text = lines[at - 1] ?? '';
    const number = String(at).padStart(width);
    shown.push(
      at === line ? `${red('>')} ${bold(`${number} |`)} ${text}` : `  ${dim(`${number} |`)} ${text}`,
    );
    if (at !== line) continue;
    const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
    shown.push(`  ${' '.repeat(width)} ${dim('|')} ${indent}${red('^')}`);
  }
  return shown;
}

export interface ErrorContent extends Record<string, unknown> {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** The text of a value. */
type Show = (value: unknown) => string;

/** Properties that are shown in other ways, or that say what the message says. */
const KNOWN_PROPERTIES = new Set(['name', 'message', 'stack', 'cause', 'errors']);

const nameOf = (error: Error): string => {
  const name: unknown = attempt(() => error.name, 'Error');
  return typeof name === 'string' && name !== '' ? name : 'Error';
};

const messageOf = (error: Error): string =>
  attempt(() => String(error.message), 'the message of this error cannot be read');

/** Own stack lines of an error, without the message and without the kernel's frames. */
function stackLines(error: Error): string[] {
  const stack: unknown = attempt(() => error.stack, '');
  if (typeof stack !== 'string') return [];
  return stack.split('\n').filter((line) => /^\s+at /.test(line) && !isOwnFrame(line));
}

/** What an error says besides its message, such as `code`: own properties, one a line. */
function ownProperties(error: Error, show: Show): string[] {
  const names = attempt(() => Object.keys(error), []).filter((name) => !KNOWN_PROPERTIES.has(name));
  return names.flatMap((name) => {
    const text = attempt(() => show((error as unknown as Record<string, unknown>)[name]), '[cannot be read]');
    return `  ${name}: ${text}`.split('\n');
  });
}

/** An error within another, or whatever else was put there. */
const describeInner = (inner: unknown, sources: Sources, show: Show, depth: number): string[] =>
  attempt(() => inner instanceof Error, false)
    ? describe(inner as Error, sources, show, depth)
    : attempt(() => show(inner), 'a value that cannot be shown').split('\n');

function describe(error: Error, sources: Sources, show: Show, depth: number): string[] {
  const lines = [`${red(bold(nameOf(error)))}: ${messageOf(error)}`];
  const frames = stackLines(error);
  const first = frames.map((line) => PLACE.exec(line)).find((match) => match !== null);
  if (first !== undefined && first !== null) {
    const name = /cell \[\d+\](?:#\d+)?/.exec(first[0])?.[0] ?? '';
    const code = sources.cell(name)?.code;
    if (code !== undefined) lines.push('', ...codeFrame(code, Number(first[2]), Number(first[3])), '');
  }
  lines.push(...frames.map((line) => line.replace(/(cell \[\d+\])#\d+/g, '$1')));
  lines.push(...ownProperties(error, show));
  if (error instanceof AggregateError && depth < 3)
    for (const each of (error.errors as unknown[]).slice(0, 5))
      lines.push(...describeInner(each, sources, show, depth + 1).map((line) => `  ${line}`));
  const cause: unknown = attempt(() => error.cause, undefined);
  if (cause !== undefined && depth < 3)
    lines.push(dim('caused by:'), ...describeInner(cause, sources, show, depth + 1));
  return lines;
}

/** An error (or any other thrown value) as the content of a Jupyter error message. Does not throw, whatever it is given. */
export function errorContent(thrown: unknown, sources: Sources, show: Show): ErrorContent {
  if (attempt(() => thrown instanceof Error || isErrorLike(thrown), false)) {
    attempt(() => nameVariables(thrown), undefined);
    const error = thrown as Error;
    const traceback = attempt(
      () => describe(error, sources, show, 0),
      [`${nameOf(error)}: ${messageOf(error)}`],
    );
    return { ename: nameOf(error), evalue: messageOf(error), traceback };
  }
  const evalue = attempt(
    () => (typeof thrown === 'string' ? thrown : show(thrown)),
    'a value that cannot be shown',
  );
  const ename = `thrown ${kindOf(thrown)}`;
  return { ename, evalue, traceback: [`${red(bold(ename))}: ${evalue}`] };
}

function kindOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null) return typeof thrown;
  const name: unknown = attempt(() => thrown.constructor.name, 'Object');
  return typeof name === 'string' ? name : 'Object';
}

const isErrorLike = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && 'message' in value && 'stack' in value;
