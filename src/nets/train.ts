import { checkImageSet } from '../data/checkImageSet.js';
import { argumentError, checkInteger } from '../check.js';
import type { ImageSet } from '../data/images.js';
import { channelStatistics, normalisationTable } from '../data/normalise.js';
import { longCall, type CallProgress, type LongCall, type LongCallOptions } from '../longCall.js';
import type { Backend, BackendOptions } from './backend.js';
import { batchStepper } from './batchStepper.js';
import { openCheckpoint, type CheckpointFile } from './checkpoint.js';
import { initialise } from './initialise.js';
import { stepperMaker, trainingBackend, trainPath, type TrainPath } from './trainPath.js';
import { checkTrainSpec, type CheckedTrainSpec, type TrainResult, type TrainSpec } from './trainSpec.js';
import { startTraining, type Training } from './training.js';
import { layerTails } from './tails/layerTails.js';
import { tailRecorder, type TailRecord } from './tails/tailRecorder.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** How far a training is. */
export interface TrainProgress extends CallProgress {
  /** Iterations done. */
  readonly iteration: number;
  /** The last iteration; `Infinity` before it is known, with `untilAccuracy`. */
  readonly end: number;
}

export interface TrainOptions extends BackendOptions, LongCallOptions<TrainProgress> {
  /**
   * `fused` kernels in place on the wasm backend, or the `plain` operations of tfjs. Default: fused where the backend is
   * wasm and the kernels know all layers, else plain.
   */
  readonly path?: TrainPath;
  /**
   * File that is written now and then, and from which a killed run goes on to the same bits. One that is damaged, of another
   * run, or cannot be written is reported to `onNotice`.
   */
  readonly checkpoint?: string;
  /** Seconds between checkpoints. Default 60. */
  readonly checkpointSeconds?: number;
  /** Iterations from one record of loss and tails to the next. Default: none is taken. */
  readonly every?: number;
  /** Called with each record and with all of this call so far, for a figure that grows: see `trainingCurves`. */
  readonly onRecord?: (record: TailRecord, soFar: readonly TailRecord[]) => void;
  /** Normalised value of byte v in channel c at 256 c + v. Default: by the mean and deviation of the training images. */
  readonly table?: Float32Array;
}

function checkImages({ net }: CheckedTrainSpec, set: ImageSet, table: Float32Array): void {
  const shape = [set.height, set.width, set.channels];
  if (shape.some((n, i) => n !== net.inputShape[i]) || set.classes !== net.classes)
    throw argumentError(
      'set',
      shape.join(' x '),
      `images of ${net.inputShape.join(' x ')} in ${net.classes} classes`,
    );
  if (table.length !== 256 * set.channels)
    throw argumentError('table.length', table.length, `${256 * set.channels}, an entry for every byte`);
}

/**
 * Trains a network, where the spec says nothing else by plain SGD as published: no momentum, no weight decay, a constant step-size. The
 * running mean of the last `averageLast` iterates is kept in place. The same spec and images give the same bits on one backend of one machine.
 * Of a run that diverges, which its status says, the last loss and the parameters hold infinite numbers or NaN.
 *
 * The backend, where none is asked for, is wasm if its fused kernels know all layers, else native or what else works.
 *
 * @param spec what to train; see {@link TrainSpec}
 * @param set the images; their shape must be that of the network's input
 * @throws RangeError naming what is out of range in the spec or does not fit the images; the signal's reason when aborted
 * @example
 * import { fullyConnected, train } from 'heavytail/nets';
 * const images = await loadImages('mnist', { source: 'procedural', procedural: { train: 600, test: 200 } });
 * const net = fullyConnected({ width: 16 });
 * const run = await train({ net, stepSize: 0.05, batchSize: 5, iterations: 300, seed: 1 }, images);
 * run.evaluations[0].train.accuracy; // 0.9
 */
export async function train(
  spec: TrainSpec,
  set: ImageSet,
  options: TrainOptions = {},
): Promise<TrainResult> {
  checkArguments('train', { spec, set, options });

  const checked = checkTrainSpec(spec);
  checkImageSet(set);
  const { table = normalisationTable(channelStatistics(set)), onNotice = console.info } = options;
  checkImages(checked, set, table);
  if (options.every !== undefined) checkInteger('every', options.every);
  return longCall('Training', options, async (call) => {
    const backend = await trainingBackend(checked, options);
    const path = trainPath(backend.name, checked, options.path);
    const source = { spec: checked, set, table, backend: backend.name, path };
    const file = options.checkpoint ? openCheckpoint(options.checkpoint, source, onNotice) : undefined;
    const kept = await file?.read();
    backend.use();
    const make = stepperMaker(backend, path, checked.net, initialise(checked.net, checked.seed), checked);
    const stepper = make(Math.min(checked.batchSize, set.train.count));
    const batches = batchStepper(stepper, make);
    try {
      const training = startTraining({ spec: checked, set, table, stepper, batches }, kept);
      const recorder = tailRecorder(options.every, options.onRecord);
      const record = (loss: number): void =>
        recorder.add(loss, () => layerTails(checked.net, training.iterate()));
      return await runToEnd(training, record, backend, file, {
        ...call,
        most: checked.iterations,
        checkpointSeconds: options.checkpointSeconds ?? 60,
      });
    } finally {
      batches.dispose();
      stepper.dispose();
    }
  });
}

/** Milliseconds from one progress call to the next; in between the thread is not given up. */
const PACE = 100;

const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Steps until the end, stopping now and then to tell, to save and to let others work. */
async function runToEnd(
  training: Training,
  record: (loss: number) => void,
  backend: Backend,
  file: CheckpointFile | undefined,
  {
    signal,
    report,
    most,
    checkpointSeconds,
  }: LongCall<TrainProgress> & { readonly most: number; readonly checkpointSeconds: number },
): Promise<TrainResult> {
  let saved = performance.now();
  let told = saved;
  const tell = (iteration: number): void => {
    const end = training.end();
    report({ fraction: iteration / Math.min(end, most), iteration, end });
  };
  const breathe = async (): Promise<void> => {
    told = performance.now();
    tell(training.iteration());
    if (told - saved > 1000 * checkpointSeconds) {
      await file?.write(training.snapshot());
      saved = performance.now();
    }
    await pause();
    signal?.throwIfAborted();
    backend.use();
  };
  let diverged = false;
  while (training.iteration() < training.end()) {
    const loss = training.step();
    diverged = !Number.isFinite(loss);
    if (diverged) break;
    record(loss);
    const look = (training.iteration() & 15) === 0;
    if (look && performance.now() - told >= PACE) await breathe();
  }
  const result = training.result(diverged);
  tell(result.iterations);
  return result;
}
