import { Worker } from 'node:worker_threads';

/** Worker threads that call one function of a module; see {@link createTaskPool}. */
export interface TaskPool<Task, Result> {
  /** The function's result for a task; tasks wait for a free worker. Rejects with its error, or if a worker dies. */
  run(task: Task): Promise<Result>;
  /** Ends the workers; calls under way are rejected with the reason. */
  close(reason?: unknown): Promise<void>;
}

interface Job {
  readonly task: unknown;
  readonly resolve: (result: never) => void;
  readonly reject: (reason: unknown) => void;
}

interface Answer {
  readonly result?: unknown;
  readonly error?: Error;
}

/**
 * Starts worker threads for a function of a module.
 *
 * @param module address of the module, as of `import.meta.url`
 * @param name an export of it: (task, shared) => result, of data that can be cloned
 * @param shared given to every call; arrays over a SharedArrayBuffer are not copied
 */
export function createTaskPool<Task, Result>(
  module: string,
  name: string,
  shared: unknown,
  workers: number,
): TaskPool<Task, Result> {
  const waiting: Job[] = [];
  const busy = new Map<Worker, Job | undefined>();
  const close = async (reason: unknown = new Error('the workers were ended')): Promise<void> => {
    const threads = [...busy.keys()];
    const jobs = [...[...busy.values()].filter((job): job is Job => job !== undefined), ...waiting.splice(0)];
    busy.clear();
    for (const job of jobs) job.reject(reason);
    await Promise.all(threads.map((thread) => thread.terminate()));
  };
  const give = (thread: Worker): void => {
    const job = waiting.shift();
    busy.set(thread, job);
    if (job !== undefined) thread.postMessage(job.task);
  };
  for (let i = 0; i < workers; i++) {
    const thread = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: { module, name, shared },
    });
    busy.set(thread, undefined);
    const died = (reason: unknown): void => {
      if (busy.has(thread)) void close(reason);
    };
    thread.on('error', died);
    thread.on('exit', (code) => died(new Error(`a worker died: exit code ${code}`)));
    thread.on('message', ({ result, error }: Answer) => {
      const job = busy.get(thread);
      if (job === undefined) return;
      if (error === undefined) job.resolve(result as never);
      else job.reject(error);
      give(thread);
    });
  }
  return {
    close,
    run: (task) =>
      new Promise<Result>((resolve, reject) => {
        waiting.push({ task, resolve, reject });
        const free = [...busy].find(([, job]) => job === undefined);
        if (free !== undefined) give(free[0]);
        else if (busy.size === 0) reject(new Error('the workers were ended'));
      }),
  };
}
