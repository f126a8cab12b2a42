import { parentPort, workerData } from 'node:worker_threads';
import { channelStatistics, normalisationTable, type ImageSet } from '../data/images.js';
import type { BackendName } from './backend.js';
import { layerTails } from './tails/layerTails.js';
import { train } from './train.js';
import type { TrainReport } from './trainer.js';
import type { TrainSpec } from './trainSpec.js';

/** What a worker of the pool is started with; the images lie in shared memory. */
export interface WorkerStart {
  readonly set: ImageSet;
  readonly backend: BackendName | undefined;
}

/** A run for a worker. */
export interface WorkerJob {
  readonly spec: TrainSpec;
  readonly checkpoint: string | undefined;
  readonly weights: boolean;
}

/** What a worker tells. */
export type WorkerMessage =
  | { readonly kind: 'notice'; readonly notice: string }
  | { readonly kind: 'progress'; readonly iteration: number; readonly end: number }
  | { readonly kind: 'done'; readonly report: TrainReport }
  | { readonly kind: 'failed'; readonly error: unknown };

const { set, backend } = workerData as WorkerStart;
const port = parentPort!;
const tell = (message: WorkerMessage): void => port.postMessage(message);
const table = normalisationTable(channelStatistics(set));

async function run({ spec, checkpoint, weights }: WorkerJob): Promise<TrainReport> {
  const { iterate, mean, ...result } = await train(spec, set, {
    backend,
    table,
    checkpoint,
    onNotice: (notice) => tell({ kind: 'notice', notice }),
    onProgress: (iteration, end) => tell({ kind: 'progress', iteration, end }),
  });
  const tails = { mean: layerTails(spec.net, mean), iterate: layerTails(spec.net, iterate) };
  return { ...result, tails, ...(weights ? { weights: { iterate, mean } } : {}) };
}

port.on('message', (job: WorkerJob) => {
  run(job).then(
    (report) => tell({ kind: 'done', report }),
    (error) => tell({ kind: 'failed', error }),
  );
});
