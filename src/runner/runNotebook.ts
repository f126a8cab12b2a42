/** Runs a notebook from top to bottom in a fresh kernel. */
import { stripVTControlCharacters } from 'node:util';
import type { CellCompiler } from './cellCompiler.js';
import { type KernelClient, type KernelOptions, startKernel } from './kernelClient.js';
import { KernelDied, kernelCommand } from './kernelProcess.js';
import { type Cell, cellTags, type CodeCell, isRunnable, type Notebook, type Output } from './nbformat.js';
import { countOf, outputCollector } from './outputs.js';
import { isProgressState, PROGRESS_MIME, type ProgressState } from '../notebook/progressState.js';
import type { Content, Message } from './wire.js';

/** What happens during a run. */
export type RunEvent =
  | { readonly type: 'cell-start'; readonly cell: number; readonly of: number; readonly title: string }
  | { readonly type: 'cell-progress'; readonly cell: number; readonly state: ProgressState }
  | { readonly type: 'cell-end'; readonly cell: number; readonly seconds: number; readonly ok: boolean };

/** The cell that ended a run, and how. */
export interface RunFailure {
  /** Position among the code cells, from 1; 0 if the kernel did not start. */
  readonly cell: number;
  readonly tags: readonly string[];
  readonly name: string;
  readonly message: string;
  /** Trace without colours; empty if there is none. */
  readonly trace: string;
}

export interface RunResult {
  /** The notebook with all outputs that arrived. */
  readonly notebook: Notebook;
  readonly failure?: RunFailure;
  readonly seconds: number;
}

export interface RunOptions extends KernelOptions {
  readonly onEvent?: (event: RunEvent) => void;
  /** Compiles the cells, unless another kernel is named by `command`; without it the kernel does. */
  readonly compiler?: CellCompiler;
}

/** The first line of a cell that says something, as a title for it. */
const titleOf = (cell: CodeCell): string =>
  cell.source
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && line !== '{') ?? '';

const progressOf = (message: Message): ProgressState | undefined => {
  const data = message.content.data as Record<string, unknown> | null | undefined;
  const state = data?.[PROGRESS_MIME];
  return isProgressState(state) ? state : undefined;
};

type ErrorOutput = Extract<Output, { output_type: 'error' }>;

const isStderr = (output: Output): output is Extract<Output, { output_type: 'stream' }> =>
  output.output_type === 'stream' && output.name === 'stderr';

/** Runs one cell into `cell`; resolves with the failure, if there is one. */
const runCell = async (
  kernel: KernelClient,
  cell: CodeCell,
  metadata: Content,
  collect: ReturnType<typeof outputCollector>,
  onProgress: (state: ProgressState) => void,
): Promise<Omit<RunFailure, 'cell'> | undefined> => {
  const outputs = collect();
  let isCut = false;
  const onMessage = (message: Message): void => {
    outputs.add(message);
    if (outputs.isEndless() && !isCut) {
      isCut = true;
      kernel.interrupt().catch(() => undefined);
    }
    const state = progressOf(message);
    if (state !== undefined) onProgress(state);
  };
  const failed = (name: string, message: string, trace = ''): Omit<RunFailure, 'cell'> => ({
    tags: cellTags(cell),
    name,
    message,
    trace: stripVTControlCharacters(trace),
  });
  cell.outputs = outputs.list;
  try {
    const { content } = await kernel.execute(cell.source, { onMessage, metadata });
    cell.execution_count = countOf(content.execution_count);
    if (isCut) return failed('EndlessOutput', 'it gave far more than can be kept, and was interrupted');
    if (content.status === 'ok') return undefined;
    const error = outputs.list.find((output): output is ErrorOutput => output.output_type === 'error');
    const stderr = outputs.list.filter(isStderr).at(-1)?.text;
    return failed(
      String(content.ename ?? error?.ename ?? content.status),
      String(content.evalue ?? error?.evalue ?? stderr ?? '').trim(),
      error?.traceback.join('\n'),
    );
  } catch (error) {
    if (!(error instanceof KernelDied)) throw error;
    const { name: ename, message: evalue } = error;
    outputs.list.push({ output_type: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] });
    return failed(ename, evalue);
  }
};

