import { argumentError, checkInteger, checkPositive } from '../check.js';
import type { ImageSetName } from '../data/images.js';
import { fullyConnected } from '../nets/index.js';
import type { Seed } from '../random/index.js';
import {
  cellSeed,
  networkImages,
  runNetworkCells,
  type NetworkCell,
  type NetworkOptions,
  type NetworkResultCell,
} from './networkCell.js';
import { checkPreset, type Preset } from './preset.js';

/** What one row of Figure 3 is made from. */
export interface Fig3Spec {
  readonly images: ImageSetName;
  readonly depth: number;
  readonly width: number;
  readonly stepSizes: readonly number[];
  readonly batchSizes: readonly number[];
  readonly iterations: number;
  /** The mean is that of the last so many iterates. */
  readonly averageLast: number;
  readonly seed: Seed;
}

/** One row of Figure 3: every (step-size, batch-size) on one image set; plain JSON data. */
export interface Fig3Result {
  readonly spec: Fig3Spec;
  /** One sentence that says which images these are. */
  readonly notice: string;
  /** Row by row: all step-sizes of the first batch-size, then of the next. */
  readonly cells: readonly NetworkResultCell[];
}

const PAPER_STEP_SIZES = [
  1e-4, 1e-3, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.045, 0.05, 0.06, 0.07, 0.075, 0.08, 0.09, 0.1,
];

/**
 * The spec of one row of Figure 3: a network 784-128-128-10 on MNIST (top) or 3072-128-128-10 on CIFAR-10 (bottom), no
 * biases, batches in data-set order, the mean of the last tenth of the iterates.
 *
 * @param preset `paper` is the published grid of 48 runs x 10 000 iterations; `quick` has 12 of its runs; `smoke` is tiny
 * @param images which row
 * @param seed root of all randomness
 */
export function fig3Spec(preset: Preset, images: ImageSetName = 'mnist', seed: Seed = 'figure 3'): Fig3Spec {
  checkPreset(preset);
  const base = {
    images,
    depth: 3,
    width: 128,
    batchSizes: [1, 5, 10],
    iterations: 10_000,
    averageLast: 1000,
    seed,
  };
  if (preset === 'paper') return { ...base, stepSizes: PAPER_STEP_SIZES };
  if (preset === 'quick') return { ...base, stepSizes: [1e-3, 0.02, 0.05, 0.1] };
  return {
    ...base,
    width: 32,
    iterations: 300,
    averageLast: 100,
    stepSizes: [0.01, 0.1],
    batchSizes: [1, 5],
  };
}

function checkSpec({ stepSizes, batchSizes }: Fig3Spec): void {
  if (stepSizes.length === 0)
    throw argumentError('stepSizes', stepSizes, 'a list with at least one step-size');
  if (batchSizes.length === 0)
    throw argumentError('batchSizes', batchSizes, 'a list with at least one batch-size');
  stepSizes.forEach((stepSize) => checkPositive('stepSize', stepSize));
  batchSizes.forEach((batchSize) => checkInteger('batchSize', batchSize));
}

/**
 * Computes one row of Figure 3: trains a fully connected network at every (step-size, batch-size) and estimates the tail
 * index of each layer of the mean of the last iterates by the published recipe. Runs go to worker threads.
 */
export async function runFig3(spec: Fig3Spec, options: NetworkOptions = {}): Promise<Fig3Result> {
  checkSpec(spec);
  const { images, depth, width, iterations, averageLast, seed } = spec;
  const set = await networkImages(images, options);
  const net = fullyConnected({ depth, width, inputShape: [set.height, set.width, set.channels] });
  const cells = spec.batchSizes.flatMap((batchSize) =>
    spec.stepSizes.map((stepSize): NetworkCell => {
      const own = cellSeed(seed, images, stepSize, batchSize);
      return { images, train: { net, stepSize, batchSize, iterations, averageLast, seed: own } };
    }),
  );
  const estimates = await runNetworkCells(cells, set, options);
  return {
    spec,
    notice: set.notice,
    cells: cells.map(({ train }, i) => ({
      stepSize: train.stepSize,
      batchSize: train.batchSize,
      ...estimates[i],
    })),
  };
}
