/** What a thread that could not start, or died of memory, asks for, by the code of the error. */
const advice: Readonly<Record<string, string>> = {
  ERR_WORKER_INIT_FAILED:
    'a worker thread could not be started: the system gives no more threads, or no memory for one. Fewer `workers` need less',
  ERR_WORKER_OUT_OF_MEMORY:
    'a worker thread ran out of memory. Smaller samples, fewer repeats or fewer `workers` need less; ' +
    'NODE_OPTIONS=--max-old-space-size=8192 allows each thread 8 GB',
};

/**
 * The error of a worker thread that died, or that the system did not start: in words, with what to do where that is known.
 *
 * @param cause what its event `error` brought or `new Worker` threw, or a text that says how it ended
 * @param kind what the thread is called; without one, an error of the thread's own stays as it is
 */
export function threadDeath(cause: unknown, kind?: string): unknown {
  const { code, message = String(cause) } = (cause ?? {}) as { code?: unknown; message?: string };
  const known = typeof code === 'string' && Object.hasOwn(advice, code);
  if (known) return new Error(`${advice[code]} (${message})`, { cause });
  return kind === undefined ? cause : new Error(`a ${kind} died: ${message}`, { cause });
}
