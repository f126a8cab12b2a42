/** `heavytail worker`: computes the points of a queue. */
import { availableParallelism } from 'node:os';
import { work } from '../worker/work.js';
import { queueAddress, type OnFlags } from './queueAddress.js';
import { wholeNumber } from './wholeNumber.js';

export interface WorkerFlags extends OnFlags {
  readonly threads?: string;
  readonly idleExit?: string;
}

/** What a worker is run with. */
export interface WorkerSurroundings {
  readonly signal: AbortSignal;
  readonly onNote: (note: string) => void;
  /** Whether somebody waits for the end: points under way are handed back at once. */
  readonly isHurried: () => boolean;
}

/** Works until the signal aborts, or until there has been nothing to do for a while. */
export async function runWorker(
  flags: WorkerFlags,
  { signal, onNote, isHurried }: WorkerSurroundings,
): Promise<void> {
  const threads =
    flags.threads === undefined ? availableParallelism() : wholeNumber('--threads', flags.threads, 1024);
  const idleExit =
    flags.idleExit === undefined ? undefined : wholeNumber('--idle-exit', flags.idleExit, 10 ** 9);
  const grace = (): number | undefined => (isHurried() ? 0 : undefined);
  await work({ address: queueAddress(flags, true), threads, idleExit, signal, grace, onNote });
}
