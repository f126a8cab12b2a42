/** `heavytail worker`: computes the points of a queue. */
import { availableParallelism } from 'node:os';
import { work } from '../worker/work.js';
import { queueAddress, type OnFlags } from './queueAddress.js';
import { wholeNumber } from './wholeNumber.js';

export interface WorkerFlags extends OnFlags {
  readonly threads?: string;
  readonly idleExit?: string;
}

/** Works until the signal aborts, or until there has been nothing to do for a while. */
export async function runWorker(
  flags: WorkerFlags,
  signal: AbortSignal,
  onNote: (note: string) => void,
): Promise<void> {
  const threads =
    flags.threads === undefined ? availableParallelism() : wholeNumber('--threads', flags.threads, 1024);
  const idleExit =
    flags.idleExit === undefined ? undefined : wholeNumber('--idle-exit', flags.idleExit, 10 ** 9);
  await work({ address: queueAddress(flags, true), threads, idleExit, signal, onNote });
}
