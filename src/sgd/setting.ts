import {
  argumentError,
  checkFinite,
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkPositive,
} from '../check.js';
import type { Seed } from '../random/index.js';
import { checkMixing } from '../theory/mixing.js';
import type { MixingMatrix } from './network.js';
import { checkRule, type CheckedRule, type UpdateRule } from './rule.js';

/** A fixed data set for least squares: rows a_i and labels y_i. */
export interface LeastSquaresData {
  /** Row-major, shape rows x dimension. */
  readonly features: Float64Array;
  /** Shape rows. */
  readonly labels: Float64Array;
  readonly rows: number;
  readonly dimension: number;
}

/** Fresh data at every iteration: a ~ N(0, sigma² I), y = a . trueParameter + noiseDeviation N(0, 1). */
export interface DataStream {
  readonly dimension: number;
  /** Standard deviation of each feature, above 0. Default 1. */
  readonly sigma?: number;
  /** Shape dimension. Default zero. */
  readonly trueParameter?: ArrayLike<number>;
  /** Standard deviation of the label noise, at least 0. Default 3. */
  readonly noiseDeviation?: number;
}

/** The law of x_0: N(0, deviation² I), or one point (`'zero'` is the origin) for all repeats. */
export type StartLaw = { readonly deviation: number } | { readonly point: ArrayLike<number> } | 'zero';

/**
 * How a batch is taken from the data: drawn afresh at every iteration without or with replacement; `'epochs'`: all rows in a
 * random order, batch after batch, and a new order when fewer than a batch are left (those are left out); `'cyclic'`: in the
 * order of the data, around and around.
 */
export type BatchSampling = 'withoutReplacement' | 'withReplacement' | 'epochs' | 'cyclic';

/**
 * A step-size that changes from iteration to iteration: through the values of `cycle` in turn; one of the values of `choice`
 * at random; uniform on the interval `uniform` = [low, high]. Random ones are independent of everything else.
 */
export type StepSizes =
  | { readonly cycle: readonly number[] }
  | { readonly choice: readonly number[] }
  | { readonly uniform: readonly [number, number] };

/** One cell: SGD on least squares, many independent repeats. Exactly one of `data` and `stream` is given. */
export interface SgdSetting {
  readonly data?: LeastSquaresData;
  readonly stream?: DataStream;
  /** Step-size eta, above 0, or how it changes. */
  readonly stepSize: number | StepSizes;
  /** The update rule. Default plain SGD. */
  readonly rule?: UpdateRule;
  /** lambda of the L2 penalty: the gradient gains lambda x before the rule sees it, at least 0. Default 0. */
  readonly weightDecay?: number;
  /** Batch-size b, an integer from 1; at most `data.rows` unless drawn with replacement. */
  readonly batchSize: number;
  /** Number of iterations K, an integer from 1. Default 1000. */
  readonly iterations?: number;
  /** Iterates 1 … burnIn stay out of the average, an integer from 0 to iterations - 1. Default floor(iterations / 2). */
  readonly burnIn?: number;
  /** Number of independent repeats, an integer from 1. Default 1600. */
  readonly repeats?: number;
  /** The law of x_0. Default `{ deviation: 5 }`. */
  readonly start?: StartLaw;
  /** How a batch is taken from `data`. Default `'withoutReplacement'`: drawn afresh at every iteration, no row twice in it. */
  readonly sampling?: BatchSampling;
  /** Subtracted from both results, shape dimension; the least-squares solution in the published protocol. Default zero. */
  readonly center?: ArrayLike<number>;
  /**
   * Decentralised SGD (arXiv 2205.06689): on every node i of the network x_i <- sum_j W_ij x_j - eta g_i, g_i the gradient at x_i
   * of a batch of its own; each node draws its own x_0 unless a point is given. For plain SGD only. Default: one node.
   */
  readonly network?: MixingMatrix;
  /**
   * Keeps the path of the first `repeats` repeats (an integer from 1, default 1): x_0 and every `every`-th iterate (an integer
   * from 1). Not on a network. Default: no paths.
   */
  readonly record?: { readonly every: number; readonly repeats?: number };
  readonly seed: Seed;
}

/** The step-sizes as the kernels read them. */
export interface CheckedStepSizes {
  readonly kind: 'cycle' | 'choice' | 'uniform';
  readonly table: readonly number[];
}

/** A setting after its checks, defaults filled in. */
export interface CheckedSetting {
  readonly data: LeastSquaresData | undefined;
  readonly stream: Required<DataStream> | undefined;
  readonly rows: number;
  readonly dimension: number;
  readonly stepSize: CheckedStepSizes;
  readonly rule: CheckedRule;
  readonly weightDecay: number;
  readonly batchSize: number;
  readonly iterations: number;
  readonly burnIn: number;
  readonly repeats: number;
  readonly start: { readonly deviation: number; readonly point: Float64Array };
  readonly sampling: BatchSampling;
  readonly center: Float64Array;
  readonly network: MixingMatrix | undefined;
  /** Iterates between two of a path and number of paths; none if `repeats` is 0. */
  readonly record: { readonly every: number; readonly repeats: number };
  readonly seed: Seed;
}

