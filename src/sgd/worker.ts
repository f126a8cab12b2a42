import { parentPort, workerData } from 'node:worker_threads';
import type { JobOrder } from './job.js';
import { createKernel } from './kernel.js';
import { runJob } from './runJob.js';

/** What a worker says: how many repeats all workers have finished, and at last that its own part has ended. */
export interface WorkerReport {
  readonly id: number;
  readonly finished: number;
  readonly ended: boolean;
  /** What went wrong in this worker's part: an error of a sampler of one's own. */
  readonly failure?: unknown;
}

const { memory, module } = workerData as { memory: WebAssembly.Memory; module?: WebAssembly.Module };
const kernel = createKernel(memory, module);

parentPort!.on('message', (order: JobOrder) => {
  const tell = (report: Omit<WorkerReport, 'id'>): void =>
    parentPort!.postMessage({ id: order.id, ...report });
  try {
    runJob(kernel, memory, order, (finished, ended) => tell({ finished, ended }));
  } catch (failure) {
    tell({ finished: 0, ended: true, failure });
  }
});
