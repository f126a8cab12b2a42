/** Runs every notebook and gathers what they claim. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { explorerHtml } from '../explorer/index.js';
import { packageFolder } from '../packageFolder.js';
import { notebookTitle } from '../page/htmlPage.js';
import { claimsIn, type NotebookReport, type Report } from '../page/report.js';
import { reportPage } from '../page/reportPage.js';
import { parameterTexts } from '../runner/parameters.js';
import { type Executed, executeRuns } from './execute.js';
import { packageVersion } from '../packageVersion.js';
import { checkNotOverSource, checkOutputFolder, checkTargets, filesOf, planRuns } from './plan.js';
import { saveFile } from './saveFile.js';
import { UsageError } from './usageError.js';

/** The notebooks of the current folder, or else those that come with the package. */
const notebookFolder = (): string => {
  const here = 'notebooks';
  return statSync(here, { throwIfNoEntry: false })?.isDirectory() === true
    ? here
    : join(packageFolder(), 'notebooks');
};

const notebookPaths = (folder: string): string[] => {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.ipynb')) : [];
  if (names.length === 0) throw new UsageError(`there are no notebooks in ${folder}`);
  return names.sort().map((name) => join(folder, name));
};

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
    seconds,
    failure:
      failure === undefined
        ? (problem ?? unsaved)
        : `cell ${failure.cell}: ${failure.name}: ${failure.message}`,
    claims,
    figures,
  };
};

/** What to reproduce and where to write it. */
export interface ReproduceOptions {
  readonly preset: string;
  readonly out: string;
  readonly signal?: AbortSignal;
  /** What the kernels are started with. */
  readonly env?: NodeJS.ProcessEnv;
  readonly onNote: (note: string) => void;
}

/**
 * Runs all notebooks at a preset into `out`, and writes there `index.html` and `claims.json`. Resolves with whether all
 * notebooks ran to their end.
 */
export const reproduce = async ({ preset, out, signal, env, onNote }: ReproduceOptions): Promise<boolean> => {
  const runs = planRuns(notebookPaths(notebookFolder()), { preset, onNote });
  checkNotOverSource(runs, out);
  checkOutputFolder(out);
  checkTargets(out, [...runs.flatMap(filesOf), 'claims.json', 'explorer.html', 'index.html']);
  const start = performance.now();
  const done = await executeRuns(runs, { out, index: 'index.html', signal, env });
  const report: Report = {
    date: new Date().toISOString(),
    preset,
    commit: commit(),
    versions: { heavytail: packageVersion(), node: process.version, tslab: tslabVersion() },
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
    seconds: (performance.now() - start) / 1000,
    notebooks: done.map(reportOf),
  };
  const data = { ...report, notebooks: report.notebooks.map((each) => ({ ...each, figures: undefined })) };
  let isSaved = true;
  const save = (name: string, content: string): Promise<string> =>
    saveFile(join(out, name), content, (note) => {
      isSaved = false;
      onNote(note);
    });
  await save('claims.json', `${JSON.stringify(data, null, 2)}\n`);
  await save('explorer.html', explorerHtml());
  onNote(`the index of all results is ${await save('index.html', reportPage(report))}`);
  return isSaved && report.notebooks.every(({ failure }) => failure === undefined);
};