const cleared = (cell: Cell): Cell =>
  cell.cell_type === 'code' ? { ...cell, execution_count: null, outputs: [] } : cell;

/**
 * Executes the code cells of a notebook in order, in a new kernel, and stops at the first that fails (unless it is tagged
 * `raises-exception`). Cells that did not run have no outputs. A kernel that does not start is a failure too. Rejects with the reason of
 * `signal` when that is aborted.
 */
export const runNotebook = async (source: Notebook, options: RunOptions): Promise<RunResult> => {
  const { onEvent = () => {}, signal } = options;
  signal?.throwIfAborted();
  const start = performance.now();
  const notebook: Notebook = { ...source, cells: source.cells.map(cleared) };
  const seconds = (): number => (performance.now() - start) / 1000;
  const ahead = compileAhead(notebook, options);
  let kernel: KernelClient | undefined;
  try {
    try {
      kernel = await startKernel({ ...options, command: ahead.command });
    } catch (error) {
      signal?.throwIfAborted();
      const { name, message } = error as Error;
      return { notebook, failure: { cell: 0, tags: [], name, message, trace: '' }, seconds: seconds() };
    }
    notebook.metadata = { ...notebook.metadata, language_info: kernel.info.language_info };
    const failure = await runCells(kernel, notebook, ahead.metadata, onEvent);
    signal?.throwIfAborted();
    await kernel.shutdown();
    return { notebook, failure, seconds: seconds() };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    ahead.end();
    kernel?.kill();
  }
};

interface Ahead {
  readonly command: KernelOptions['command'];
  /** What goes along with the request of each cell that is run. */
  readonly metadata: readonly Promise<Content>[];
  readonly end: () => void;
}

/** Has the cells compiled, one after the other, while the kernel starts and runs those before. */
const compileAhead = (
  notebook: Notebook,
  { compiler, command, cwd, env = process.env }: RunOptions,
): Ahead => {
  const cells = notebook.cells.filter(isRunnable);
  if (compiler === undefined || command !== undefined)
    return { command, metadata: cells.map(() => Promise.resolve({})), end: () => undefined };
  const { compile, end } = compiler.begin(cwd, env);
  let isOver = false;
  let before: Promise<Content> = Promise.resolve({});
  const metadata = cells.map(({ source }) => (before = before.then(() => (isOver ? {} : compile(source)))));
  return {
    command: (file) => kernelCommand(file, { lateCompiler: true }),
    metadata,
    end: () => {
      isOver = true;
      end();
    },
  };
};

const runCells = async (
  kernel: KernelClient,
  notebook: Notebook,
  metadata: readonly Promise<Content>[],
  onEvent: (event: RunEvent) => void,
): Promise<RunFailure | undefined> => {
  const collect = outputCollector();
  const cells = notebook.cells.filter(isRunnable);
  for (const [index, code] of cells.entries()) {
    const cell = index + 1;
    const start = performance.now();
    onEvent({ type: 'cell-start', cell, of: cells.length, title: titleOf(code) });
    const compiled = await Promise.race([metadata[index], kernel.ended.then(() => ({}))]);
    const failure = await runCell(kernel, code, compiled, collect, (state) =>
      onEvent({ type: 'cell-progress', cell, state }),
    );
    const seconds = (performance.now() - start) / 1000;
    onEvent({ type: 'cell-end', cell, seconds, ok: failure === undefined });
    if (failure !== undefined && !failure.tags.includes('raises-exception')) return { ...failure, cell };
    if (failure?.name === 'KernelDied') return { ...failure, cell };
  }
  return undefined;
};
