import { checkImageSet } from '../data/checkImageSet.js';
import { availableParallelism } from 'node:os';
import { rm } from 'node:fs/promises';
import { checkFields, checkInteger } from '../check.js';
import type { ImageSet } from '../data/images.js';
import { longCall, type LongCallOptions } from '../longCall.js';
import { createTaskPool } from '../parallel/taskPool.js';
import type { BackendOptions } from './backend.js';
import type { TrainProgress } from './train.js';
import { trainingBackend } from './trainPath.js';
import { checkTrainSpec, type TrainSpec } from './trainSpec.js';
import type { TrainMessage, TrainReport, TrainTask } from './trainTask.js';
import { checkArgument, checkArguments } from '../shapes/checkArguments.js';

export interface TrainerOptions extends BackendOptions {
  /** Worker threads, each with its own backend. Default: the machine's parallelism. Results do not depend on it. */
  readonly workers?: number;
}

export interface TrainerRunOptions extends LongCallOptions<TrainProgress> {
  /** File from which a killed run goes on; it is removed when the run is done. */
  readonly checkpoint?: string;
  /** Whether the report holds the parameters. Default false. */
  readonly weights?: boolean;
}

/** Trains many networks on one image set, a few at once. */
export interface Trainer {
  readonly workers: number;
  /**
   * Trains one network; runs beyond the number of workers wait for their turn. A run whose worker dies is rejected, the
   * others go on.
   */
  run(spec: TrainSpec, options?: TrainerRunOptions): Promise<TrainReport>;
  /** Ends the workers; runs under way are rejected. */
  close(): Promise<void>;
}

/**
 * A pool of worker threads that share the images; the threads start when they are needed. Each run takes the
 * backend that `train` would take in this thread.
 */
export function createTrainer(set: ImageSet, options: TrainerOptions = {}): Trainer {
  checkArguments('createTrainer', { set, options });
  checkImageSet(set);

  const { workers = availableParallelism(), backend, onNotice = console.info } = options;
  checkInteger('workers', workers, 1, 1024);
  const pool = createTaskPool<TrainTask, TrainReport, TrainMessage>({
    module: new URL('./trainTask.js', import.meta.url).href,
    name: 'trainTask',
    shared: set,
    workers,
  });
  return {
    workers,
    async run(spec, runOptions = {}) {
      checkArgument('train', 0, 'spec', spec);
      checkTrainSpec(spec);
      checkFields('options', runOptions, ['signal', 'progress', 'checkpoint', 'weights']);
      const { checkpoint, weights = false } = runOptions;
      return longCall('Training', runOptions, async ({ signal, report: tell }) => {
        const onMessage = (message: TrainMessage): void => {
          if (message.kind === 'notice') onNotice(message.notice);
          else tell(message);
        };
        const { name } = await trainingBackend(spec, { backend, onNotice });
        const task = { spec, backend: name, checkpoint, weights };
        const report = await pool.run(task, { signal, onMessage });
        // A result is kept even where the file cannot be removed.
        if (checkpoint) await rm(checkpoint, { force: true }).catch(() => undefined);
        return report;
      });
    },
    close: () => pool.close(new Error('the trainer was closed')),
  };
}
