import type { Rows } from '../../estimators/index.js';
import type { BatchSampling, MixingMatrix } from '../../setting/index.js';
import type { LeastSquaresData, SgdSetting, Simulator } from '../../sgd/index.js';
import { trueParameterOf } from '../../data/regression.js';
import { minimiserOf } from '../minimiserOf.js';
import { problemData } from '../problem.js';
import { isNamed } from './estimate.js';
import { stepSizeUnit, type PlainMixing, type SweepPoint } from './point.js';
import type { PointEstimate, ReadingTask } from './readTail.js';

/** What a point is simulated with. */
export interface PointEngine {
  readonly simulator: Simulator;
  /** The data of a hash; not asked for the points of a problem. */
  readonly dataOf: (digest: string) => LeastSquaresData;
  readonly signal?: AbortSignal;
  /** Told of the share of the point that is done. */
  readonly onShare?: (share: number) => void;
  /** Simulates, where points share a simulation; default: {@link simulateIterates}. */
  readonly iterates?: (point: SweepPoint, engine: PointEngine) => Promise<Iterates>;
}

/** What a simulation gives. */
export interface Iterates {
  /** The iterates that a point asks for, one row a repeat, less what they settle around. */
  readonly of: (point: Pick<SweepPoint, 'iterate' | 'iterations'>) => Rows;
  /** About how far the iterates start from what they settle around. */
  readonly startDistance: number;
}

/** Reads the tail from a sample: on a worker thread, or `readTask` itself. */
export type PointReader = (task: ReadingTask) => PointEstimate | Promise<PointEstimate>;

/** What a point is computed with. */
export interface PointResources extends PointEngine {
  readonly read: PointReader;
}

/** What simulating a point gives: all that its tail is read from. */
export interface SimulatedPoint {
  /** The iterates less what they settle around, one row a repeat. */
  readonly sample: Rows;
  /** About how far the iterates start from that. */
  readonly startDistance: number;
}

/** A point's result: plain JSON data. */
export interface PointResult extends PointEstimate {
  /**
   * Whether the law is degenerate, a single point: the repeats have come so near to the minimiser, or to each other (median
   * distance below 1e-6 of the start's), that what is left are rounding errors or a shrinking transient. Such a law has no
   * tail-index.
   */
  readonly degenerate: boolean;
}

const DEGENERATE_SHARE = 1e-6;

/** Losses whose mean over a stream is least at its true parameter: they are symmetric, and so is the noise. */
const symmetric: readonly unknown[] = ['squares', 'absolute', 'huber'];

const mixing = ({ nodes, weights }: PlainMixing): MixingMatrix => ({
  nodes,
  weights: Float64Array.from(weights),
});

/** Where the rows of a point come from: data, or a stream with its true parameter. */
type RowSource = Pick<SgdSetting, 'data' | 'stream' | 'sampling'>;

function rowsOf(point: SweepPoint, dataOf: PointResources['dataOf']): RowSource {
  const { sampling, source } = point;
  if ('data' in source) return { data: dataOf(source.data), sampling: sampling as BatchSampling };
  if (sampling !== 'streaming') return { data: problemData(source.problem), sampling };
  const { dimension, sigma, law, noiseDeviation } = source.problem;
  return {
    stream: { dimension, sigma, law, noiseDeviation, trueParameter: trueParameterOf(source.problem) },
  };
}

/** What the iterates settle around, or `undefined` for nothing to subtract. */
function centerOf({ center, loss }: SweepPoint, { data, stream }: RowSource): ArrayLike<number> | undefined {
  if (typeof center === 'object') return center;
  if (center === 'zero') return undefined;
  if (data)
    try {
      return minimiserOf(data, loss);
    } catch (cause) {
      const { message } = cause as Error;
      throw new Error(`${message}. Without one, give center: "zero" or a vector`, { cause });
    }
  if ('name' in loss && symmetric.includes(loss.name)) return stream!.trueParameter;
  throw new RangeError(
    `center must be a vector or "zero" for this loss on streaming rows: where it is least is not known, got "${center}"`,
  );
}

/** What is left to subtract once the sample is there. */
const centreOverRepeats = ({ center }: Pick<SweepPoint, 'center'>): ReadingTask['centre'] =>
  center === 'mean' || center === 'median' ? center : 'none';

