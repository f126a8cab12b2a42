import { argumentError } from './check.js';
import { interruptSignal } from './interruptSignal.js';

/** How far a long call is. */
export interface CallProgress {
  /** Share of the work that is done, from 0 to 1. */
  readonly fraction: number;
}

/** Options of every long call of the library. */
export interface LongCallOptions<Progress extends CallProgress = CallProgress> {
  /** Stops the call: its promise rejects with the signal's reason. Default: the interrupt of the notebook cell, if there is one. */
  readonly signal?: AbortSignal;
  /**
   * A name for the bar that shows how far the call is; or a function that is called with the progress, in place of a bar; or
   * `false` for neither.
   *
   * Left out, a notebook shows a bar with the call's own name once the call has taken 0.3 seconds, and a plain process prints
   * nothing; there a name asks for a line on standard error, which `heavytail` and `heavytail/notebook` know how to write. A
   * call within another long call shows nothing: the bar is that of the outermost.
   */
  readonly progress?: string | false | ((progress: Progress) => void);
}

/** What the body of a long call is given. */
export interface LongCall<Progress extends CallProgress = CallProgress> {
  /** The signal to heed. */
  readonly signal: AbortSignal | undefined;
  /** Called by the body as the work goes on, as often as is convenient. */
  readonly report: (progress: Progress) => void;
  /** Says what holds the work up, until it goes on: beside the bar, and as a warning where there is none. */
  readonly warn: (notice: string) => void;
}

/** Shows how far calls are. The notebook part of the library puts one on the global object, under {@link PROGRESS_DISPLAY}. */
export interface ProgressDisplay {
  /**
   * Runs `body`, which tells `show` the share that is done and `warn` what holds it up, and shows both under the title unless that
   * is undefined. Long calls within `body` show nothing but such warnings, whatever is done with its own progress.
   *
   * @param asked whether the caller gave the title
   */
  follow<Result>(
    title: string | undefined,
    asked: boolean,
    body: (show: (fraction: number) => void, warn: (notice: string) => void) => Promise<Result>,
  ): Promise<Result>;
}

export const PROGRESS_DISPLAY: unique symbol = Symbol.for('heavytail.progressDisplay') as never;

/** A signal that aborts when one of several does. (The declarations of TypeScript 5.0 lack `any`.) */
const anySignal = (signals: readonly AbortSignal[]): AbortSignal =>
  (AbortSignal as unknown as { any(signals: readonly AbortSignal[]): AbortSignal }).any(signals);

/** A signal that aborts when `signal` does. Every call listens to one of its own, as Node warns of more than ten listeners at one. */
export const ownSignal = (signal: AbortSignal): AbortSignal => anySignal([signal]);

/**
 * What a body tells goes to a function of the caller's. Where that is an async one, nobody would hear that it failed, and Node ends the process:
 * it stops the call as an error thrown at once does.
 */
function listening<Progress>(
  progress: (progress: Progress) => unknown,
  signal: AbortSignal | undefined,
): { signal: AbortSignal; report: (progress: Progress) => void; end: () => void } {
  const failed = new AbortController();
  let isOver = false;
  const fail = (reason: unknown): void => {
    if (isOver) throw reason;
    failed.abort(reason);
  };
  return {
    signal: anySignal(signal ? [signal, failed.signal] : [failed.signal]),
    report: (now) => {
      const answer = progress(now);
      if (answer instanceof Promise) answer.catch(fail);
    },
    end: () => void (isOver = true),
  };
}

const withoutDisplay: ProgressDisplay['follow'] = (_title, _asked, body) =>
  body(() => undefined, console.warn);

/**
 * Runs the body of a long call, which heeds the signal and reports its progress as the caller's options say. Its bar ends with
 * it, on success, on an error and on an interrupt.
 *
 * @param name what is shown where the caller gives no name
 * @returns what `body` returns
 * @throws RangeError for a `progress` of another kind; the signal's reason if it has aborted
 */
export async function longCall<Progress extends CallProgress, Result>(
  name: string,
  { signal = interruptSignal(), progress }: LongCallOptions<Progress>,
  body: (call: LongCall<Progress>) => Promise<Result>,
): Promise<Result> {
  const named = typeof progress === 'string';
  if (!named && progress !== undefined && progress !== false && typeof progress !== 'function')
    throw argumentError('progress', progress, 'a name, a function or false');
  if (signal !== undefined && typeof signal?.throwIfAborted !== 'function')
    throw argumentError('signal', signal, 'an AbortSignal');
  signal?.throwIfAborted();
  const display = (globalThis as { [PROGRESS_DISPLAY]?: ProgressDisplay })[PROGRESS_DISPLAY];
  const follow: ProgressDisplay['follow'] = display?.follow ?? withoutDisplay;
  const title = named ? progress : progress === undefined ? name : undefined;
  return follow(title, named, async (show, warn) => {
    if (typeof progress !== 'function')
      return body({ warn, signal: signal && ownSignal(signal), report: ({ fraction }) => show(fraction) });
    const heard = listening(progress, signal);
    try {
      return await body({ warn, ...heard });
    } finally {
      heard.end();
    }
  });
}
