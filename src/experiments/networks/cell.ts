import type { Interval } from '../../interval.js';
import { createHash } from 'node:crypto';
import { cacheDirectory } from '../../cacheDirectory.js';
import { loadImages, type ImageSet, type ImageSetName, type LoadImagesOptions } from '../../data/images.js';
import { imageDigest } from '../../data/imageDigest.js';
import { interruptSignal } from '../../interruptSignal.js';
import type { BackendName } from '../../nets/backendName.js';
import { NETS_VERSION } from '../../nets/netsVersion.js';
import type { NetSpec } from '../../nets/spec.js';
import { createTrainer, type Trainer } from '../../nets/trainer.js';
import { trainingBackend, trainPath } from '../../nets/trainPath.js';
import { checkTrainSpec, type TrainSpec } from '../../nets/trainSpec.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';

/** One trained network: the unit that is stored. */
export interface NetworkCell {
  readonly images: ImageSetName;
  readonly train: TrainSpec;
}

/** The tail-index of a layer, as short as figures need it. */
export interface NetworkTail {
  readonly name: string;
  readonly shape: readonly number[];
  readonly tailIndex: number | null;
  /** The 95 % interval, or `null`. */
  readonly interval: Interval | null;
  /** The same with the layer's median taken off in place of its mean; not in results stored by earlier versions. */
  readonly byMedian?: { readonly tailIndex: number | null; readonly interval: Interval | null };
  readonly warnings: readonly string[];
}

/** What a run says: the tail of every layer, and how well the network learned. */
export interface NetworkEstimate {
  readonly status: 'done' | 'diverged';
  readonly iterations: number;
  /** Accuracies of the last iterate, `null` after divergence. */
  readonly trainAccuracy: number | null;
  readonly testAccuracy: number | null;
  /** Accuracy on training images of the mean of the last iterates. */
  readonly meanTrainAccuracy: number | null;
  /** Of the mean of the last iterates, as published. */
  readonly tails: readonly NetworkTail[];
  /** Of the last iterate alone. */
  readonly iterateTails: readonly NetworkTail[];
  readonly losses: readonly number[];
}

/** Options of the experiments with networks. */
export interface NetworkOptions extends ExperimentOptions {
  /** Where the images come from; see `loadImages`. */
  images?: Omit<LoadImagesOptions, 'signal'>;
  /** What the networks run on; default as `train` chooses. The numbers of each backend are stored on their own. */
  backend?: BackendName;
  /** Called with each cell as it is finished; cells that the store holds are not computed. */
  onCell?: (index: number, estimate: NetworkEstimate) => void;
}

/** Told of every cell, whether computed or read from the store. */
type CellListener = (index: number, estimate: NetworkEstimate) => void;

/** A step-size, a batch-size and what became of them. */
export interface NetworkResultCell extends NetworkEstimate {
  readonly stepSize: number;
  readonly batchSize: number;
}

const finite = (interval: Interval | null): Interval | null =>
  interval && Number.isFinite(interval.upper) ? { lower: interval.lower, upper: interval.upper } : null;

async function trainCell(
  trainer: Trainer,
  cell: NetworkCell,
  checkpoint: string,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<NetworkEstimate> {
  const report = await trainer.run(cell.train, {
    signal,
    checkpoint,
    progress: ({ fraction }) => onShare(fraction),
  });
  const last = report.evaluations.findLast(({ which }) => which === 'iterate');
  const mean = report.evaluations.findLast(({ which }) => which === 'mean');
  const done = report.status === 'done';
  const short = (tails: typeof report.tails.mean): NetworkTail[] =>
    tails.map(({ name, shape, tailIndex, interval, byMedian, warnings }) => ({
      name,
      shape,
      tailIndex,
      interval: finite(interval),
      byMedian: { tailIndex: byMedian.tailIndex, interval: finite(byMedian.interval) },
      warnings,
    }));
  return {
    status: report.status,
    iterations: report.iterations,
    trainAccuracy: done ? (last?.train.accuracy ?? null) : null,
    testAccuracy: done ? (last?.test.accuracy ?? null) : null,
    meanTrainAccuracy: done ? (mean?.train.accuracy ?? null) : null,
    tails: short(report.tails.mean),
    iterateTails: short(report.tails.iterate),
    losses: report.losses.filter(Number.isFinite),
  };
}

/** The images of the cells, loaded once. */
export async function networkImages(
  name: ImageSetName,
  { images, signal, progress }: NetworkOptions,
): Promise<ImageSet> {
  return loadImages(name, { progress: progress === false ? false : undefined, ...images, signal });
}

/**
 * All that the numbers of a cell depend on: the key of its result in the store, and the name of its checkpoint.
 *
 * @param set the images that are trained on; every byte of them counts
 */
export function networkKey(set: ImageSet, backend: BackendName): (cell: NetworkCell) => object {
  const { source, train, test } = set;
  const data = {
    source: source === 'procedural' ? source : 'files',
    train: train.count,
    test: test.count,
    sha256: imageDigest(set),
  };
  return (cell) => ({
    kind: 'network',
    version: NETS_VERSION,
    data,
    backend,
    path: trainPath(backend, cell.train),
    images: cell.images,
    train: checkTrainSpec(cell.train),
  });
}

/** The key of each cell on the backend that its network is trained on. */
async function keysOf(
  cells: readonly NetworkCell[],
  set: ImageSet,
  backend: BackendName | undefined,
): Promise<Map<NetworkCell, object>> {
  const keyOn = new Map<BackendName, ReturnType<typeof networkKey>>();
  const keys = new Map<NetworkCell, object>();
  for (const cell of cells) {
    const { name } = await trainingBackend(cell.train, { backend });
    const keyOf = keyOn.get(name) ?? networkKey(set, name);
    keyOn.set(name, keyOf);
    keys.set(cell, keyOf(cell));
  }
  return keys;
}

const checkpointOf = (key: object): string => {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  return cacheDirectory('checkpoints', `${hash.slice(0, 32)}.bin`);
};

/**
 * Trains every cell that the store does not hold; a killed run goes on from its last checkpoint.
 *
 * @param set the images all cells are trained on
 * @param onResult told of every cell that is there, also of those that the store holds
 * @returns one estimate per cell, in order
 */
export async function runNetworkCells(
  cells: readonly NetworkCell[],
  set: ImageSet,
  options: NetworkOptions = {},
  onResult?: CellListener,
): Promise<NetworkEstimate[]> {
  const { store = openStore(), signal = interruptSignal(), progress, workers, onCell } = options;
  const keys = await keysOf(cells, set, options.backend);
  const key = (cell: NetworkCell): object => keys.get(cell)!;
  const trainer = createTrainer(set, { workers, backend: options.backend });
  const place = new Map(cells.map((cell, i) => [cell, i]));
  try {
    return await runSweep<NetworkCell, NetworkEstimate>({
      name: 'Training networks',
      cells,
      key,
      work: ({ train }) => train.iterations * train.batchSize * workOf(train.net),
      compute: async (cell, onShare) => {
        const estimate = await trainCell(trainer, cell, checkpointOf(key(cell)), signal, onShare);
        onCell?.(place.get(cell)!, estimate);
        return estimate;
      },
      atOnce: trainer.workers,
      ...{ store, signal, progress, onResult },
    });
  } finally {
    await trainer.close();
  }
}

/** Multiplications of one image, roughly. */
const workOf = (net: NetSpec): number =>
  net.layers.reduce((sum, layer) => sum + ('inputs' in layer ? layer.inputs * layer.outputs : 0), 0);
