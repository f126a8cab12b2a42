import { parentPort, workerData } from 'node:worker_threads';

const { module, name, shared } = workerData as { module: string; name: string; shared: unknown };

/** The function of every task; see `withTaskPool`. */
const compute = ((await import(module)) as Record<string, (task: unknown, shared: unknown) => unknown>)[name];

parentPort!.on('message', async (task: unknown) => {
  try {
    parentPort!.postMessage({ result: await compute(task, shared) });
  } catch (error) {
    parentPort!.postMessage({ error });
  }
});
