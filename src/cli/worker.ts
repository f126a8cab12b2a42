/** `heavytail worker`: computes the points of a queue. */
import { availableParallelism } from 'node:os';
import { checkInteger } from '../check.js';
import { work } from '../worker/work.js';
import { queueAddress, type OnFlags } from './queueAddress.js';
import { UsageError } from './usageError.js';

export interface WorkerFlags extends OnFlags {
  readonly threads?: string;
  readonly idleExit?: string;
}

const countOf = (name: string, text: string | undefined, most: number): number | undefined => {
  if (text === undefined) return undefined;
  const count = Number(text);
  try {
    checkInteger(name, count, 1, most);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  return count;
};

/** Works until the signal aborts, or until there has been nothing to do for a while. */
export async function runWorker(
  flags: WorkerFlags,
  signal: AbortSignal,
  onNote: (note: string) => void,
): Promise<void> {
  const threads = countOf('--threads', flags.threads, 1024) ?? availableParallelism();
  const idleExit = countOf('--idle-exit', flags.idleExit, 10 ** 9);
  await work({ address: queueAddress(flags), threads, idleExit, signal, onNote });
}
