import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { checkInteger } from '../check.js';
import { WriteError } from '../files/writeWhole.js';
import { DownloadError, failureText, folderOf, toDisk, type AddressFailure } from './downloadFailure.js';
import { leavePart, takePart } from './partFile.js';

/** What is told while a file comes in. */
export interface DownloadProgress {
  readonly file: string;
  readonly url: string;
  readonly bytes: number;
  /** Bytes of the whole file. */
  readonly total: number;
}

/** A file to fetch: the same bytes from any of `urls`. */
export interface DownloadRequest {
  /** Where it is to lie at the end. */
  readonly file: string;
  /** Addresses tried in this order. */
  readonly urls: readonly string[];
  /** Length of the whole file. */
  readonly bytes: number;
  /** MD5 of the whole file, in hexadecimal, as the publishers state it. */
  readonly md5: string;
}

export interface DownloadOptions {
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly signal?: AbortSignal;
  /** Milliseconds in which an address must send `leastBytes`, or the rest of the file; else it is given up. Default 20 000. */
  readonly stallTimeout?: number;
  /** Default 262 144: with that, CIFAR-10 takes at most 4 hours. */
  readonly leastBytes?: number;
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    (found) => found.size,
    () => 0,
  );

async function md5Of(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(file, { signal })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Throws where something else than a file has its name: that is not replaced, and need not be found out after hours. */
async function checkPlace(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined || found.isFile()) return;
  throw new Error(`${file} is ${found.isDirectory() ? 'a folder' : 'no regular file'}: move it away`);
}

/** Whether the whole file with the right bytes is there. */
const isThere = async ({ file, bytes, md5 }: DownloadRequest, signal?: AbortSignal): Promise<boolean> =>
  (await sizeOf(file)) === bytes && (await md5Of(file, signal).catch(() => '')) === md5;

/** The bytes at an address are not those of the file; what was kept of them is of no use. */
class WrongBytes extends Error {}

/** The caller's own function of the progress threw its cause: no fault of an address, and no reason to take other data. */
export class ProgressError extends Error {
  override readonly name = 'ProgressError';
}

function tell({ onProgress }: DownloadOptions, progress: DownloadProgress): void {
  try {
    onProgress?.(progress);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new ProgressError(`the function that is told of the progress failed: ${words}`, { cause });
  }
}

/** Ends what is waited for when the caller's signal aborts, or when too little comes in. */
interface Watch {
  readonly signal: AbortSignal;
  /** The answer, or a rejection with the signal's reason: `fetch` may lose sight of its signal by garbage collection. */
  orStop<Answer>(answer: Promise<Answer>): Promise<Answer>;
  received(bytes: number): void;
  end(): void;
}

function watch({ signal, stallTimeout = 20_000, leastBytes = 262_144 }: DownloadOptions): Watch {
  checkInteger('stallTimeout', stallTimeout, 1, 2 ** 31 - 1);
  checkInteger('leastBytes', leastBytes);
  const controller = new AbortController();
  const stopped = new Promise<never>((_, reject) =>
    controller.signal.addEventListener('abort', () => reject(controller.signal.reason)),
  );
  stopped.catch(() => undefined);
  let count = 0;
  const timer = setInterval(() => {
    const what = count === 0 ? 'no data' : `only ${count} bytes`;
    if (count < leastBytes) controller.abort(new Error(`${what} for ${stallTimeout} ms`));
    count = 0;
  }, stallTimeout);
  const forward = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) forward();
  signal?.addEventListener('abort', forward, { once: true });
  return {
    signal: controller.signal,
    orStop: (answer) => Promise.race([answer, stopped]),
    received: (bytes) => void (count += bytes),
    end() {
      clearInterval(timer);
      signal?.removeEventListener('abort', forward);
      controller.abort();
    },
  };
}

