import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { checkInteger } from '../check.js';
import type { ImageSet } from '../data/images.js';
import { packageFolder } from '../packageFolder.js';
import { tellOnce, type BackendOptions } from './backend.js';
import type { LayerTail } from './tails/layerTails.js';
import { checkTrainSpec, type TrainResult, type TrainSpec } from './trainSpec.js';
import type { WorkerJob, WorkerMessage, WorkerStart } from './worker.js';

/** A finished run with the tail index of every layer. */
export interface TrainReport extends Omit<TrainResult, 'iterate' | 'mean'> {
  readonly tails: {
    /** Of the mean of the last iterates, as published. */
    readonly mean: readonly LayerTail[];
    /** Of the last iterate alone. */
    readonly iterate: readonly LayerTail[];
  };
  /** The parameters, where they were asked for. */
  readonly weights?: Pick<TrainResult, 'iterate' | 'mean'>;
}

export interface TrainerOptions extends BackendOptions {
  /** Worker threads, each with its own backend. Default: the machine's parallelism. Results do not depend on it. */
  readonly workers?: number;
}

export interface TrainerRunOptions {
  /** Stops the run: the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (iteration: number, end: number) => void;
  /** File from which a killed run goes on; it is removed when the run is done. */
  readonly checkpoint?: string;
  /** Whether the report holds the parameters. Default false. */
  readonly weights?: boolean;
}

/** Trains many networks on one image set, a few at once. */
export interface Trainer {
  readonly workers: number;
  /** Trains one network; runs beyond the number of workers wait for their turn. */
  run(spec: TrainSpec, options?: TrainerRunOptions): Promise<TrainReport>;
  /** Ends the workers; runs under way are rejected. */
  close(): Promise<void>;
}

interface Job {
  readonly message: WorkerJob;
  readonly options: TrainerRunOptions;
  readonly resolve: (report: TrainReport) => void;
  readonly reject: (reason: unknown) => void;
}

const WORKER_FILE = join('dist', 'src', 'nets', 'worker.js');

/** A pool of worker threads that share the images; the threads start when they are needed. */
export function createTrainer(set: ImageSet, options: TrainerOptions = {}): Trainer {
  const workers = options.workers ?? availableParallelism();
  checkInteger('workers', workers, 1, 1024);
  const { backend, onNotice = (notice: string) => console.info(notice) } = options;
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  const waiting: Job[] = [];
  let closed = false;

  const settle = (worker: Worker, finish: (job: Job) => void, reuse: boolean): void => {
    const job = busy.get(worker);
    busy.delete(worker);
    if (reuse && !closed) {
      worker.unref();
      idle.push(worker);
    } else void worker.terminate();
    if (job) finish(job);
    pump();
  };
  const hear = (worker: Worker, message: WorkerMessage): void => {
    if (message.kind === 'notice') tellOnce(message.notice, onNotice);
    else if (message.kind === 'progress')
      busy.get(worker)?.options.onProgress?.(message.iteration, message.end);
    else if (message.kind === 'done') settle(worker, (job) => job.resolve(message.report), true);
    else settle(worker, (job) => job.reject(message.error), true);
  };
  const hire = (): Worker => {
    const start: WorkerStart = { set, backend };
    const worker = new Worker(join(packageFolder(), WORKER_FILE), { workerData: start });
    worker.on('message', (message: WorkerMessage) => hear(worker, message));
    worker.on('error', (error) => settle(worker, (job) => job.reject(error), false));
    worker.on('exit', () => {
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
      if (busy.has(worker)) settle(worker, (job) => job.reject(new Error('a worker thread ended')), false);
    });
    return worker;
  };
  const pump = (): void => {
    while (waiting.length > 0 && busy.size < workers) {
      const worker = idle.pop() ?? hire();
      const job = waiting.shift()!;
      worker.ref();
      busy.set(worker, job);
      worker.postMessage(job.message);
    }
  };
  const cancel = (job: Job, reason: unknown): void => {
    const at = waiting.indexOf(job);
    if (at >= 0) waiting.splice(at, 1);
    job.reject(reason);
    for (const [worker, held] of busy) if (held === job) settle(worker, () => undefined, false);
  };

  return {
    workers,
    async run(spec, runOptions = {}) {
      checkTrainSpec(spec);
      const { signal, checkpoint, weights = false } = runOptions;
      signal?.throwIfAborted();
      if (closed) throw new Error('the trainer is closed');
      let stop = (): void => undefined;
      try {
        const report = await new Promise<TrainReport>((resolve, reject) => {
          const job: Job = { message: { spec, checkpoint, weights }, options: runOptions, resolve, reject };
          stop = () => cancel(job, signal?.reason);
          signal?.addEventListener('abort', stop, { once: true });
          waiting.push(job);
          pump();
        });
        if (checkpoint) await rm(checkpoint, { force: true });
        return report;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    async close() {
      closed = true;
      const error = new Error('the trainer was closed');
      for (const job of waiting.splice(0)) job.reject(error);
      for (const job of busy.values()) job.reject(error);
      await Promise.all([...idle.splice(0), ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}
