import type { LeastSquaresData } from '../../sgd/index.js';
import { holdsCode, type SweepTask } from '../task.js';
import { readPoint, type PointReader, type PointResult } from './computePoint.js';
import type { SweepPoint } from './point.js';
import { dataBytes, receivedSample, type SentSample } from './sentData.js';

/** The kinds of tasks of points: the whole of it, or only its simulation. */
export const POINT = 'point of a sweep';
export const SIMULATION = 'simulation of a point';

/** The estimate of points that are only simulated: which one does not matter, and equal simulations have one name. */
const NO_ESTIMATE = { name: 'logMoment', options: {} } as const;

/**
 * A point as it is sent: whole where all of it is plain data, without its estimator where that is a function of one's own, which is
 * applied here to the sample that comes back; not at all where the law of its rows is such a function.
 */
export function pointTask(
  point: SweepPoint,
  dataOf: (digest: string) => LeastSquaresData,
  read: PointReader,
): SweepTask<PointResult> {
  const { estimate, source } = point;
  const simulation = { ...point, estimate: NO_ESTIMATE };
  const attached =
    'data' in source ? new Map([[source.data, () => dataBytes(dataOf(source.data))]]) : undefined;
  if (!holdsCode(estimate)) return { kind: POINT, data: point, attached };
  return {
    ...{ kind: SIMULATION, data: simulation, attached },
    finish: (answer) => readPoint(point, receivedSample(answer as SentSample), read),
  };
}
