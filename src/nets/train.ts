import { argumentError, checkOneOf } from '../check.js';
import { channelStatistics, normalisationTable, type ImageSet } from '../data/images.js';
import { loadBackend, type Backend, type BackendOptions } from './backend.js';
import { batchIndices, fillBatch } from './batches.js';
import { readCheckpoint, runKey, writeCheckpoint, type Checkpoint } from './checkpoint.js';
import { dropoutFactors } from './dropout.js';
import { evaluate } from './evaluate.js';
import { canFuse, fusedStepper } from './fused/stepper.js';
import { initialise } from './initialise.js';
import { plainStepper } from './plain.js';
import type { NetSpec } from './spec.js';
import { batchStepper, type BatchStepper } from './batchStepper.js';
import type { Stepper } from './stepper.js';
import {
  checkTrainSpec,
  type CheckedTrainSpec,
  type Evaluation,
  type TrainResult,
  type TrainSpec,
} from './trainSpec.js';

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
  readonly signal?: AbortSignal;
  /** Called several times a second with the number of iterations done. */
  readonly onProgress?: (iteration: number, end: number) => void;
  /** Normalised value of byte v in channel c at 256 c + v. Default: by the mean and deviation of the training images. */
  readonly table?: Float32Array;
}

/** Points of the loss curve. */
const STRETCHES = 200;

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

/** A run under way: what changes from step to step. */
interface Progress {
  iteration: number;
  end: number;
  averaged: number;
  evaluations: Evaluation[];
  losses: number[];
}

const begin = (spec: CheckedTrainSpec): Progress => ({
  iteration: 0,
  end: spec.untilAccuracy === undefined ? spec.iterations : Infinity,
  averaged: 0,
  evaluations: [],
  losses: [],
});

const finite = (arrays: readonly Float32Array[]): boolean =>
  arrays.every((values) => values.every(Number.isFinite));

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
    return await trainWith(stepper, batches, checked, set, table, options);
  } finally {
    batches.dispose();
    stepper.dispose();
  }
}

async function trainWith(
  stepper: Stepper,
  batches: BatchStepper,
  spec: CheckedTrainSpec,
  set: ImageSet,
  table: Float32Array,
  options: TrainOptions,
): Promise<TrainResult> {
  const { net, evaluateOn } = spec;
  const key = runKey(spec, `${set.notice} ${options.path ?? ''}`);
  const kept = options.checkpoint ? await readCheckpoint(options.checkpoint, key) : undefined;
  const progress = kept ? resume(stepper, kept) : begin(spec);
  const look = (which: 'iterate' | 'mean'): Evaluation => ({
    iteration: progress.iteration,
    which,
    train: evaluate(stepper, net, set.train, table, evaluateOn.train, which),
    test: evaluate(stepper, net, set.test, table, evaluateOn.test, which),
  });
  const save = async (): Promise<void> => {
    if (options.checkpoint) await writeCheckpoint(options.checkpoint, key, snapshot(stepper, progress));
  };
  const diverged = await loop(stepper, batches, spec, set, table, progress, look, save, options);
  const bad = diverged || !finite(stepper.read('iterate'));
  if (!bad) progress.evaluations.push(look('iterate'), look('mean'));
  return {
    status: bad ? 'diverged' : 'done',
    iterations: progress.iteration,
    evaluations: progress.evaluations,
    losses: progress.losses,
    lossStretch: Math.ceil(spec.iterations / STRETCHES),
    iterate: stepper.read('iterate'),
    mean: stepper.read('mean'),
    averaged: progress.averaged,
  };
}

function resume(stepper: Stepper, kept: Checkpoint): Progress {
  stepper.write('iterate', kept.iterate);
  stepper.write('mean', kept.mean);
  stepper.writeState(kept.state);
  const { iteration, end, averaged, evaluations, losses } = kept;
  return {
    iteration,
    end: end === null ? Infinity : end,
    averaged,
    evaluations: [...evaluations],
    losses: [...losses],
  };
}

const snapshot = (stepper: Stepper, progress: Progress): Checkpoint => ({
  ...progress,
  iterate: stepper.read('iterate'),
  mean: stepper.read('mean'),
  state: stepper.readState(),
});

/** Steps until the end; returns whether the run diverged. */
async function loop(
  stepper: Stepper,
  batches: BatchStepper,
  spec: CheckedTrainSpec,
  set: ImageSet,
  table: Float32Array,
  progress: Progress,
  look: (which: 'iterate' | 'mean') => Evaluation,
  save: () => Promise<void>,
  { signal, onProgress, checkpointSeconds = 60 }: TrainOptions,
): Promise<boolean> {
  const { net, iterations, averageLast, batchSize } = spec;
  const stretch = Math.ceil(iterations / STRETCHES);
  const indicesOf = batchIndices(spec.order, set.train.count, batchSize, spec.seed);
  const factorsOf = dropoutFactors(net, spec.seed);
  const due = new Set(spec.evaluateAt);
  let saved = performance.now();
  let told = saved;
  while (progress.iteration < Math.min(progress.end, iterations)) {
    const indices = indicesOf(progress.iteration);
    const images = indices.length;
    fillBatch(batches.input(images), set.train, net.inputShape, table, indices);
    const loss = batches.step(images, spec.stepSize, factorsOf(progress.iteration, images));
    const place = Math.floor(progress.iteration / stretch);
    progress.losses[place] = (progress.losses[place] ?? 0) + loss / stretch;
    progress.iteration++;
    if (!Number.isFinite(loss)) {
      progress.losses.length = place;
      return true;
    }
    const first = Number.isFinite(progress.end) ? progress.end - averageLast : iterations - averageLast;
    if (progress.iteration > first) stepper.updateMean(1 / ++progress.averaged);
    if (due.has(progress.iteration)) progress.evaluations.push(look('iterate'));
    if (progress.end === Infinity && progress.iteration % averageLast === 0) {
      const seen = look('iterate');
      progress.evaluations.push(seen);
      if (seen.train.accuracy >= spec.untilAccuracy! && progress.iteration + averageLast < iterations)
        progress.end = progress.iteration + averageLast;
    }
    const now = (progress.iteration & 15) === 0 ? performance.now() : told;
    if (now - told < 100) continue;
    told = now;
    onProgress?.(progress.iteration, Math.min(progress.end, iterations));
    if (now - saved > 1000 * checkpointSeconds) {
      await save();
      saved = performance.now();
    }
    await pause();
    signal?.throwIfAborted();
  }
  return false;
}
