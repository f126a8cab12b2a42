import { setTimeout as delay } from 'node:timers/promises';
import { countOf } from '../countWords.js';
import type { QueueAddress } from '../queue/address.js';
import { versionText } from '../queue/keys.js';
import { serve } from '../queue/serve.js';
import { engineVersion } from '../sweeps/engineNumbers.js';
import { computeTask } from './tasks.js';
import { createTools } from './tools.js';

export interface WorkOptions {
  readonly address: QueueAddress;
  /** Points at once, each on a thread; one that can uses all. */
  readonly threads: number;
  /** Ends the worker after so many seconds without a point. */
  readonly idleExit?: number;
  /** Ends the worker: what is under way is finished, or handed back. */
  readonly signal: AbortSignal;
  /** Milliseconds for which the points under way may go on, asked after the signal; what is not finished then is handed back. Default 7000. */
  readonly grace?: () => number | undefined;
  readonly onNote: (note: string) => void;
}

const GRACE = 7000;

/** Resolves when a signal aborts. */
const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Takes points from a queue until told to stop, or until there have been none for a while.
 *
 * @throws Error with one sentence where the queue does not answer, or is away for too long
 */
export async function work(options: WorkOptions): Promise<void> {
  const { address, threads, idleExit, signal, grace, onNote } = options;
  const version = engineVersion();
  const tools = createTools(threads);
  const serving = await serve(address, version, {
    atOnce: threads,
    compute: (point) => computeTask(point, tools),
    onNote,
  });
  const count = countOf(threads, 'thread');
  onNote(`${versionText(version)} takes points from ${address.text} on ${count}`);
  const idle = async (): Promise<void> => {
    while (idleExit === undefined || serving.idleSeconds() < idleExit)
      await delay(500, undefined, { ref: false });
  };
  const lost = await Promise.race([aborted(signal).then(() => undefined), idle(), serving.lost]);
  await serving.close(grace?.() ?? GRACE);
  await tools.close();
  if (lost) throw new Error(lost);
}
