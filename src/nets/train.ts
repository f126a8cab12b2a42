import { argumentError, checkOneOf } from '../check.js';
import { channelStatistics, normalisationTable, type ImageSet } from '../data/images.js';
import { interruptSignal } from '../interruptSignal.js';
import { loadBackend, type Backend, type BackendOptions } from './backend.js';
import { readCheckpoint, runKey, writeCheckpoint } from './checkpoint.js';
import { canFuse, fusedStepper } from './fused/stepper.js';
import { initialise } from './initialise.js';
import { plainStepper } from './plain.js';
import type { NetSpec } from './spec.js';
import { batchStepper } from './batchStepper.js';
import type { Stepper } from './stepper.js';
import { checkTrainSpec, type CheckedTrainSpec, type TrainResult, type TrainSpec } from './trainSpec.js';
import { startTraining, type TrainingParts } from './training.js';

export interface TrainOptions extends BackendOptions {
  /**
   * `fused` kernels in place on the wasm backend, or the `plain` operations of tfjs. Default: fused where the backend is
   * wasm and the kernels know all layers, else plain.
   */
  readonly path?: 'fused' | 'plain';
  /** File that is written now and then, and from which a killed run goes on to the same bits. */
  readonly checkpoint?: string;
  /** Seconds between checkpoints. Default 60. */
  readonly checkpointSeconds?: number;
  /** Stops the run: the promise is rejected with the signal's reason. In a notebook, that of the cell by default. */
  readonly signal?: AbortSignal;
  /** Called several times a second with the number of iterations done, and at the end. */
  readonly onProgress?: (iteration: number, end: number) => void;
  /** Normalised value of byte v in channel c at 256 c + v. Default: by the mean and deviation of the training images. */
  readonly table?: Float32Array;
}

function steppersFor(
  backend: Backend,
  net: NetSpec,
  spec: CheckedTrainSpec,
  path?: 'fused' | 'plain',
): (batchSize: number) => Stepper {
  if (path !== undefined) checkOneOf('path', path, ['fused', 'plain']);
  const fused = path ? path === 'fused' : backend.name === 'wasm' && canFuse(net);
  const make = fused ? fusedStepper : plainStepper;
  const initial = initialise(net, spec.seed);
  return (batchSize) => make(backend.tf, net, batchSize, initial);
}

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Trains a network by plain SGD, as published: no momentum, no weight decay, a constant step-size. The running mean of
 * the last `averageLast` iterates is kept in place. The same spec and images give the same bits on one backend.
 *
 * @param spec what to train; see {@link TrainSpec}
 * @param set the images; their shape must be that of the network's input
 * @throws RangeError for a spec that cannot be; the signal's reason when aborted
 */
export async function train(
  spec: TrainSpec,
  set: ImageSet,
  options: TrainOptions = {},
): Promise<TrainResult> {
  const checked = checkTrainSpec(spec);
  const { net } = checked;
  const shape = [set.height, set.width, set.channels];
  if (shape.some((n, i) => n !== net.inputShape[i]) || set.classes !== net.classes)
    throw argumentError(
      'set',
      shape.join(' x '),
      `images of ${net.inputShape.join(' x ')} in ${net.classes} classes`,
    );
  const backend = await loadBackend(options);
  const table = options.table ?? normalisationTable(channelStatistics(set));
  const make = steppersFor(backend, net, checked, options.path);
  const stepper = make(Math.min(checked.batchSize, set.train.count));
  const batches = batchStepper(stepper, make);
  try {
    return await run({ spec: checked, set, table, stepper, batches }, options);
  } finally {
    batches.dispose();
    stepper.dispose();
  }
}

/** Milliseconds from one progress call to the next; in between the thread is not given up. */
const PACE = 100;

/** Steps until the end, stopping now and then to tell, to save and to let others work. */
async function run(parts: TrainingParts, options: TrainOptions): Promise<TrainResult> {
  const { signal = interruptSignal(), onProgress, checkpoint, checkpointSeconds = 60 } = options;
  const key = runKey(parts.spec, `${parts.set.notice} ${options.path ?? ''}`);
  const kept = checkpoint ? await readCheckpoint(checkpoint, key) : undefined;
  const training = startTraining(parts, kept);
  let saved = performance.now();
  let told = saved;
  const breathe = async (): Promise<void> => {
    told = performance.now();
    onProgress?.(training.iteration(), training.end());
    if (checkpoint && told - saved > 1000 * checkpointSeconds) {
      await writeCheckpoint(checkpoint, key, training.snapshot());
      saved = performance.now();
    }
    await pause();
    signal?.throwIfAborted();
  };
  let diverged = false;
  while (training.iteration() < training.end()) {
    diverged = !training.step();
    if (diverged) break;
    const look = (training.iteration() & 15) === 0;
    if (look && performance.now() - told >= PACE) await breathe();
  }
  const result = training.result(diverged);
  onProgress?.(result.iterations, training.end());
  return result;
}
