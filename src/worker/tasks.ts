/** Every computation that a worker knows; what is not here is refused. */
import { CALIBRATION } from '../experiments/calibration/cell.js';
import { CONVERGENCE, convergenceCell } from '../experiments/convergence/experiment.js';
import { DECENTRALISED, decentralisedCell } from '../experiments/decentralised/experiment.js';
import { NETWORK, networkKey } from '../experiments/networks/cell.js';
import { trainCell } from '../experiments/networks/trainCell.js';
import { SPECTRA, spectraCell } from '../experiments/theoryContinuous/spectra.js';
import { CHAINS, chainsCell } from '../experiments/theoryExact/chains.js';
import { OFFLINE, offlineCell, offlineEngine } from '../experiments/theoryOffline/experiment.js';
import { AGREEMENT } from '../experiments/theoryProducts/agreement.js';
import { DATA_SET_TAIL, dataSetTailCell } from '../experiments/theoryProducts/dataSetTail.js';
import { PRODUCTS, productsCell } from '../experiments/theoryProducts/experiment.js';
import { PLAIN_SGD } from '../experiments/variants/plainSgd.js';
import { RefusedPoint, type ServedPoint } from '../queue/serve.js';
import { computePoint, simulatePoint, type PointEngine } from '../sweeps/points/computePoint.js';
import type { SweepPoint } from '../sweeps/points/point.js';
import { POINT, SIMULATION } from '../sweeps/points/pointTask.js';
import { sentSample } from '../sweeps/points/sentData.js';
import { holdsCode } from '../sweeps/task.js';
import * as check from './taskData.js';
import type { WorkerTools } from './tools.js';

/** How a task is followed. */
type Follow = Pick<ServedPoint, 'signal' | 'onShare' | 'attachment'>;

/** One kind of task. */
interface TaskKind {
  /** Throws unless the data are what this kind declares. */
  readonly check: (data: never) => void;
  readonly compute: (data: never, tools: WorkerTools, follow: Follow) => Promise<unknown>;
}

const kind = <Data>(
  checkData: (data: Data) => void,
  compute: (data: Data, tools: WorkerTools, follow: Follow) => Promise<unknown>,
): TaskKind => ({ check: checkData, compute });

/** Computed as one piece on a thread. */
const threadKind = <Data>(name: string, checkData: (data: Data) => void): TaskKind =>
  kind(checkData, (data, tools, { signal }) => tools.onThread({ kind: name, data }, signal));

/** The engine of a point, its data fetched before it begins. */
async function engineFor(
  { source }: SweepPoint,
  { simulator, dataOf }: WorkerTools,
  { signal, onShare, attachment }: Follow,
): Promise<PointEngine> {
  const data = 'data' in source ? await dataOf(source.data, attachment) : undefined;
  return { simulator, signal, onShare, dataOf: () => data! };
}

const taskKinds: Readonly<Record<string, TaskKind>> = {
  [POINT]: kind(check.checkPointTask, async (point, tools, follow) =>
    computePoint(point, {
      ...(await engineFor(point, tools, follow)),
      read: (task) => tools.read(task, follow.signal),
    }),
  ),
  [SIMULATION]: kind(check.checkPointTask, async (point, tools, follow) =>
    sentSample(await simulatePoint(point, await engineFor(point, tools, follow))),
  ),
  [NETWORK]: kind(
    check.checkNetworkTask,
    async ({ cell, backend, images }, tools, { signal, onShare, attachment }) => {
      const { trainer, set } = await tools.trainerOn(images, backend, attachment);
      return trainCell(trainer, cell, networkKey(set, backend)(cell), signal, onShare);
    },
  ),
  [CALIBRATION]: threadKind(CALIBRATION, check.checkCalibrationTask),
  [PLAIN_SGD]: threadKind(PLAIN_SGD, check.checkPlainSgdTask),
  [AGREEMENT]: threadKind(AGREEMENT, check.checkAgreementTask),
  [DECENTRALISED]: kind(check.checkDecentralisedTask, (cell, { simulator }, { signal, onShare }) =>
    decentralisedCell(cell, simulator, signal, onShare),
  ),
  [CONVERGENCE]: kind(check.checkConvergenceTask, ({ spec, stepSize }, { simulator }, { signal, onShare }) =>
    convergenceCell(spec, stepSize, simulator, onShare, signal),
  ),
  [CHAINS]: kind(check.checkChainsTask, ({ spec, setting }, { simulator }, { signal, onShare }) =>
    chainsCell(spec, setting, simulator, onShare, signal),
  ),
  [SPECTRA]: kind(check.checkSpectraTask, ({ spec, cell }, _tools, { signal }) =>
    spectraCell(spec, cell, signal),
  ),
  [PRODUCTS]: kind(check.checkProductsTask, ({ spec, variant }, { simulator }, { signal, onShare }) =>
    productsCell(spec, variant, simulator, onShare, signal),
  ),
  [DATA_SET_TAIL]: kind(check.checkDataSetTailTask, ({ spec, setting }, _tools, { signal, onShare }) =>
    dataSetTailCell(spec, setting, signal, onShare),
  ),
  [OFFLINE]: kind(check.checkOfflineTask, ({ spec, rows }, { simulator }, { signal, onShare }) =>
    offlineCell(spec, rows, offlineEngine(spec, simulator, signal), onShare),
  ),
};

/**
 * Computes a task.
 *
 * @throws RefusedPoint for a kind that is not known, data that are not what the kind declares, and data with code in them
 */
export async function computeTask(
  { kind: name, data, ...follow }: ServedPoint,
  tools: WorkerTools,
): Promise<unknown> {
  const known = Object.hasOwn(taskKinds, name) ? taskKinds[name] : undefined;
  if (known === undefined)
    throw new RefusedPoint(`refused: no computation is called ${JSON.stringify(name)}`);
  if (holdsCode(data))
    throw new RefusedPoint('refused: the point holds the text of a function, which is never run');
  try {
    known.check(data as never);
  } catch (error) {
    throw new RefusedPoint(`refused: ${(error as Error).message}`);
  }
  return known.compute(data as never, tools, follow);
}
