import { availableParallelism } from 'node:os';
import { checkInteger } from '../../check.js';
import { interruptSignal } from '../../interruptSignal.js';
import { withTaskPool } from '../../parallel/taskPool.js';
import { createSimulator, type LeastSquaresData } from '../../sgd/index.js';
import { estimatorVersions, keyWithEstimators } from '../numbersVersion.js';
import { openStore } from '../store.js';
import { runSweep, type ExperimentOptions } from '../sweep.js';
import { computePoint, simulateIterates, type PointResult } from './computePoint.js';
import { problemOf, type SweepPoint } from './point.js';
import { pointTask } from './pointTask.js';
import type { PointEstimate, ReadingTask } from './readTail.js';
import { sharedIterates, simulationsOf } from './sharedIterates.js';

const workOf = (point: SweepPoint, dimension: number): number =>
  point.batchSize * dimension * point.iterations * point.repeats;

/**
 * Computes the points that the store does not hold: simulates them on all workers, one after the other, and reads their tails on worker
 * threads meanwhile. Points that differ only in what is read, or only in the iteration after which it is, share one simulation.
 *
 * @param data of the points whose data are one's own, by their hash
 * @param name what the bar says where the options name none
 * @param onPoint called with the place of each point that is finished
 * @returns one result for each point, in order
 */
export async function runPoints(
  points: readonly SweepPoint[],
  data: ReadonlyMap<string, LeastSquaresData>,
  options: ExperimentOptions,
  name: string,
  onPoint: (place: number) => void,
): Promise<PointResult[]> {
  const { store = openStore(), signal = interruptSignal(), workers = availableParallelism() } = options;
  checkInteger('workers', workers, 1, 1024);
  const dataOf = (digest: string): LeastSquaresData => data.get(digest)!;
  const dimensionOf = (point: SweepPoint): number =>
    problemOf(point)?.dimension ?? dataOf((point.source as { data: string }).data).dimension;
  const { order, of } = await simulationsOf(points, signal);
  const simulator = createSimulator({ workers });
  const atOnce = workers + 1;
  const iterates = sharedIterates(atOnce, of, simulateIterates);
  const pool = {
    ...{ module: new URL('./readTail.js', import.meta.url).href, name: 'readTask', shared: null },
    ...{ workers: Math.min(workers, points.length), signal },
  };
  try {
    const results = await withTaskPool<ReadingTask, PointEstimate, PointResult[]>(pool, (read) =>
      runSweep<SweepPoint, PointResult>({
        name,
        cells: order.map((place) => points[place]),
        key: (point) => keyWithEstimators(point, estimatorVersions(point.estimate)),
        work: (point) => workOf(point, dimensionOf(point)),
        task: (point) => pointTask(point, dataOf, read),
        compute: (point, onShare) =>
          computePoint(point, { simulator, read, dataOf, signal, onShare, iterates }),
        atOnce,
        onResult: (i) => onPoint(order[i]),
        ...{ store, signal, progress: options.progress, on: options.on },
      }),
    );
    const inOrder = new Array<PointResult>(points.length);
    order.forEach((place, i) => (inOrder[place] = results[i]));
    return inOrder;
  } finally {
    await simulator.close();
  }
}