/** Checks the head of an answer; returns at which byte of the file its body begins. */
function bodyStart(response: Response, kept: number, bytes: number): number {
  if (response.status === 416 && kept > 0) throw new WrongBytes('the server answers 416');
  if (!response.ok || !response.body) throw new Error(`the server answers ${response.status}`);
  const start = response.status === 206 ? kept : 0;
  const announced = response.headers.get('content-length');
  if (announced !== null && !response.headers.has('content-encoding') && Number(announced) !== bytes - start)
    throw new WrongBytes(`the server announces ${announced} bytes, ${bytes - start} were expected`);
  return start;
}

/** Fetches `url` into `part`, going on after the bytes already there when the server can. */
async function fetchInto(
  part: string,
  url: string,
  { file, bytes: total }: DownloadRequest,
  options: DownloadOptions,
): Promise<void> {
  const kept = await sizeOf(part);
  if (kept >= total) return; // The checksum decides.
  const { signal, orStop, received, end } = watch(options);
  try {
    const headers = { 'accept-encoding': 'identity', ...(kept > 0 ? { range: `bytes=${kept}-` } : {}) };
    const response = await orStop(fetch(url, { headers, signal }));
    let bytes = bodyStart(response, kept, total);
    const reader = response.body!.getReader();
    const out = await toDisk(file, () => open(part, bytes > 0 ? 'a' : 'w'));
    try {
      for (;;) {
        const { done, value } = await orStop(reader.read());
        if (done) break;
        received(value.length);
        bytes += value.length;
        if (bytes > total) throw new WrongBytes(`the server sends more than ${total} bytes`);
        await toDisk(file, () => out.appendFile(value));
        tell(options, { file, url, bytes, total });
      }
    } finally {
      await out.close();
      void reader.cancel().catch(() => undefined);
    }
    if (bytes < total) throw new Error(`ended after ${bytes} of ${total} bytes`);
  } finally {
    end();
  }
}

/** One address: fetch, check, and once more from the start if bytes kept from an earlier try were bad. */
async function tryAddress(
  part: string,
  url: string,
  request: DownloadRequest,
  options: DownloadOptions,
): Promise<string | undefined> {
  for (;;) {
    const kept = await sizeOf(part);
    let failure: string;
    try {
      await fetchInto(part, url, request, options);
      const md5 = await md5Of(part, options.signal);
      options.signal?.throwIfAborted();
      if (md5 === request.md5) {
        await toDisk(request.file, () => rename(part, request.file));
        return undefined;
      }
      failure = `its checksum is wrong: MD5 is ${md5}, ${request.md5} was expected`;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof ProgressError || error instanceof WriteError) throw error;
      failure = failureText(error);
      if (!(error instanceof WrongBytes)) return failure;
    }
    await rm(part, { force: true });
    if (kept === 0) return failure;
  }
}

/**
 * Downloads a file unless it is there already, whole and with the right checksum; another file of its name is replaced. Bytes
 * go to a file of this download's own, which a later call continues; only the whole file gets its name. An address that
 * sends other bytes, too many, or too few in a while is given up for the next.
 *
 * @throws DownloadError naming every address and why it failed; WriteError at once where the disk is full or may not be written; Error saying what
 * else has the file's name; ProgressError where `onProgress` threw; the signal's reason when aborted
 */
export async function download(request: DownloadRequest, options: DownloadOptions = {}): Promise<void> {
  const { signal } = options;
  signal?.throwIfAborted();
  if (await isThere(request, signal)) return;
  await checkPlace(request.file);
  await folderOf(request.file);
  const part = await toDisk(request.file, () => takePart(request.file));
  const failures: AddressFailure[] = [];
  try {
    for (const url of request.urls) {
      signal?.throwIfAborted();
      const why = await tryAddress(part, url, request, options);
      // Where this download fails, another may have brought the file meanwhile.
      if (why === undefined || (await isThere(request, signal))) return;
      failures.push({ url, why });
    }
  } catch (error) {
    if (error instanceof WriteError && (await isThere(request, signal))) return;
    throw error;
  } finally {
    await leavePart(part, request.file);
  }
  signal?.throwIfAborted();
  throw new DownloadError(request.file, failures);
}
