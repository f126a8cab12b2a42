import { ThreadsPoolWorker, type PoolOptions, type PoolWorker, type WorkerRequest } from 'vitest/node';

/** After so many runs a fresh thread: each start leaves a listener behind in the old one. */
const RUNS_OF_A_THREAD = 100;

type Listener = (message: unknown) => void;

let kept: { thread: ThreadsPoolWorker; runs: number } | undefined;

/** A thread that has run a few times is ended, and a fresh one begun. */
async function threadFor(options: PoolOptions): Promise<ThreadsPoolWorker> {
  if (kept !== undefined && kept.runs < RUNS_OF_A_THREAD) {
    kept.runs++;
    return kept.thread;
  }
  await kept?.thread.stop();
  const thread = new ThreadsPoolWorker(options);
  await thread.start();
  kept = { thread, runs: 1 };
  return thread;
}

/**
 * A worker thread of Vitest that outlives a run, so that the package is loaded once and not for every mutant. It never hears that it
 * is to stop, and says that it did.
 */
function keptWorker(options: PoolOptions): PoolWorker {
  const listeners: [string, Listener][] = [];
  let thread: ThreadsPoolWorker | undefined;
  const running = (): ThreadsPoolWorker => {
    if (thread === undefined) throw new Error('the worker has not started');
    return thread;
  };
  return {
    name: 'kept',
    deserialize: (data) => data,
    start: async () => {
      thread = await threadFor(options);
    },
    on: (event, listener: Listener) => {
      listeners.push([event, listener]);
      running().on(event, listener);
    },
    off: (event, listener: Listener) => {
      running().off(event, listener);
    },
    send: (message: WorkerRequest) => {
      if (message.type !== 'stop') return running().send(message);
      const stopped = { type: 'stopped', __vitest_worker_response__: true };
      for (const [event, listener] of [...listeners]) if (event === 'message') listener(stopped);
    },
    stop: () => {
      for (const [event, listener] of listeners) running().off(event, listener);
      return Promise.resolve();
    },
  };
}

/** The pool for `configureVitest`: what Stryker asks of Vitest, threads that end after each run, is set before. */
export const keptPool = { name: 'kept', createPoolWorker: keptWorker };
