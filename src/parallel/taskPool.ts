import { Worker } from 'node:worker_threads';

/** Which function the worker threads call, and how many there are. */
export interface TaskPoolSettings {
  /** Address of the module, as of `import.meta.url`. */
  readonly module: string;
  /** An export of it: (task, shared) => result or a promise of it, of data that can be cloned. */
  readonly name: string;
  /** Given to every call; arrays over a SharedArrayBuffer are not copied. */
  readonly shared: unknown;
  readonly workers: number;
  /** Ends the workers when it aborts; calls under way are rejected with its reason. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Starts worker threads for a function of a module, hands them to `use` and ends them when that is done, fails or is stopped.
 *
 * @returns what `use` returns
 * @throws the signal's reason on abort
 */
export async function withTaskPool<Task, Result, Answer>(
  settings: TaskPoolSettings,
  use: (run: (task: Task) => Promise<Result>) => Promise<Answer>,
): Promise<Answer> {
  const { signal } = settings;
  signal?.throwIfAborted();
  const pool = createTaskPool<Task, Result>(settings);
  const stop = (): void => void pool.close(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await use((task) => pool.run(task));
  } finally {
    signal?.removeEventListener('abort', stop);
    await pool.close();
  }
}

interface TaskPool<Task, Result> {
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

function createTaskPool<Task, Result>({
  module,
  name,
  shared,
  workers,
}: TaskPoolSettings): TaskPool<Task, Result> {
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