/** The engine's setting; every point has its own randomness, so that the errors of neighbours are independent. */
function engineSetting(point: SweepPoint, rows: RowSource): SgdSetting {
  const { batchSize, burnIn, iterations, loss, network, repeats, rule, seed, start, stepSize, weightDecay } =
    point;
  return {
    ...{ batchSize, burnIn, iterations, loss, repeats, rule, start, stepSize, weightDecay, ...rows },
    center: centerOf(point, rows),
    ...(network && { network: 'kind' in network ? network : mixing(network) }),
    seed: JSON.stringify([seed, stepSizeUnit(point), batchSize]),
  };
}

/** About how far the iterates start from what they settle around. */
function startDistance({ start }: SweepPoint, { center }: SgdSetting, dimension: number): number {
  const at = typeof start === 'object' && 'point' in start ? start.point : undefined;
  const deviation = typeof start === 'object' && 'deviation' in start ? start.deviation : 0;
  if (deviation > 0) return deviation * Math.sqrt(dimension);
  let squares = 0;
  for (let j = 0; j < dimension; j++) squares += ((at?.[j] ?? 0) - (center?.[j] ?? 0)) ** 2;
  return Math.sqrt(squares);
}

const POINT_LAW =
  'The repeats have come together to rounding, or are still shrinking to a point: such a law has no tail-index.';

/** The sample over shared memory, so that it reaches a worker without a copy. */
function shared({ data, rows, columns }: Rows): Rows {
  const copy = new Float64Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return { data: copy, rows, columns };
}

/** The iterates after so many iterations, out of the paths of all repeats, which have every so many. */
function iteratesAt(paths: readonly Rows[], row: number): Rows {
  const { columns } = paths[0];
  const data = new Float64Array(paths.length * columns);
  paths.forEach((path, i) => data.set(path.data.subarray(row * columns, (row + 1) * columns), i * columns));
  return { data, rows: paths.length, columns };
}

/**
 * Simulates a point, whichever of its iterates is asked for.
 *
 * @param every where given: the iterates after every so many iterations can be asked for, as the last ones of shorter points
 */
export async function simulateIterates(
  point: SweepPoint,
  { simulator, dataOf, signal, onShare }: PointEngine,
  every?: number,
): Promise<Iterates> {
  const rows = rowsOf(point, dataOf);
  const setting = engineSetting(point, rows);
  const progress =
    onShare === undefined ? false : ({ fraction }: { fraction: number }): void => onShare(fraction);
  const record = every === undefined ? undefined : { every, repeats: point.repeats };
  const { averaged, final, paths } = await simulator.run({ ...setting, record }, { signal, progress });
  return {
    of({ iterate, iterations }) {
      if (iterations < point.iterations) return iteratesAt(paths!, iterations / every!);
      return iterate === 'last' ? final : averaged;
    },
    startDistance: startDistance(point, setting, final.columns),
  };
}

/** Simulates one point of a sweep; the estimate plays no part in it. */
export async function simulatePoint(point: SweepPoint, engine: PointEngine): Promise<SimulatedPoint> {
  const { iterates = simulateIterates } = engine;
  const { of, startDistance } = await iterates(point, engine);
  return { sample: shared(of(point)), startDistance };
}

/** Reads the tail of a simulated point. */
export async function readPoint(
  point: Pick<SweepPoint, 'estimate' | 'center'>,
  { sample, startDistance }: SimulatedPoint,
  read: PointReader,
): Promise<PointResult> {
  const found = await read({ sample, estimate: point.estimate, centre: centreOverRepeats(point) });
  const least = DEGENERATE_SHARE * startDistance;
  const degenerate = [found.distance, found.spread].some((size) => size !== null && size < least);
  if (!degenerate) return { ...found, degenerate };
  const none = isNamed(point.estimate) ? { tailIndex: null, interval: null } : {};
  return { ...found, ...none, warnings: [...found.warnings, POINT_LAW], degenerate };
}

/**
 * Computes one point of a sweep: simulates it and reads the tail. All that the result depends on stands in the point, which is plain
 * JSON, so that any machine with this version of the library gives the same bits.
 *
 * @throws RangeError for what only the data show, such as labels that are not those of the loss; the signal's reason on abort
 */
export const computePoint = async (
  point: SweepPoint,
  { read, ...engine }: PointResources,
): Promise<PointResult> => readPoint(point, await simulatePoint(point, engine), read);
