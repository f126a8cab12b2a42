import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageFolder } from '../packageFolder.js';
import { threadDeath } from '../threadDeath.js';
import type { WorkerAnswer } from './worker.js';

/** Which function the worker threads call, and how many threads there are at most. */
export interface TaskPoolSettings {
  /** Address of the module, as of `import.meta.url`. */
  readonly module: string;
  /** An export of it: (task, shared, tell) => result or a promise of it, of data that can be cloned. */
  readonly name: string;
  /** Given to every call; arrays over a SharedArrayBuffer are not copied. */
  readonly shared: unknown;
  readonly workers: number;
}

/** How one task is followed. */
export interface TaskOptions<Message> {
  /** Ends the task and its thread; the promise is rejected with the signal's reason. Other tasks go on. */
  readonly signal?: AbortSignal;
  /**
   * Called with all that the function tells, in order and before the promise is settled. An error thrown here ends the task
   * as the signal does.
   */
  readonly onMessage?: (message: Message) => void;
}

/** Worker threads that are started when they are needed. Idle ones do not keep the process alive. */
export interface TaskPool<Task, Result, Message> {
  /**
   * The function's result for a task; tasks wait for a free worker. Rejects with the function's error, or if its worker
   * dies: the others go on, and another thread takes the place.
   */
  run(task: Task, options?: TaskOptions<Message>): Promise<Result>;
  /** Ends the workers; calls under way and later ones are rejected with the reason. */
  close(reason?: unknown): Promise<void>;
}

interface Job {
  readonly task: unknown;
  readonly tell: (message: never) => void;
  readonly resolve: (result: never) => void;
  readonly reject: (reason: unknown) => void;
}

/** The workers run the build, also where this file is read from the sources. */
const workerFile = (): string => join(packageFolder(), 'dist', 'src', 'parallel', 'worker.js');

class Pool<Task, Result, Message> implements TaskPool<Task, Result, Message> {
  private readonly idle = new Set<Worker>();
  private readonly busy = new Map<Worker, Job>();
  private readonly waiting: Job[] = [];
  private closed?: { readonly reason: unknown };

  constructor(private readonly settings: TaskPoolSettings) {}

  async run(task: Task, { signal, onMessage }: TaskOptions<Message> = {}): Promise<Result> {
    signal?.throwIfAborted();
    if (this.closed) throw this.closed.reason;
    let stop = (): void => undefined;
    try {
      return await new Promise<Result>((resolve, reject) => {
        const job: Job = { task, tell: (message) => onMessage?.(message), resolve, reject };
        stop = () => this.cancel(job, signal?.reason);
        signal?.addEventListener('abort', stop, { once: true });
        this.waiting.push(job);
        this.pump();
      });
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(reason: unknown = new Error('the workers were ended')): Promise<void> {
    this.closed ??= { reason };
    const threads = [...this.idle, ...this.busy.keys()];
    const jobs = [...this.busy.values(), ...this.waiting.splice(0)];
    this.idle.clear();
    this.busy.clear();
    for (const job of jobs) job.reject(reason);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  private pump(): void {
    while (this.waiting.length > 0 && this.busy.size < this.settings.workers) {
      const job = this.waiting.shift()!;
      try {
        const [free] = this.idle;
        this.give(free ?? this.hire(), job);
      } catch (error) {
        job.reject(threadDeath(error)); // Or what is given cannot be cloned.
      }
    }
  }

  private give(thread: Worker, job: Job): void {
    this.idle.add(thread);
    thread.postMessage(job.task);
    this.idle.delete(thread);
    this.busy.set(thread, job);
    thread.ref();
  }

  private hire(): Worker {
    const { module, name, shared } = this.settings;
    const thread = new Worker(workerFile(), { workerData: { module, name, shared } });
    thread.unref();
    thread.on('message', (answer: WorkerAnswer) => this.hear(thread, answer));
    // The task is settled at the exit that follows an error: by then all messages have come.
    let why: unknown;
    let hasFailed = false;
    thread.on('error', (error) => {
      [why, hasFailed] = [error, true];
      this.idle.delete(thread);
    });
    // What it says cannot be read here, and it would wait for another task.
    thread.on('messageerror', (error) => this.drop(thread, error));
    thread.on('exit', (code) => {
      this.idle.delete(thread);
      const job = this.busy.get(thread);
      this.busy.delete(thread);
      job?.reject(hasFailed ? threadDeath(why) : threadDeath(`exit code ${code}`, 'worker thread'));
      this.pump();
    });
    return thread;
  }

  private hear(thread: Worker, answer: WorkerAnswer): void {
    const job = this.busy.get(thread);
    if (job === undefined) return;
    if (answer.kind === 'message') {
      try {
        job.tell(answer.message as never);
      } catch (error) {
        this.cancel(job, error);
      }
      return;
    }
    this.busy.delete(thread);
    this.idle.add(thread);
    thread.unref();
    if (answer.kind === 'done') job.resolve(answer.result as never);
    else job.reject(answer.error);
    this.pump();
  }

  private cancel(job: Job, reason: unknown): void {
    const place = this.waiting.indexOf(job);
    if (place >= 0) this.waiting.splice(place, 1);
    for (const [thread, held] of this.busy) if (held === job) return this.drop(thread, reason);
    job.reject(reason);
    this.pump();
  }

  /** Ends a thread and its job. */
  private drop(thread: Worker, reason: unknown): void {
    const job = this.busy.get(thread);
    this.busy.delete(thread);
    this.idle.delete(thread);
    void thread.terminate();
    job?.reject(reason);
    this.pump();
  }
}

/** A pool of worker threads for a function of a module. */
export const createTaskPool = <Task, Result, Message = never>(
  settings: TaskPoolSettings,
): TaskPool<Task, Result, Message> => new Pool(settings);

/**
 * Hands a pool of worker threads to `use` and ends them when that is done, fails or is stopped.
 *
 * @param settings with a signal that ends the workers when it aborts; calls under way are rejected with its reason
 * @returns what `use` returns
 * @throws the signal's reason on abort
 */
export async function withTaskPool<Task, Result, Answer>(
  { signal, ...settings }: TaskPoolSettings & { readonly signal: AbortSignal | undefined },
  use: (run: (task: Task) => Promise<Result>) => Promise<Answer>,
): Promise<Answer> {
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
