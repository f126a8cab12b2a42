import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { checkInteger } from '../check.js';
import { interruptSignal } from '../interruptSignal.js';

/** Options of {@link runTasks}. */
export interface TaskOptions<Result> {
  /** Worker threads, from 1; default: the number of processors. Results do not depend on it. */
  readonly workers?: number;
  /** Stops the run: its workers are ended, the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called as results arrive, in any order. */
  readonly onResult?: (index: number, result: Result) => void;
}

interface Answer {
  readonly index: number;
  readonly result?: unknown;
  readonly error?: Error;
}

/**
 * Calls a function of a module for every task, spread over worker threads, each of which takes the next task when it is free.
 *
 * @param module address of the module, as of `import.meta.url`
 * @param name an export of it: (task, shared) => result, of data that can be cloned
 * @param shared given to every call; arrays over a SharedArrayBuffer are not copied
 * @returns the results in the order of the tasks, the same for any number of workers
 * @throws the first error of a task, the signal's reason, or an Error if a worker dies
 */
export async function runTasks<Task, Result>(
  module: string,
  name: string,
  tasks: readonly Task[],
  shared: unknown,
  { workers = availableParallelism(), signal = interruptSignal(), onResult }: TaskOptions<Result> = {},
): Promise<Result[]> {
  checkInteger('workers', workers, 1, 1024);
  signal?.throwIfAborted();
  const results = new Array<Result>(tasks.length);
  if (tasks.length === 0) return results;
  const workerData = { module, name, shared };
  const threads = Array.from(
    { length: Math.min(workers, tasks.length) },
    () => new Worker(new URL('./worker.js', import.meta.url), { workerData }),
  );
  let stop = (): void => {};
  try {
    await new Promise<void>((resolve, reject) => {
      let [next, left] = [0, tasks.length];
      const give = (thread: Worker): void => {
        if (next < tasks.length) thread.postMessage({ index: next, task: tasks[next++] });
      };
      stop = () => reject(signal?.reason);
      signal?.addEventListener('abort', stop, { once: true });
      for (const thread of threads) {
        thread.on('error', reject);
        thread.on('exit', (code) => reject(new Error(`a worker died: exit code ${code}`)));
        thread.on('message', ({ index, result, error }: Answer) => {
          if (error !== undefined) return reject(error);
          results[index] = result as Result;
          try {
            onResult?.(index, result as Result);
          } catch (reason) {
            return reject(reason);
          }
          if (--left === 0) resolve();
          else give(thread);
        });
        give(thread);
      }
    });
    return results;
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
