/** Runs planned notebooks and writes what came of them. */
import { join, resolve } from 'node:path';
import { type FigureCamera, openCamera } from '../drawing/chromium.js';
import { finishFigures } from '../page/finishFigures.js';
import { notebookPage, notebookTitle } from '../page/htmlPage.js';
import type { Thumbnail } from '../page/report.js';
import { presetWarning } from '../page/reportPage.js';
import { type Site, siteOf, sourceMark } from '../page/site.js';
import { thumbnails } from '../page/thumbnails.js';
import { type CellCompiler, createCellCompiler } from '../runner/cellCompiler.js';
import type { Notebook } from '../runner/nbformat.js';
import { notebookText } from '../runner/notebookFile.js';
import { formatDuration } from '../notebook/progressState.js';
import { parameterTexts } from '../runner/parameters.js';
import { type RunFailure, type RunResult, runNotebook } from '../runner/runNotebook.js';
import { packageVersion } from '../packageVersion.js';
import { inLanes } from './inLanes.js';
import { filesOf, fingerprint, type PlannedRun } from './plan.js';
import { createView, type ViewStream } from './runView.js';
import { documentsIn, indexIn, pagesIn, writeDocuments } from './documents.js';
import { saveElsewhere, saveFile } from './saveFile.js';
import { UsageError } from './usageError.js';
import { withoutControls } from './withoutControls.js';

/** Where results go and how. */
export interface ExecuteOptions {
  /** Folder for the executed notebook and the page. */
  readonly out: string;
  /** Write a small notebook over its source instead. */
  readonly commit?: boolean;
  readonly stream?: ViewStream;
  /** Ends the kernel and the run when aborted. */
  readonly signal?: AbortSignal;
  /** Link on each page back to an index. */
  readonly index?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Notebooks at once; default: 1. */
  readonly atOnce?: number;
}

/** Notebooks that read from the store what another computes, so that they come after it: the SGD cells of Figure 1(a), the estimators of the calibration. */
const READS_FROM: Readonly<Record<string, string>> = { fig2: 'fig1a', 'bring-your-own': 'calibration' };

/** A notebook that ran, with its figures finished. */
export interface Executed {
  readonly run: PlannedRun;
  readonly notebook: Notebook;
  /** Its figures for the index; empty without one. */
  readonly figures: readonly Thumbnail[];
  readonly seconds: number;
  readonly failure?: RunFailure;
  /** Files that were written. */
  readonly files: readonly string[];
  /** Why not all that was to be written is where it was to be. */
  readonly unsaved?: string;
}

const valueTexts = ({ parameters, values }: PlannedRun): string[] =>
  Object.entries(parameterTexts(parameters, values)).map(([name, text]) => `${name} = ${text}`);

/** Letters of a message, or of its trace, that are repeated outside the notebook, which has all of them. */
const MOST_LETTERS = 10_000;

