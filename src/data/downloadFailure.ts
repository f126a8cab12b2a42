import { dirname } from 'node:path';
import { makeFolder } from '../files/makeFolder.js';
import { WriteError } from '../files/writeWhole.js';

/** Why an address did not give a file. */
export interface AddressFailure {
  readonly url: string;
  readonly why: string;
}

/** No address gave the file; the message names each and why. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
  constructor(
    readonly file: string,
    readonly failures: readonly AddressFailure[],
  ) {
    super(`could not download ${file}:\n  ${failures.map(({ url, why }) => `${url}: ${why}`).join('\n  ')}`);
  }
}

/** What the system's codes of failed connections mean. */
const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its address is not found, as without a network',
  EAI_AGAIN: 'its address cannot be looked up, as without a network',
  ENETUNREACH: 'the network cannot be reached',
  EHOSTUNREACH: 'it cannot be reached',
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'it broke the connection',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_SOCKET: 'it broke the connection',
};

/** Why an address failed, in words: `fetch` itself says only that it did. */
export function failureText(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: unknown };
  const reason = cause ?? error;
  if (!(reason instanceof Error)) return String(reason);
  const { code = '', message } = reason as NodeJS.ErrnoException;
  return code in words ? `${words[code]} (${code})` : message || code || reason.name;
}

/**
 * Does something to a file of the cache: that it cannot be written is no fault of an address, and no other address would help.
 *
 * @throws WriteError naming the whole file and what to do
 */
export async function toDisk<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw new WriteError(file, cause);
  }
}

/** Makes the folder of a file of the cache; see {@link toDisk}. */
export const folderOf = (file: string): Promise<void> => toDisk(file, async () => makeFolder(dirname(file)));

/** Why a download failed, in one line: a file that cannot be written with its path, servers by what they did. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof DownloadError))
    return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, ' ');
  const hosts = new Map<string, string[]>();
  for (const { url, why } of error.failures) hosts.set(why, [...(hosts.get(why) ?? []), new URL(url).host]);
  return [...hosts].map(([why, names]) => `${names.join(' and ')}: ${why}`).join('; ');
}
