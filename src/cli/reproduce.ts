/** Runs notebooks and gathers what they claim. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { basename, join } from 'node:path';
import { explorerHtml } from '../explorer/index.js';
import { packageFolder } from '../packageFolder.js';
import { notebookTitle } from '../page/htmlPage.js';
import { claimsIn, type NotebookReport, type Report } from '../page/report.js';
import { reportPage } from '../page/reportPage.js';
import { parameterTexts } from '../runner/parameters.js';
import { formatDuration } from '../notebook/progressState.js';
import { type Executed, executeRuns, failureSentence, isRefusal } from './execute.js';
import { packageVersion } from '../packageVersion.js';
import {
  checkNotOverSource,
  checkOutputFolder,
  checkTargets,
  filesOf,
  planEach,
  type RefusedRun,
  refusalNotes,
} from './plan.js';
import { notebookFolder } from './notebookFolder.js';
import { saveFile } from './saveFile.js';
import { UsageError } from './usageError.js';
import { wholeNumber } from './wholeNumber.js';

const notebookPaths = (folder: string): string[] => {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ipynb')) : [];
  if (names.length === 0) throw new UsageError(`there are no notebooks in ${folder}`);
  return names.sort().map((name) => join(folder, name));
};

/** The notebooks that are asked for, by file or by name; all where none is. */
const chosen = (names: readonly string[]): string[] => {
  if (names.length === 0) return notebookPaths(notebookFolder());
  return names.map((name) => {
    if (name.endsWith('.ipynb')) return name;
    const all = notebookPaths(notebookFolder());
    const found = all.find((path) => basename(path, '.ipynb') === name);
    if (found !== undefined) return found;
    const known = all.map((path) => basename(path, '.ipynb')).join(', ');
    throw new UsageError(`there is no notebook ${JSON.stringify(name)}; known are: ${known}`);
  });
};

/** Bytes that a kernel with its workers and data may take. */
const KERNEL_BYTES = 2 ** 31;

/**
 * Notebooks at once: every kernel computes its sweeps on all processors, but is alone on one while it starts, compiles and draws. A few
 * at once fill these gaps, if there is memory for them.
 */
const lanesOf = (atOnce: string | undefined): number => {
  if (atOnce === undefined)
    return Math.max(
      1,
      Math.min(4, availableParallelism(), Math.floor(process.availableMemory() / KERNEL_BYTES)),
    );
  return wholeNumber('--at-once', atOnce, 64);
};

/** How many of the slowest notebooks are named. */
const SLOWEST = 5;

const slowestSentence = (done: readonly Executed[]): string =>
  `the slowest: ${[...done]
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ run, seconds }) => `${run.name} ${formatDuration(seconds)}`)
    .join(', ')}`;

/** The commit of the package's repository, marked if files differ from it; undefined outside one. */
const commit = (): string | undefined => {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: packageFolder(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', 'HEAD') + (changed ? ' with changes' : '');
  } catch {
    return undefined;
  }
};

const tslabVersion = (): string =>
  (createRequire(import.meta.url)('tslab/package.json') as { version: string }).version;

const reportOf = ({ run, notebook, figures, seconds, failure, unsaved }: Executed): NotebookReport => {
  const outputs = notebook.cells.flatMap((cell) => (cell.cell_type === 'code' ? cell.outputs : []));
  const { claims, problem } = claimsIn(outputs);
  return {
    name: run.name,
    title: notebookTitle(notebook, run.name),
    parameters: parameterTexts(run.parameters, run.values),
    // Of one that did not take its parameters there is no page.
    seconds: failure !== undefined && isRefusal(failure) ? undefined : seconds,
    failure: failure === undefined ? (problem ?? unsaved) : failureSentence(failure),
    claims,
    figures,
  };
};

const reportOfRefused = ({ name, why }: RefusedRun): NotebookReport => ({
  ...{ name, title: name, parameters: {}, failure: why, claims: [], figures: [] },
});

/** What is written besides the notebooks and their pages. */
const OWN_FILES: readonly string[] = ['claims.json', 'explorer.html', 'index.html'];

/** What to reproduce and where to write it. */
export interface ReproduceOptions {
  /** Names or files of notebooks; none: all. */
  readonly names: readonly string[];
  /** Notebooks at once, as a text; default: by processors and memory. */
  readonly atOnce?: string;
  readonly preset: string;
  readonly out: string;
  readonly signal?: AbortSignal;
  /** What the kernels are started with. */
  readonly env?: NodeJS.ProcessEnv;
  readonly onNote: (note: string) => void;
}

/**
 * Runs notebooks at a preset into `out`, and writes there `index.html` and `claims.json`. Resolves with whether all
 * notebooks ran to their end.
 */
export const reproduce = async (options: ReproduceOptions): Promise<boolean> => {
  const { names, preset, out, signal, env, onNote } = options;
  const atOnce = lanesOf(options.atOnce);
  const plan = planEach(chosen(names), { preset, onNote });
  const { runs, refused } = plan;
  checkNotOverSource(runs, out);
  for (const run of runs) {
    const taken = filesOf(run).find((file) => OWN_FILES.includes(file));
    if (taken !== undefined)
      throw new UsageError(
        `the page of ${run.path} would be ${taken}, which this command writes itself: rename the notebook, or use "heavytail run"`,
      );
  }
  checkOutputFolder(out);
  checkTargets(out, [...runs.flatMap(filesOf), ...OWN_FILES]);
  refusalNotes(plan).forEach(onNote);
  const start = performance.now();
  const done = await executeRuns(runs, { out, index: 'index.html', signal, env, atOnce });
  const report: Report = {
    date: new Date().toISOString(),
    preset,
    commit: commit(),
    versions: { heavytail: packageVersion(), node: process.version, tslab: tslabVersion() },
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    seconds: (performance.now() - start) / 1000,
    notebooks: [...done.map(reportOf), ...refused.map(reportOfRefused)],
  };
  const data = { ...report, notebooks: report.notebooks.map((each) => ({ ...each, figures: undefined })) };
  let isSaved = true;
  const save = (name: string, content: string): Promise<string> =>
    saveFile(join(out, name), content, (note) => {
      isSaved = false;
      onNote(note);
    });
  await save('claims.json', `${JSON.stringify(data, null, 2)}\n`);
  await save('explorer.html', explorerHtml('index.html'));
  if (done.length > 1) onNote(slowestSentence(done));
  onNote(`the index of all results is ${await save('index.html', reportPage(report))}`);
  return isSaved && report.notebooks.every(({ failure }) => failure === undefined);
};
