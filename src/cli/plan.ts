/** What a run will do, settled before anything runs: which notebooks, with which parameters, into which files. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { sweepTemporaries } from '../files/sweep.js';
import { readBounded } from '../files/readBounded.js';
import { makeFolder } from '../files/makeFolder.js';
import { checkPreset } from '../sweeps/preset.js';
import { checkOneOf } from '../check.js';
import type { Metadata, Notebook } from '../runner/nbformat.js';
import { NotebookFormatError, readNotebook } from '../runner/notebookFile.js';
import {
  injectParameters,
  notebookParameters,
  type Parameter,
  ParameterError,
  parameterValues,
} from '../runner/parameters.js';
import { meantNotebook } from './notebookFolder.js';
import { UsageError } from './usageError.js';
import { oneLine } from './withoutControls.js';

/** One notebook to be run. */
export interface PlannedRun {
  /** The file as it was named. */
  readonly path: string;
  /** Its name without extension. */
  readonly name: string;
  readonly folder: string;
  /** What the file was when it was read. */
  readonly fingerprint: string;
  /** The notebook with its parameters injected. */
  readonly notebook: Notebook;
  readonly parameters: readonly Parameter[];
  /** Values given for this run. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the command line asks for. */
export interface PlanOptions {
  readonly preset?: string;
  /** `name=value` texts. */
  readonly parameters?: readonly string[];
  /** Called with what the user should know but need not change. */
  readonly onNote?: (note: string) => void;
}

const splitAssignment = (text: string): [string, string] => {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`a parameter must be given as name=value, got ${JSON.stringify(text)}`);
  return [text.slice(0, at).trim(), text.slice(at + 1)];
};

/** Values by name. One that is given twice, and not the same, would be left out in silence. */
const assignments = (texts: readonly string[]): Record<string, string> => {
  const given = new Map<string, string>();
  for (const [name, value] of texts.map(splitAssignment)) {
    const before = given.get(name) ?? value;
    if (before !== value) throw new UsageError(`-p ${name}=${before} contradicts -p ${name}=${value}`);
    given.set(name, value);
  }
  return Object.fromEntries(given);
};

/** Tells whether a file has changed: the digest of what it holds; empty where it cannot be read. */
export const fingerprint = (path: string): string => {
  try {
    return createHash('sha256').update(readBounded(path)).digest('hex');
  } catch {
    return '';
  }
};

const nameOf = (path: string): string => basename(path).replace(/\.ipynb$/, '');

/** A language as a notebook's metadata name it, by its kernel or by what ran it last; undefined where they name none. */
const languageOf = ({ metadata: { kernelspec, language_info } }: Notebook): string | undefined => {
  const named = [
    (kernelspec as Metadata | undefined)?.language,
    (language_info as Metadata | undefined)?.name,
  ];
  return named.find((name) => typeof name === 'string' && name !== '') as string | undefined;
};

/** Throws for a notebook in another language: what of it happens to be TypeScript as well would run and mean something else. */
const checkLanguage = (path: string, notebook: Notebook): void => {
  const language = languageOf(notebook);
  if (language !== undefined)
    checkOneOf(`the language of ${path}`, language.toLowerCase(), ['typescript', 'javascript']);
};

const planOne = (
  path: string,
  preset: string | undefined,
  given: Record<string, string>,
  onNote: (note: string) => void,
): PlannedRun => {
  if (path === '') throw new UsageError('a notebook must be the path of a file, got ""');
  const meant = existsSync(path) ? undefined : meantNotebook(path);
  if (meant !== undefined) throw new UsageError(`${path} does not exist; did you mean ${meant}?`);
  const notebook = readNotebook(path);
  checkLanguage(path, notebook);
  const parameters = notebookParameters(notebook);
  const texts = { ...given };
  if (preset !== undefined) {
    if (parameters.some(({ name }) => name === 'preset')) texts.preset = preset;
    else onNote(`${path} has no parameter "preset", so --preset does not change it`);
  }
  const values = parameterValues(parameters, texts, path);
  return {
    path,
    name: nameOf(path),
    folder: dirname(resolve(path)),
    fingerprint: fingerprint(path),
    notebook: injectParameters(notebook, values),
    parameters,
    values,
  };
};

