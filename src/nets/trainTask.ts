import type { ImageSet } from '../data/images.js';
import { channelStatistics, normalisationTable } from '../data/normalise.js';
import { loadBackend } from './backend.js';
import type { BackendName } from './backendName.js';
import { layerTails, type LayerTail } from './tails/layerTails.js';
import { train, type TrainProgress } from './train.js';
import type { TrainResult, TrainSpec } from './trainSpec.js';

/** A finished run with the tail-index of every layer. */
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

/** One run. */
export interface TrainTask {
  readonly backend: BackendName;
  readonly spec: TrainSpec;
  readonly checkpoint: string | undefined;
  readonly weights: boolean;
}

/** What a run tells on its way. */
export type TrainMessage =
  { readonly kind: 'notice'; readonly notice: string } | ({ readonly kind: 'progress' } & TrainProgress);

/** Counting the pixels takes a while: once for each thread. */
const tables = new WeakMap<ImageSet, Float32Array>();

function tableOf(set: ImageSet): Float32Array {
  const table = tables.get(set) ?? normalisationTable(channelStatistics(set));
  tables.set(set, table);
  return table;
}

/**
 * What a worker of the trainer computes.
 *
 * @param set in shared memory
 */
export async function trainTask(
  { spec, backend, checkpoint, weights }: TrainTask,
  set: ImageSet,
  tell: (message: TrainMessage) => void,
): Promise<TrainReport> {
  // The trainer has told of the backend.
  await loadBackend({ backend, onNotice: () => undefined });
  const { iterate, mean, ...result } = await train(spec, set, {
    backend,
    table: tableOf(set),
    checkpoint,
    onNotice: (notice) => tell({ kind: 'notice', notice }),
    progress: (progress) => tell({ kind: 'progress', ...progress }),
  });
  const tails = { mean: layerTails(spec.net, mean), iterate: layerTails(spec.net, iterate) };
  return { ...result, tails, ...(weights ? { weights: { iterate, mean } } : {}) };
}