const checkStepSize = (stepSize: number | StepSizes): CheckedStepSizes => {
  if (typeof stepSize !== 'object' || stepSize === null) {
    checkPositive('stepSize', stepSize);
    return { kind: 'cycle', table: [stepSize] };
  }
  for (const kind of ['cycle', 'choice', 'uniform'] as const) {
    if (!(kind in stepSize)) continue;
    const table = (stepSize as Record<string, readonly number[]>)[kind];
    if (!Array.isArray(table) || table.length === 0 || (kind === 'uniform' && table.length !== 2))
      throw argumentError(
        `stepSize.${kind}`,
        table,
        kind === 'uniform' ? '[low, high]' : 'a list of step-sizes',
      );
    table.forEach((value, i) => checkPositive(`stepSize.${kind}[${i}]`, value));
    if (kind === 'uniform' && table[0] > table[1])
      throw argumentError('stepSize.uniform[1]', table[1], `at least the low end ${table[0]}`);
    return { kind, table: [...table] };
  }
  throw argumentError('stepSize', stepSize, 'a number above 0, { cycle }, { choice } or { uniform }');
};

const checkRecord = ({ record, network }: SgdSetting, repeats: number): CheckedSetting['record'] => {
  if (record === undefined) return { every: 1, repeats: 0 };
  if (network !== undefined) throw argumentError('record', record, 'absent on a network');
  checkInteger('record.every', record.every);
  checkInteger('record.repeats', record.repeats ?? 1, 1, repeats);
  return { every: record.every, repeats: record.repeats ?? 1 };
};

const checkNetwork = (network: MixingMatrix, rule: CheckedRule, weightDecay: number): void => {
  const { nodes, weights } = network;
  checkInteger('network.nodes', nodes, 1, 4096);
  checkMixing('network.weights', weights, nodes);
  if (rule.name !== 'sgd') throw argumentError('rule.name', rule.name, '"sgd" on a network');
  if (weightDecay !== 0) throw argumentError('weightDecay', weightDecay, '0 on a network');
};

const point = (name: string, value: ArrayLike<number>, dimension: number): Float64Array => {
  if (value === null || typeof value !== 'object' || value.length !== dimension)
    throw argumentError(name, value, `an array of ${dimension} numbers, the dimension of the data`);
  const copy = Float64Array.from(value);
  copy.forEach((entry, i) => checkFinite(`${name}[${i}]`, entry));
  return copy;
};

const checkData = (data: LeastSquaresData): void => {
  checkInteger('data.rows', data.rows);
  checkInteger('data.dimension', data.dimension);
  if (!(data.features instanceof Float64Array) || data.features.length !== data.rows * data.dimension)
    throw argumentError(
      'data.features',
      data.features,
      `a Float64Array of ${data.rows} x ${data.dimension} numbers`,
    );
  if (!(data.labels instanceof Float64Array) || data.labels.length !== data.rows)
    throw argumentError('data.labels', data.labels, `a Float64Array of ${data.rows} numbers`);
};

const checkStream = (stream: DataStream): Required<DataStream> => {
  checkInteger('stream.dimension', stream.dimension);
  const { dimension, sigma = 1, noiseDeviation = 3 } = stream;
  checkPositive('stream.sigma', sigma);
  checkNonNegative('stream.noiseDeviation', noiseDeviation);
  const trueParameter =
    stream.trueParameter === undefined
      ? new Float64Array(dimension)
      : point('stream.trueParameter', stream.trueParameter, dimension);
  return { dimension, sigma, noiseDeviation, trueParameter };
};

const checkStart = (start: StartLaw, dimension: number): CheckedSetting['start'] => {
  if (start === 'zero') return { deviation: 0, point: new Float64Array(dimension) };
  if (typeof start !== 'object' || start === null || 'point' in start === 'deviation' in start)
    throw argumentError('start', start, '"zero", { deviation } or { point }');
  if ('point' in start) return { deviation: 0, point: point('start.point', start.point, dimension) };
  checkNonNegative('start.deviation', start.deviation);
  return { deviation: start.deviation, point: new Float64Array(dimension) };
};

/**
 * Checks a setting and fills in the defaults.
 *
 * @throws RangeError naming the first argument outside its range
 */
export function checkSetting(setting: SgdSetting): CheckedSetting {
  const { data, stream, batchSize, seed } = setting;
  if ((data === undefined) === (stream === undefined))
    throw argumentError('setting', setting, 'given exactly one of data and stream');
  if (data !== undefined) checkData(data);
  const checkedStream = stream === undefined ? undefined : checkStream(stream);
  const dimension = data?.dimension ?? checkedStream!.dimension;
  const stepSize = checkStepSize(setting.stepSize);
  const { weightDecay = 0, sampling = 'withoutReplacement', iterations = 1000, repeats = 1600 } = setting;
  checkOneOf('sampling', sampling, ['withoutReplacement', 'withReplacement', 'epochs', 'cyclic']);
  checkNonNegative('weightDecay', weightDecay);
  checkInteger('batchSize', batchSize);
  if (data !== undefined && sampling !== 'withReplacement' && batchSize > data.rows)
    throw argumentError(
      'batchSize',
      batchSize,
      `at most the ${data.rows} rows of the data without replacement`,
    );
  checkInteger('iterations', iterations, 1, 0xffffffff);
  const burnIn = setting.burnIn ?? Math.floor(iterations / 2);
  checkInteger('burnIn', burnIn, 0, iterations - 1);
  checkInteger('repeats', repeats, 1, 0x7fff0000);
  const rule = checkRule(setting.rule ?? { name: 'sgd' }, batchSize, data?.rows);
  const record = checkRecord(setting, repeats);
  const { network } = setting;
  if (network !== undefined) checkNetwork(network, rule, weightDecay);
  const start = checkStart(setting.start ?? { deviation: 5 }, dimension);
  const center =
    setting.center === undefined ? new Float64Array(dimension) : point('center', setting.center, dimension);
  return {
    ...{
      data,
      stream: checkedStream,
      rows: data?.rows ?? 0,
      dimension,
      stepSize,
      batchSize,
      iterations,
      burnIn,
    },
    ...{ repeats, start, sampling, center, seed, rule, weightDecay, network, record },
  };
}
