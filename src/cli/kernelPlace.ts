/** Where the sweeps of kernels are computed. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { queueAddress, type OnFlags } from './queueAddress.js';

/** What kernels are started with, and what is done after them. */
export interface KernelPlace {
  readonly env: NodeJS.ProcessEnv;
  /** Ends the sweeps of kernels that were killed: workers stop what only they wanted. */
  close(): Promise<void>;
}

/** The environment, whose folders are those that are meant here: a kernel runs in the folder of its notebook. */
const environment = (): NodeJS.ProcessEnv => {
  const folders = ['HEAVYTAIL_CACHE', 'HEAVYTAIL_DATA'].flatMap((name): [string, string][] => {
    const folder = process.env[name];
    return folder ? [[name, resolve(folder)]] : [];
  });
  return { ...process.env, ...Object.fromEntries(folders) };
};

/**
 * The place that the flags name, or else the environment. Throws {@link UsageError} for what is none.
 *
 * @throws Error with one sentence where a queue does not answer
 */
export async function kernelPlace({ on, insecure }: OnFlags): Promise<KernelPlace> {
  const place = on ?? (process.env.HEAVYTAIL_ON || 'threads');
  if (place === 'threads')
    return { env: { ...environment(), HEAVYTAIL_ON: place }, close: () => Promise.resolve() };
  const address = queueAddress({ on, insecure });
  const caller = randomUUID();
  const env = {
    ...environment(),
    ...{ HEAVYTAIL_ON: place, HEAVYTAIL_CALLER: caller },
    ...(insecure === true && { HEAVYTAIL_INSECURE: '1' }),
  };
  const { callersEnding } = await import('../queue/endCallers.js');
  const { engineVersion } = await import('../sweeps/engineNumbers.js');
  return { env, close: await callersEnding(address, engineVersion(), caller) };
}
