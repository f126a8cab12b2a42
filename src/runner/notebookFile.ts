/** Notebook files: read with upgrade to format 4.5 and validation; the text of one to be written. */
import { randomBytes } from 'node:crypto';
import { Ajv, type ErrorObject } from 'ajv';
import stringify from 'safe-stable-stringify';
import { readBounded } from '../files/readBounded.js';
import { isRecord } from '../plainData.js';
import type { Cell, MimeData, Notebook, Output } from './nbformat.js';
import { nbformatSchema } from './nbformatSchema.js';
import { isNestedDeeper } from './nesting.js';
import { isJsonType } from './storedBundle.js';

/** A file that is not a notebook this program can run; the message is one sentence for the user. */
export class NotebookFormatError extends Error {
  constructor(path: string, problem: string) {
    super(`${path} ${problem}`);
    this.name = 'NotebookFormatError';
  }
}

/** A message's first line, without control characters, cut: it may quote the file. */
const oneLine = (text: string): string =>
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, 200);

const ajv = new Ajv({ discriminator: true, strict: false });
const isNotebook = ajv.compile(nbformatSchema);

const describe = (error: ErrorObject | undefined): string =>
  error === undefined ? 'unknown problem' : `${error.instancePath || 'the file'} ${error.message}`;

/** What is wrong with a notebook as a file has it, by the schema of nbformat 4.5; undefined if it is valid. */
export const notebookProblem = (notebook: unknown): string | undefined =>
  isNotebook(notebook) ? undefined : describe(isNotebook.errors?.[0]);

type Raw = Record<string, unknown>;

const join = (text: unknown): unknown => (Array.isArray(text) ? text.join('') : text);

const joinData = (data: MimeData): MimeData =>
  Object.fromEntries(Object.entries(data).map(([mime, v]) => [mime, isJsonType(mime) ? v : join(v)]));

const joinOutput = (output: Raw): Raw => {
  if ('text' in output) return { ...output, text: join(output.text) };
  return isRecord(output.data) ? { ...output, data: joinData(output.data) } : output;
};

const joinCell = (cell: Raw): Raw => {
  const joined: Raw = { ...cell, source: join(cell.source) };
  if (isRecord(cell.attachments))
    joined.attachments = Object.fromEntries(
      Object.entries(cell.attachments).map(([name, data]) => [name, joinData(data as MimeData)]),
    );
  if (Array.isArray(cell.outputs))
    joined.outputs = cell.outputs.map((output: unknown) => (isRecord(output) ? joinOutput(output) : output));
  return joined;
};

export const newCellId = (): string => randomBytes(4).toString('hex');

/** Gives every cell of a 4.0–4.4 notebook an id, and repairs ids that occur twice. */
const withIds = (notebook: Raw): Raw => {
  if (!Array.isArray(notebook.cells)) return notebook;
  const seen = new Set<unknown>();
  const cells = notebook.cells.map((cell: unknown) => {
    if (!isRecord(cell)) return cell;
    const id = cell.id === undefined || seen.has(cell.id) ? newCellId() : cell.id;
    seen.add(id);
    return { ...cell, id };
  });
  return { ...notebook, nbformat_minor: 5, cells };
};

/** Levels of a notebook: an output may have 500. */
const MOST_LEVELS = 600;

/**
 * The notebook in `text`, upgraded to format 4.5, with texts joined. `path` is for the error message.
 * Throws {@link NotebookFormatError} when it is not JSON, not nbformat 4, nested too deep, or not valid.
 */
export const parseNotebook = (text: string, path: string): Notebook => {
  let raw: unknown;
  try {
    // Editors of one system begin files with a byte order mark.
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new NotebookFormatError(
      path,
      `is not a notebook: it is not JSON (${oneLine((error as Error).message)})`,
    );
  }
  if (isRecord(raw) && typeof raw.nbformat === 'number' && raw.nbformat < 4)
    throw new NotebookFormatError(
      path,
      `has notebook format ${raw.nbformat}; format 4 is needed: jupyter nbconvert --to notebook --nbformat 4 writes it`,
    );
  if (!isRecord(raw) || raw.nbformat === undefined || !Array.isArray(raw.cells))
    throw new NotebookFormatError(path, 'is not a notebook: it has no "nbformat" and "cells"');
  if (raw.nbformat !== 4)
    throw new NotebookFormatError(
      path,
      `has notebook format ${oneLine(JSON.stringify(raw.nbformat))}; format 4 is needed`,
    );
  if (isNestedDeeper(raw, MOST_LEVELS))
    throw new NotebookFormatError(path, `is nested more than ${MOST_LEVELS} levels deep`);
  const upgraded = withIds(raw);
  const problem = notebookProblem(upgraded);
  if (problem !== undefined) throw new NotebookFormatError(path, `is not a valid notebook: ${problem}`);
  return {
    ...upgraded,
    cells: (upgraded.cells as Raw[]).map((cell) => joinCell(cell)),
  } as unknown as Notebook;
};

/** Bytes of the largest notebook that is read; a page with many figures has some ten million. */
const LARGEST = 2 ** 28;

/** Reads a notebook file; see {@link parseNotebook}. */
export const readNotebook = (path: string): Notebook => {
  let text: string;
  try {
    text = readBounded(path, LARGEST).toString('utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read: ${message}`;
    throw new NotebookFormatError(path, reason);
  }
  return parseNotebook(text, path);
};

const splitLines = (text: string): string[] => (text === '' ? [] : text.split(/(?<=\n)/));

const splitData = (data: MimeData): MimeData =>
  Object.fromEntries(
    Object.entries(data).map(([mime, value]) => [
      mime,
      typeof value === 'string' && /^text\/|\+xml$|\/javascript$/.test(mime) ? splitLines(value) : value,
    ]),
  );

const splitOutput = (output: Output): Raw => {
  if (output.output_type === 'stream') return { ...output, text: splitLines(output.text) };
  return 'data' in output ? { ...output, data: splitData(output.data) } : { ...output };
};

const splitCell = (cell: Cell): Raw => ({
  ...cell,
  source: splitLines(cell.source),
  ...(cell.cell_type === 'code' ? { outputs: cell.outputs.map(splitOutput) } : {}),
});

/**
 * Lists of numbers and texts deep in an output. They stand on one line: the data of figures would fill a third of the file with spaces.
 * Line breaks within texts are written as \n, so that those found here are never part of one.
 */
const LISTS_IN_DATA = /\[\n {9,}(?:(?:-?\d[\d.eE+-]*|null|true|false|"(?:[^"\\\n]|\\.)*"),?\n\s*)+\]/g;

/** The text of a notebook file: keys sorted, texts as lists of lines, as Jupyter writes it. Throws if it is not valid. */
export const notebookText = (notebook: Notebook): string => {
  const raw = { ...notebook, cells: notebook.cells.map(splitCell) };
  const problem = notebookProblem(raw);
  if (problem !== undefined) throw new Error(`the executed notebook is not valid: ${problem}`);
  const text = stringify(raw, null, 1)!;
  return `${text.replace(LISTS_IN_DATA, (list) => list.replace(/\n\s*/g, ''))}\n`;
};
