import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is told while a file comes in. */
export interface DownloadProgress {
  readonly file: string;
  readonly url: string;
  readonly bytes: number;
  /** Undefined where the server does not say. */
  readonly total: number | undefined;
}

/** A file to fetch: the same bytes from any of `urls`. */
export interface DownloadRequest {
  /** Where it is to lie at the end. */
  readonly file: string;
  /** Addresses tried in this order. */
  readonly urls: readonly string[];
  /** MD5 of the whole file, in hexadecimal, as the publishers state it. */
  readonly md5: string;
}

export interface DownloadOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** An address that sends nothing for so many milliseconds is given up. Default 20 000. */
  readonly stallTimeout?: number;
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (found) => found.size,
    () => 0,
  );

async function md5Of(file: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Fetches `url` into `part`, going on after the bytes already there when the server can. */
async function fetchInto(part: string, url: string, file: string, options: DownloadOptions): Promise<void> {
  const { onProgress, signal, stallTimeout = 20_000 } = options;
  const stalled = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(new Error(`no data for ${stallTimeout} ms`)), stallTimeout);
  };
  alive();
  const forward = (): void => stalled.abort(signal?.reason);
  if (signal?.aborted) forward();
  signal?.addEventListener('abort', forward, { once: true });
  let there = await sizeOf(part);
  try {
    const response = await fetch(url, {
      headers: there > 0 ? { range: `bytes=${there}-` } : {},
      signal: stalled.signal,
    });
    if (response.status === 416) return; // Nothing is left to send: the checksum decides.
    if (!response.ok || !response.body) throw new Error(`the server answers ${response.status}`);
    const resumed = response.status === 206;
    if (!resumed) there = 0;
    const length = Number(response.headers.get('content-length')) || undefined;
    const total = length === undefined ? undefined : length + there;
    const out = await open(part, resumed ? 'a' : 'w');
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        alive();
        await out.write(chunk);
        there += chunk.length;
        onProgress?.({ file, url, bytes: there, total });
      }
    } finally {
      await out.close();
    }
    if (total !== undefined && there < total) throw new Error(`ended after ${there} of ${total} bytes`);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', forward);
  }
}

/** One address: fetch, check, and once more from the start if bytes kept from an earlier try were bad. */
async function tryAddress(
  request: DownloadRequest,
  url: string,
  options: DownloadOptions,
): Promise<string | undefined> {
  const part = `${request.file}.part`;
  for (;;) {
    const kept = await sizeOf(part);
    try {
      await fetchInto(part, url, request.file, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      const reason = (error as Error).cause ?? error;
      return reason instanceof Error ? reason.message : String(reason);
    }
    const md5 = await md5Of(part);
    if (md5 === request.md5) {
      await rename(part, request.file);
      return undefined;
    }
    await rm(part, { force: true });
    if (kept === 0) return `MD5 is ${md5}, ${request.md5} was expected`;
  }
}

/**
 * Downloads a file unless it is there already. Bytes go to `FILE.part`, which a later call continues; only a whole file
 * with the right checksum gets its name.
 *
 * @throws Error naming every address and why it failed; the signal's reason when aborted
 */
export async function download(request: DownloadRequest, options: DownloadOptions = {}): Promise<void> {
  if ((await sizeOf(request.file)) > 0) return;
  await mkdir(dirname(request.file), { recursive: true });
  const failures: string[] = [];
  for (const url of request.urls) {
    const failure = await tryAddress(request, url, options);
    if (failure === undefined) return;
    failures.push(`${url}: ${failure}`);
  }
  throw new Error(`could not download ${request.file}:\n  ${failures.join('\n  ')}`);
}
