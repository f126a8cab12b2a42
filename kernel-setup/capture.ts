/** What happens outside a cell's own statements: text on the standard streams, and failures that nothing catches. */
import { promiseHooks } from 'node:v8';
import { redirectChildOutput } from './childOutput.js';
import { CellRun } from './cellRunner.js';
import type { StreamName } from './iopub.js';
import type { Outputs } from './outputs.js';
import { nextTick } from './platform.js';
import { quietPromises } from './quietInternals.js';
import { errorContent, type Sources } from './traceback.js';
import { plainText } from '../src/notebook/plainText.js';

/** The running cell, if the stack of `error` names it: Node reports errors of microtasks outside their context. */
function named(error: unknown, run: CellRun | undefined): CellRun | undefined {
  if (run === undefined || !(error instanceof Error)) return undefined;
  return String(error.stack).includes(`cell [${run.count}]`) ? run : undefined;
}

type Written = (name: StreamName, text: string | Uint8Array) => void;

/** Sends what is written to standard output and standard error to the notebook. */
export function captureStreams(written: Written): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const write = (
      text: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error | null) => void),
      done?: (error?: Error | null) => void,
    ): boolean => {
      const encoded = typeof text === 'string' && typeof encoding === 'string' && !/^utf-?8$/i.test(encoding);
      written(name, encoded ? Buffer.from(text, encoding) : text);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (callback !== undefined) nextTick(callback);
      return true;
    };
    process[name].write = write as typeof process.stdout.write;
  }
  redirectChildOutput();
}

/** A process that ends itself has `drain` called before, so that what it printed last arrives. */
export function drainBeforeDeath(drain: () => void): void {
  const { kill, abort } = process;
  process.kill = (pid, signal) => {
    const isHarmless = signal === 0 || signal === 'SIGINT';
    if (pid === process.pid && !isHarmless) drain();
    return kill.call(process, pid, signal);
  };
  process.abort = (): never => {
    drain();
    return abort.call(process);
  };
}

/**
 * Fails the cell that caused a rejection or exception that nothing catches, also if another cell runs meanwhile. If that
 * cell has ended already, the error is shown where it belongs and mentioned in the cell that runs now.
 */
export function catchFailures(
  outputs: Outputs,
  sources: Sources,
  active: () => CellRun | undefined,
  log: (text: string) => void,
): void {
  const madeBy = new WeakMap<object, CellRun>();
  quietPromises();
  promiseHooks.onInit((promise) => {
    const run = CellRun.current();
    if (run !== undefined) madeBy.set(promise, run);
  });

  const failed = (thrown: unknown, run: CellRun | undefined): void => {
    if (run !== undefined && !run.finished) return run.fail(thrown);
    const content = errorContent(thrown, sources, plainText);
    if (run === undefined) log(content.traceback.join('\n'));
    else outputs.publish(run.origin, 'error', content);
    const now = active();
    const from = run === undefined ? 'code outside any cell' : `cell [${run.count}], which had ended`;
    if (now !== undefined)
      outputs.write(now.origin, 'stderr', `Uncaught in ${from}:\n${content.traceback.join('\n')}\n`);
  };

  process.on('unhandledRejection', (reason, promise) => failed(reason, madeBy.get(promise)));
  process.on('uncaughtException', (error) => failed(error, CellRun.current() ?? named(error, active())));
}
