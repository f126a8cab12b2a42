import { parentPort, workerData } from 'node:worker_threads';

/** What a worker of a pool sends: all by one port, so that nothing overtakes another. */
export type WorkerAnswer =
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'done'; readonly result: unknown }
  | { readonly kind: 'failed'; readonly error: unknown };

type TaskFunction = (task: unknown, shared: unknown, tell: (message: unknown) => void) => unknown;

const { module, name, shared } = workerData as { module: string; name: string; shared: unknown };
const port = parentPort!;
const send = (answer: WorkerAnswer): void => port.postMessage(answer);

/** The function of every task; see `createTaskPool`. */
const compute = ((await import(module)) as Record<string, TaskFunction>)[name];

port.on('message', async (task: unknown) => {
  try {
    const result = await compute(task, shared, (message) => send({ kind: 'message', message }));
    send({ kind: 'done', result });
  } catch (error) {
    send({ kind: 'failed', error: sendable(error) });
  }
});

/** A DOMException, or an error with a function in it, would arrive without its message. */
function sendable(error: unknown): unknown {
  if (!(error instanceof DOMException))
    try {
      return structuredClone(error);
    } catch {
      // Only its text can go.
    }
  try {
    return new Error(error instanceof Error ? error.message : String(error));
  } catch {
    return new Error('the task threw something that has no text');
  }
}
