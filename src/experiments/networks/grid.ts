import {
  argumentError,
  checkFields,
  checkInteger,
  checkMisspelt,
  checkNoNaN,
  checkPositive,
} from '../../check.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';
import type { ImageSetName } from '../../data/images.js';
import type { NetSpec } from '../../nets/spec.js';
import type { TrainSpec } from '../../nets/trainSpec.js';
import type { Seed } from '../../random/index.js';
import {
  networkImages,
  runNetworkCells,
  type NetworkCell,
  type NetworkEstimate,
  type NetworkOptions,
  type NetworkResultCell,
} from './cell.js';

/** What a grid of networks is made from: one network at every (step-size, batch-size). */
export interface NetworkGridSpec {
  readonly images: ImageSetName;
  readonly stepSizes: readonly number[];
  readonly batchSizes: readonly number[];
  /** Steps of SGD; the most that are done where `untilAccuracy` is given. */
  readonly iterations: number;
  /** The mean is that of the last so many iterates. */
  readonly averageLast: number;
  /** Train each network until this training accuracy instead of a fixed number of iterations. */
  readonly untilAccuracy?: number;
  /** Images that accuracies are taken over, from the beginning of each part. */
  readonly evaluateOn: { readonly train: number; readonly test: number };
  readonly seed: Seed;
  /** How every network is trained, where not as published. */
  readonly training?: Pick<TrainSpec, 'optimiser' | 'schedule' | 'loss' | 'labelNoise' | 'order'>;
}

/** Every cell of a grid; plain JSON data. */
export interface NetworkGridResult<Spec extends NetworkGridSpec = NetworkGridSpec> {
  readonly spec: Spec;
  /** One sentence that says which images these are. */
  readonly notice: string;
  /** Name of the network. */
  readonly network: string;
  /** Row by row: all step-sizes of the first batch-size, then of the next. */
  readonly cells: readonly NetworkResultCell[];
}

/** Options of a grid of networks. */
export interface NetworkGridOptions<Spec extends NetworkGridSpec = NetworkGridSpec> extends NetworkOptions {
  /** Called with the cells that are there so far, each time one is added: for a figure that grows. */
  readonly onResult?: (soFar: NetworkGridResult<Spec>) => void;
}

/** What a grid says; beside it a spec may have fields of its own, as those of Figures 3 and 4 do. */
const GRID: Readonly<Record<keyof NetworkGridSpec, true>> = {
  images: true,
  stepSizes: true,
  batchSizes: true,
  iterations: true,
  averageLast: true,
  untilAccuracy: true,
  evaluateOn: true,
  seed: true,
  training: true,
};

/** What `training` may say: the rest of a training is the grid's. */
const TRAINING: Readonly<Record<keyof Required<NetworkGridSpec>['training'], true>> = {
  optimiser: true,
  schedule: true,
  loss: true,
  labelNoise: true,
  order: true,
};

function checkGrid(spec: NetworkGridSpec): void {
  checkNoNaN('spec', spec);
  const { stepSizes, batchSizes, training = {} } = spec;
  checkFields('spec.training', training, Object.keys(TRAINING));
  checkMisspelt('spec', spec, Object.keys(GRID));
  if (stepSizes.length === 0)
    throw argumentError('stepSizes', stepSizes, 'a list with at least one step-size');
  if (batchSizes.length === 0)
    throw argumentError('batchSizes', batchSizes, 'a list with at least one batch-size');
  stepSizes.forEach((stepSize) => checkPositive('stepSize', stepSize));
  batchSizes.forEach((batchSize) => checkInteger('batchSize', batchSize));
}

/** Every cell its own randomness, so that neighbours are independent. */
const cellSeed = (seed: Seed, images: ImageSetName, stepSize: number, batchSize: number): string =>
  JSON.stringify([seed, images, stepSize, batchSize]);

/**
 * Trains a network at every (step-size, batch-size), on worker threads, and estimates the tail-index of each layer, as Figures 3 and
 * 4 do; finished cells come out of the store.
 *
 * @param spec the grid, and what is trained otherwise than published
 * @param netFor the network for images of height x width x channels
 * @throws RangeError for an empty grid or a setting out of its range
 * @example
 * import { fullyConnected } from 'heavytail/nets';
 * const spec = { ...fig3Spec('smoke'), training: { optimiser: { type: 'adam' } }, stepSizes: [1e-3, 1e-2] } as const;
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const net = (inputShape: [number, number, number]) => fullyConnected({ widths: [32, 16], activation: 'tanh', inputShape });
 * const result = await runNetworkGrid(spec, net, { images });
 * plot(layerTailPanels(result)); // Figure: Tail-index of each layer, fully connected 784-32-16-10, tanh …
 */
export async function runNetworkGrid<Spec extends NetworkGridSpec>(
  spec: Spec,
  netFor: (inputShape: [number, number, number]) => NetSpec,
  options: NetworkGridOptions<Spec> = {},
): Promise<NetworkGridResult<Spec>> {
  spec = checkedSpec('runNetworkGrid', spec, { netFor, options });
  checkGrid(spec);
  const { images, iterations, averageLast, evaluateOn, untilAccuracy, seed, training } = spec;
  const set = await networkImages(images, options);
  const net = netFor([set.height, set.width, set.channels]);
  const until = untilAccuracy === undefined ? {} : { untilAccuracy };
  const cells = spec.batchSizes.flatMap((batchSize) =>
    spec.stepSizes.map((stepSize): NetworkCell => {
      const own = cellSeed(seed, images, stepSize, batchSize);
      const run = { net, stepSize, batchSize, iterations, averageLast, evaluateOn, seed: own };
      return { images, train: { ...training, ...run, ...until } };
    }),
  );
  const found: (NetworkEstimate | undefined)[] = cells.map(() => undefined);
  const soFar = (): NetworkGridResult<Spec> => ({
    spec,
    notice: set.notice,
    network: net.name,
    cells: cells.flatMap(({ train }, i) => {
      const { stepSize, batchSize } = train;
      const estimate = found[i];
      return estimate ? [{ stepSize, batchSize, ...estimate }] : [];
    }),
  });
  await runNetworkCells(cells, set, options, (i, estimate) => {
    found[i] = estimate;
    options.onResult?.(soFar());
  });
  return soFar();
}
