import type { ImageSet } from '../data/images.js';
import { allFinite } from './allFinite.js';
import { batchIndices, fillBatch } from './batches.js';
import type { BatchStepper } from './batchStepper.js';
import type { Checkpoint } from './checkpoint.js';
import { dropoutFactors } from './dropout.js';
import { evaluate } from './evaluate.js';
import { withLabelNoise } from './labelNoise.js';
import { stepSizeFactor } from './schedule.js';
import type { Stepper } from './stepper.js';
import type { CheckedTrainSpec, Evaluation, TrainResult } from './trainSpec.js';

/** Points of the loss curve. */
const STRETCHES = 200;

/** What a run trains with. */
export interface TrainingParts {
  readonly spec: CheckedTrainSpec;
  readonly set: ImageSet;
  /** Normalised value of byte v in channel c at 256 c + v. */
  readonly table: Float32Array;
  readonly stepper: Stepper;
  readonly batches: BatchStepper;
}

/** A run of SGD under way. Nothing in it waits: between two calls others may use the thread. */
export interface Training {
  /** Steps done. */
  iteration(): number;
  /** Steps at which the run ends; with `untilAccuracy` it may become smaller. */
  end(): number;
  /** One step of SGD with all that belongs to it; gives the loss of its batch. If that is not finite the run has diverged. */
  step(): number;
  /** A copy of the parameters, as they are now. */
  iterate(): Float32Array[];
  snapshot(): Checkpoint;
  /** What became of the run, evaluated for the last time. */
  result(diverged: boolean): TrainResult;
}

/** What changes from step to step, beside the parameters. */
interface Progress {
  iteration: number;
  /** Infinity as long as `untilAccuracy` is not reached. */
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

function resume(stepper: Stepper, kept: Checkpoint): Progress {
  stepper.write('iterate', kept.iterate);
  stepper.write('mean', kept.mean);
  stepper.writeState(kept.state);
  const { iteration, end, averaged, evaluations, losses } = kept;
  return { iteration, end, averaged, evaluations: [...evaluations], losses: [...losses] };
}

/** One step on the batch whose turn it is; returns its loss. */
function descent({ spec, set, table, batches }: TrainingParts): (iteration: number) => number {
  const { net, order, batchSize, seed, stepSize, schedule, iterations, labelNoise } = spec;
  const source = withLabelNoise(set.train, set.classes, labelNoise, seed);
  const indicesOf = batchIndices(order, set.train.count, batchSize, seed);
  const factorsOf = dropoutFactors(net, seed);
  return (iteration) => {
    const indices = indicesOf(iteration);
    const images = indices.length;
    fillBatch(batches.input(images), source, net.inputShape, table, indices);
    const size = stepSize * stepSizeFactor(schedule, iteration, iterations);
    return batches.step(images, size, factorsOf(iteration, images));
  };
}

/**
 * Begins a run, or goes on with one.
 *
 * @param kept where to go on
 */
export function startTraining(parts: TrainingParts, kept?: Checkpoint): Training {
  const { stepper, spec, set, table } = parts;
  const { net, iterations, averageLast, evaluateOn } = spec;
  const progress = kept ? resume(stepper, kept) : begin(spec);
  const stretch = Math.ceil(iterations / STRETCHES);
  const due = new Set(spec.evaluateAt);
  const descend = descent(parts);
  const end = (): number => Math.min(progress.end, iterations);

  const look = (which: 'iterate' | 'mean'): Evaluation => {
    const score = (part: 'train' | 'test'): Evaluation['train'] =>
      evaluate(stepper, net, set[part], table, evaluateOn[part], which, spec.loss);
    const seen = { iteration: progress.iteration, which, train: score('train'), test: score('test') };
    progress.evaluations.push(seen);
    return seen;
  };
  const noteLoss = (loss: number): void => {
    const place = Math.floor(progress.iteration++ / stretch);
    if (Number.isFinite(loss)) progress.losses[place] = (progress.losses[place] ?? 0) + loss / stretch;
    else progress.losses.length = place;
  };
  const average = (): void => {
    if (progress.iteration > end() - averageLast) stepper.updateMean(1 / ++progress.averaged);
  };
  const lookForAccuracy = (): void => {
    if (progress.end !== Infinity || progress.iteration % averageLast !== 0) return;
    const reached = look('iterate').train.accuracy >= spec.untilAccuracy!;
    if (reached && progress.iteration + averageLast < iterations)
      progress.end = progress.iteration + averageLast;
  };

  return {
    iteration: () => progress.iteration,
    end,
    step() {
      const loss = descend(progress.iteration);
      noteLoss(loss);
      if (!Number.isFinite(loss)) return loss;
      average();
      if (due.has(progress.iteration)) look('iterate');
      lookForAccuracy();
      return loss;
    },
    iterate: () => stepper.read('iterate'),
    snapshot: () => ({
      ...progress,
      iterate: stepper.read('iterate'),
      mean: stepper.read('mean'),
      state: stepper.readState(),
    }),
    result(diverged) {
      const bad = diverged || !stepper.read('iterate').every(allFinite);
      if (!bad) (['iterate', 'mean'] as const).forEach(look);
      const { iteration, evaluations, losses, averaged } = progress;
      return {
        status: bad ? 'diverged' : 'done',
        iterations: iteration,
        evaluations,
        losses,
        lossStretch: stretch,
        iterate: stepper.read('iterate'),
        mean: stepper.read('mean'),
        averaged,
      };
    },
  };
}
