import { loadImages, type ImageSet, type ImageSetName, type LoadImagesOptions } from '../../data/images.js';
import { imageBytes } from '../../data/imageBytes.js';
import { imageDigest } from '../../data/imageDigest.js';
import { interruptSignal } from '../../interruptSignal.js';
import type { BackendName } from '../../nets/backendName.js';
import { netsVersion } from '../../nets/netsVersion.js';
import type { NetSpec } from '../../nets/spec.js';
import { createTrainer } from '../../nets/trainer.js';
import { trainingBackend, trainPath } from '../../nets/trainPath.js';
import { checkTrainSpec } from '../../nets/trainSpec.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import type { SweepTask } from '../../sweeps/task.js';
import type { NetworkCell, NetworkEstimate } from './estimate.js';
import { trainCell } from './trainCell.js';

export type { NetworkCell, NetworkEstimate, NetworkTail } from './estimate.js';

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
  return ({ images, train }) => {
    const path = trainPath(backend, train);
    const version = netsVersion(backend, path);
    return { kind: 'network', version, data, backend, path, images, train: checkTrainSpec(train) };
  };
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
        const estimate = await trainCell(trainer, cell, key(cell), signal, onShare);
        onCell?.(place.get(cell)!, estimate);
        return estimate;
      },
      task: (cell) => networkTask(cell, key(cell), set, (estimate) => onCell?.(place.get(cell)!, estimate)),
      atOnce: trainer.workers,
      ...{ store, signal, progress, onResult, on: options.on },
    });
  } finally {
    await trainer.close();
  }
}

/** What a cell is called where it is sent to a worker elsewhere. */
export const NETWORK = 'network';

/** A cell as a worker elsewhere is told of it; the images go with it as bytes. */
export interface SentNetwork {
  readonly cell: NetworkCell;
  readonly backend: BackendName;
  /** The hash of the images. */
  readonly images: string;
}

function networkTask(
  cell: NetworkCell,
  key: object,
  set: ImageSet,
  onEstimate: (estimate: NetworkEstimate) => void,
): SweepTask<NetworkEstimate> {
  const { backend, data } = key as { backend: BackendName; data: { sha256: string } };
  const images = data.sha256;
  return {
    ...{ kind: NETWORK, data: { cell, backend, images } },
    attached: new Map([[images, () => imageBytes(set)]]),
    finish: (answer) => {
      onEstimate(answer as NetworkEstimate);
      return answer as NetworkEstimate;
    },
  };
}

/** Multiplications of one image, roughly. */
const workOf = (net: NetSpec): number =>
  net.layers.reduce((sum, layer) => sum + ('inputs' in layer ? layer.inputs * layer.outputs : 0), 0);
