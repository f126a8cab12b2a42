import { argumentError, checkInteger, checkOneOf, checkPositive, checkFields } from '../check.js';
import { withoutNegativeZeros } from '../plainData.js';
import type { Seed } from '../random/index.js';
import type { BatchOrder } from './batches.js';
import type { Score } from './evaluate.js';
import type { LossName } from './losses.js';
import { checkOptimiser, type Optimiser } from './optimiser.js';
import { checkSchedule, type Schedule } from './schedule.js';
import { checkNet, type NetSpec } from './spec.js';

/** A training run as plain data. */
export interface TrainSpec {
  readonly net: NetSpec;
  /** Of the first iterations, where a schedule changes it. */
  readonly stepSize: number;
  readonly batchSize: number;
  /** Steps of SGD; the most that are done where `untilAccuracy` is given. */
  readonly iterations: number;
  /** The running mean is that of the last so many iterates. Default 1000, or all iterations if fewer. */
  readonly averageLast?: number;
  /** Default plain SGD, as published; every other one trains on the plain path. */
  readonly optimiser?: Optimiser;
  /** Default `constant`, as published. */
  readonly schedule?: Schedule;
  /** Default `crossEntropy`, as published. */
  readonly loss?: LossName;
  /**
   * Share of the training images, from 0 (the default) to 1, whose label is drawn anew from all classes, once for the whole run.
   * Evaluations see the true labels.
   */
  readonly labelNoise?: number;
  /** Default `cyclic`, as published. */
  readonly order?: BatchOrder;
  readonly seed?: Seed;
  /** Iterations after which the last iterate is evaluated, beside the end. Default none. */
  readonly evaluateAt?: readonly number[];
  /** How many images evaluations look at, from the beginning of each part. Default 5000 and 2000. */
  readonly evaluateOn?: { readonly train: number; readonly test: number };
  /**
   * Train until this accuracy on the training images of `evaluateOn`, looked at every `averageLast` iterations, and
   * `averageLast` iterations more for the mean.
   */
  readonly untilAccuracy?: number;
}

/** How the network does at one moment. */
export interface Evaluation {
  readonly iteration: number;
  readonly which: 'iterate' | 'mean';
  readonly train: Score;
  readonly test: Score;
}

/** What became of a run. */
export interface TrainResult {
  /** `diverged`: the loss or a parameter became NaN or infinite, the run ended there. */
  readonly status: 'done' | 'diverged';
  /** Steps that were done. */
  readonly iterations: number;
  /** In order; the last two are those of the last iterate and of the mean at the end. None after divergence. */
  readonly evaluations: readonly Evaluation[];
  /** Mean loss over consecutive stretches of `lossStretch` batches. */
  readonly losses: readonly number[];
  readonly lossStretch: number;
  /** Parameters in the order of `parametersOf`. */
  readonly iterate: readonly Float32Array[];
  /** Mean of the last `averaged` iterates. */
  readonly mean: readonly Float32Array[];
  readonly averaged: number;
}

/** A spec with its defaults filled in. */
export type CheckedTrainSpec = Required<Omit<TrainSpec, 'untilAccuracy'>> & Pick<TrainSpec, 'untilAccuracy'>;

const KEYS = [
  ...[
    'net',
    'stepSize',
    'batchSize',
    'iterations',
    'averageLast',
    'order',
    'seed',
    'evaluateAt',
    'evaluateOn',
  ],
  ...['untilAccuracy', 'optimiser', 'schedule', 'loss', 'labelNoise'],
];

/** Fills in defaults; throws a RangeError that names a setting out of its range. */
export function checkTrainSpec(spec: TrainSpec): CheckedTrainSpec {
  checkFields('spec', spec, KEYS);
  checkNet(spec.net);
  checkPositive('stepSize', spec.stepSize);
  checkInteger('batchSize', spec.batchSize);
  checkInteger('iterations', spec.iterations);
  const { averageLast = Math.min(1000, spec.iterations), order = 'cyclic', seed = 'nets' } = spec;
  checkInteger('averageLast', averageLast, 1, spec.iterations);
  checkOneOf('order', order, ['cyclic', 'shuffled']);
  const { evaluateAt = [], evaluateOn = { train: 5000, test: 2000 }, untilAccuracy } = spec;
  evaluateAt.forEach((iteration, i) => checkInteger(`evaluateAt[${i}]`, iteration, 1, spec.iterations));
  checkInteger('evaluateOn.train', evaluateOn.train);
  checkInteger('evaluateOn.test', evaluateOn.test);
  if (untilAccuracy !== undefined && !(untilAccuracy > 0 && untilAccuracy <= 1))
    throw argumentError('untilAccuracy', untilAccuracy, 'above 0 and at most 1');
  const { optimiser = { type: 'sgd' }, schedule = { type: 'constant' } } = spec;
  const { loss = 'crossEntropy', labelNoise = 0 } = spec;
  checkOptimiser(optimiser);
  checkSchedule(schedule);
  checkOneOf('loss', loss, ['crossEntropy', 'squared', 'hinge']);
  if (!(labelNoise >= 0 && labelNoise <= 1))
    throw argumentError('labelNoise', labelNoise, 'a number from 0 to 1');
  const training = { optimiser, schedule, loss, labelNoise };
  return withoutNegativeZeros({ ...spec, averageLast, order, seed, evaluateAt, evaluateOn, ...training });
}