const cut = (text: string): string =>
  text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)} …` : text;

/** Whether a notebook ended at the parameters of this run: nothing of it was computed, and nothing is written. */
export const isRefusal = ({ tags }: RunFailure): boolean => tags.includes('injected-parameters');

/** What ended a run, in one line. */
export const failureSentence = (failure: RunFailure): string => {
  const { cell, name, message } = failure;
  if (isRefusal(failure))
    return `does not accept the parameters given: ${cut(withoutControls(message.split('\n')[0]))}`;
  const what = cut(withoutControls(`${name}: ${message.split('\n')[0]}`));
  return cell === 0 ? `the kernel did not start: ${what}` : `cell ${cell} failed: ${what}`;
};

/** Names of files, which may have line breaks, in one line. */
const named = (files: readonly string[]): string => files.join(' and ').replaceAll('\n', ' ');

/** A line for the terminal, where names of files may hold control codes as well. */
const tell = (stream: ViewStream, run: PlannedRun, line: string): void =>
  void stream.write(`${withoutControls(`${run.path.replaceAll('\n', ' ')}: ${line}`)}\n`);

const writeFiles = async (
  run: PlannedRun,
  result: RunResult,
  whole: Notebook,
  options: ExecuteOptions & { readonly site: Site },
  onNote: (note: string) => void,
): Promise<string[]> => {
  const { failure, seconds } = result;
  const note = [
    ...valueTexts(run),
    formatDuration(seconds),
    `heavytail ${packageVersion()}`,
    new Date().toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
  ].join(' · ');
  const page = notebookPage(whole, run.name, {
    folder: run.folder,
    note,
    failure: failure === undefined ? undefined : failureSentence(failure),
    warning: presetWarning(run.values.preset),
    site: options.site,
    source: sourceMark(run.path),
  });
  const [pageFile, notebookFile] = filesOf(run).map((name) => join(options.out, name));
  const files = [await saveFile(pageFile, page, onNote)];
  return [...files, await saveFile(notebookFile, notebookText(whole), onNote)];
};

/** The executed notebook as it is kept in version control: without the parameters of this run and small. */
const writeCommitted = async (
  run: PlannedRun,
  result: RunResult,
  camera: FigureCamera | undefined,
  onNote: (note: string) => void,
): Promise<string[]> => {
  if (result.failure !== undefined) return [];
  const text = notebookText(await finishFigures(result.notebook, 'small', camera, onNote));
  if (fingerprint(run.path) !== run.fingerprint)
    return [
      await saveElsewhere(
        run.path,
        text,
        `${run.path} was changed during the run and is left as it is`,
        onNote,
      ),
    ];
  return [await saveFile(run.path, text, onNote)];
};

const reportFailure = (
  run: PlannedRun,
  failure: RunFailure,
  files: readonly string[],
  stream: ViewStream,
): void => {
  const trace = failure.trace === '' ? '' : `\n${cut(failure.trace).replace(/^/gm, '    ')}`;
  const written = files.length === 0 ? 'nothing was written' : `outputs until then are in ${named(files)}`;
  tell(stream, run, `${failureSentence(failure)}${trace}\n  ${written}`);
};

const executeOne = async (
  run: PlannedRun,
  camera: () => Promise<FigureCamera | undefined>,
  options: ExecuteOptions & {
    readonly site: Site;
    readonly isOnly: boolean;
    readonly compiler: CellCompiler;
  },
): Promise<Executed> => {
  const { stream = process.stderr, atOnce = 1 } = options;
  const view = createView(run.path, { stream, alone: atOnce === 1 });
  const result = await runNotebook(run.notebook, {
    cwd: run.folder,
    signal: options.signal,
    compiler: options.compiler,
    env: { ...(options.env ?? process.env), HEAVYTAIL_FIGURES: 'data' },
    // An interrupted run ends without a word about the cell that was cut off.
    onEvent: (event) => (options.signal?.aborted === true ? undefined : view(event)),
  });
  const { failure, seconds } = result;
  if (failure !== undefined && isRefusal(failure)) {
    const sentence = failureSentence(failure);
    // Where nothing else was asked for the call was wrong.
    if (options.isOnly) throw new UsageError(`${run.path} ${sentence}`);
    tell(stream, run, sentence);
    return { run, notebook: run.notebook, figures: [], seconds, failure, files: [] };
  }
  let unsaved: string | undefined;
  const onNote = (note: string): void => tell(stream, run, note);
  const onUnsaved = (why: string): void => {
    unsaved ??= why;
    onNote(why);
  };
  const notebook = await finishFigures(result.notebook, 'whole', await camera(), onNote);
  let files: string[] = [];
  try {
    files =
      options.commit === true
        ? await writeCommitted(run, result, await camera(), onUnsaved)
        : await writeFiles(run, result, notebook, options, onUnsaved);
  } catch (error) {
    // The other notebooks still run, and what this one claims goes into the index.
    onUnsaved((error as Error).message);
  }
  if (failure !== undefined) reportFailure(run, failure, files, stream);
  else onNote(`done in ${formatDuration(seconds)}, wrote ${named(files) || 'nothing'}`);
  const figures = options.index === undefined ? [] : await thumbnails(notebook, await camera(), onNote);
  return { run, notebook, figures, seconds, failure, files, unsaved };
};

/** The pages that these runs write, beside those that lie in the folder from before. */
const siteOfRuns = (runs: readonly PlannedRun[], { out, index }: ExecuteOptions): Site =>
  siteOf(
    runs.map(({ name, notebook, path }) => ({
      ...{ name, notebook, file: resolve(path) },
      title: notebookTitle(notebook, name),
    })),
    { index: index ?? indexIn(out), earlier: pagesIn(out), earlierDocuments: documentsIn(out) },
  );

/** Runs all, as many at once as the options say; a failure does not keep the others from running. */
export const executeRuns = async (
  runs: readonly PlannedRun[],
  options: ExecuteOptions,
): Promise<Executed[]> => {
  const { stream = process.stderr, atOnce = 1 } = options;
  let opened: Promise<FigureCamera | undefined> | undefined;
  const camera = (): Promise<FigureCamera | undefined> =>
    (opened ??= openCamera(options.env, (note) => void stream.write(`${withoutControls(note)}\n`)));
  const site = siteOfRuns(runs, options);
  const compiler = createCellCompiler();
  const waitsFor = ({ name }: PlannedRun): PlannedRun[] =>
    runs.filter((other) => other.name === READS_FROM[name]);
  try {
    if (options.commit !== true)
      await writeDocuments(site, options.out, (note) => void stream.write(`${withoutControls(note)}\n`));
    return await inLanes(runs, atOnce, waitsFor, (run) =>
      executeOne(run, camera, { ...options, site, compiler, isOnly: runs.length === 1 }),
    );
  } finally {
    await compiler.close();
    await (await opened)?.close();
  }
};