/** A notebook that cannot be run as it was asked for. */
export interface RefusedRun {
  readonly path: string;
  readonly name: string;
  /** What is wrong with it, in a sentence that names it. */
  readonly why: string;
}

/** What of the notebooks asked for can be run. */
export interface Plan {
  readonly runs: readonly PlannedRun[];
  readonly refused: readonly RefusedRun[];
}

const refusalOf = (path: string, error: unknown): RefusedRun => {
  const { message } = error as Error;
  const isOwn = [NotebookFormatError, ParameterError, UsageError, RangeError].some(
    (kind) => error instanceof kind,
  );
  return {
    path,
    name: nameOf(path),
    why: isOwn ? message : `${path} cannot be run: ${message.split('\n')[0]}`,
  };
};

/**
 * Reads and checks all notebooks. One that cannot be read or does not take the parameters keeps no other from running; where none can run,
 * or the call is wrong whatever the notebooks are, throws {@link UsageError}.
 */
export const planEach = (paths: readonly string[], options: PlanOptions): Plan => {
  const { preset, onNote = () => {} } = options;
  const given = assignments(options.parameters ?? []);
  if (preset !== undefined && given.preset !== undefined && given.preset !== preset)
    throw new UsageError(`--preset ${preset} contradicts -p preset=${given.preset}`);
  try {
    if (preset !== undefined) checkPreset(preset);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const runs: PlannedRun[] = [];
  const refused: RefusedRun[] = [];
  for (const path of paths)
    try {
      runs.push(planOne(path, preset, given, onNote));
    } catch (error) {
      refused.push(refusalOf(path, error));
    }
  if (runs.length === 0) throw new UsageError(...refused.map(({ why }) => why));
  const names = new Map<string, string>();
  for (const { name, path } of runs) {
    const other = names.get(name);
    if (other !== undefined) throw new UsageError(`${other} and ${path} would be written to the same file`);
    names.set(name, path);
  }
  return { runs, refused };
};

/** Reads and checks all notebooks. Throws {@link UsageError} for the first thing that is wrong. */
export const planRuns = (paths: readonly string[], options: PlanOptions): readonly PlannedRun[] => {
  const { runs, refused } = planEach(paths, options);
  if (refused.length > 0) throw new UsageError(refused[0].why);
  return runs;
};

/** What is said at once of notebooks that cannot be run beside others that can, a line for each. */
export const refusalNotes = ({ refused }: Plan): string[] =>
  refused.map(({ why }) => oneLine(`failed before it began, the others run: ${why}`).trim());

/**
 * Makes the folder if it is missing, makes sure that files can be written there, and removes what killed runs left in it. Throws
 * {@link UsageError} otherwise.
 */
export const checkOutputFolder = (folder: string): void => {
  const probe = join(folder, `.heavytail-${randomBytes(6).toString('hex')}`);
  try {
    makeFolder(folder);
    writeFileSync(probe, '');
    rmSync(probe);
    void sweepTemporaries(folder);
  } catch (error) {
    throw new UsageError(`the folder ${folder} cannot be written: ${(error as Error).message}`);
  }
};

/** Makes sure that files of these names can be written: nothing else than a file is in their place. Throws {@link UsageError} otherwise. */
export const checkTargets = (folder: string, names: readonly string[]): void => {
  for (const path of names.map((name) => join(folder, name))) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined || found.isFile()) continue;
    const what = found.isDirectory() ? 'a folder' : 'no regular file';
    throw new UsageError(`${path} is ${what}: move it away or name another folder with --out`);
  }
};

/** The files that a run writes. */
export const filesOf = ({ name }: PlannedRun): string[] => [`${name}.html`, `${name}.ipynb`];

/** Makes sure that no run would write its result over its source. Throws {@link UsageError} otherwise. */
export const checkNotOverSource = (runs: readonly PlannedRun[], out: string): void => {
  for (const { path, name } of runs)
    if (resolve(out, `${name}.ipynb`) === resolve(path))
      throw new UsageError(
        `the result would be written over ${path}; name another folder with --out, or use --commit to save it there`,
      );
};
