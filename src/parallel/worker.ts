import { parentPort, workerData } from 'node:worker_threads';

const { module, name, shared } = workerData as { module: string; name: string; shared: unknown };
/** The function of every task; see `runTasks`. */
const compute = ((await import(module)) as Record<string, (task: unknown, shared: unknown) => unknown>)[name];

parentPort!.on('message', (place: { readonly index: number; readonly task: unknown }) => {
  try {
    parentPort!.postMessage({ index: place.index, result: compute(place.task, shared) });
  } catch (error) {
    parentPort!.postMessage({ index: place.index, error });
  }
});
