import {
  argumentError,
  checkEachFinite,
  checkFields,
  checkInteger,
  checkNonNegative,
  checkOneOf,
  checkPositive,
} from '../check.js';
import { checkFeatureLaw, type FeatureLaw } from './featureLaw.js';
import { checkNetwork, type Graph, type MixingMatrix } from './network.js';
import { checkStepSizes, type CheckedStepSizes, type StepSizes } from './stepSizes.js';

/** The rows a_i of a fixed data set. */
export interface FeatureRows {
  /** Row-major, shape rows x dimension. */
  readonly features: Float64Array;
  readonly rows: number;
  readonly dimension: number;
}

/** Fresh data at every iteration: rows a of a law, labels y = a . trueParameter + noiseDeviation N(0, 1). */
export interface DataStream {
  readonly dimension: number;
  /** The scale of the rows, above 0: what it means for each law, see {@link FeatureLaw}. Default 1. */
  readonly sigma?: number;
  /** The law of the rows. Default Gaussian, isotropic. */
  readonly law?: FeatureLaw;
  /** Shape dimension. Default zero. */
  readonly trueParameter?: ArrayLike<number>;
  /** Standard deviation of the label noise, at least 0. Default 3. */
  readonly noiseDeviation?: number;
}

/**
 * How a batch is taken from the data: drawn afresh at every iteration without or with replacement; `'epochs'`: all rows in a
 * random order, batch after batch, and a new order when fewer than a batch are left (those are left out); `'cyclic'`: in the
 * order of the data, around and around.
 */
export type BatchSampling = 'withoutReplacement' | 'withReplacement' | 'epochs' | 'cyclic';

/** An update rule or loss as far as the theory reads it: a built-in one has a name and its numbers beside it, one's own has no name. */
export interface ReadChoice {
  readonly name?: unknown;
  readonly [parameter: string]: unknown;
}

/**
 * What one iteration of SGD on least squares does to the iterate: what the theory and the simulation both take. Exactly one of
 * `data` and `stream` is given.
 */
export interface SgdDynamics {
  readonly data?: FeatureRows;
  readonly stream?: DataStream;
  /** Step-size eta, above 0, or how it changes. */
  readonly stepSize: number | StepSizes;
  /** The update rule, by its name or one's own: an `UpdateRule` of the engine. Default plain SGD. */
  readonly rule?: object;
  /** The loss, by its name or one's own: a `Loss` of the engine. Default least squares, the only one of which there is theory. */
  readonly loss?: object;
  /** lambda of the L2 penalty: the gradient gains lambda x before the rule sees it, at least 0. Default 0. */
  readonly weightDecay?: number;
  /** Batch-size b, an integer from 1; at most `data.rows` unless drawn with replacement. */
  readonly batchSize: number;
  /** How a batch is taken from `data`. Default `'withoutReplacement'`: drawn afresh at every iteration, no row twice in it. */
  readonly sampling?: BatchSampling;
  /**
   * Decentralised SGD (arXiv 2205.06689): on every node i of the network x_i <- sum_j W_ij x_j - eta g_i, g_i the gradient at x_i
   * of a batch of its own. W is given, or the Metropolis weights of a graph. For plain SGD only. Default: one node.
   */
  readonly network?: Graph | MixingMatrix;
}

/** Dynamics after their checks, defaults filled in. */
export interface CheckedDynamics {
  readonly data: FeatureRows | undefined;
  readonly stream: Required<DataStream> | undefined;
  readonly dimension: number;
  readonly stepSize: CheckedStepSizes;
  readonly rule: ReadChoice;
  readonly loss: ReadChoice;
  readonly weightDecay: number;
  readonly batchSize: number;
  readonly sampling: BatchSampling;
  readonly network: MixingMatrix | undefined;
}

/** Fields of a setting that the law of an iteration does not depend on, and that the theory therefore lets pass. */
export type RunField = 'iterations' | 'burnIn' | 'repeats' | 'start' | 'center' | 'record' | 'seed';

const settingFields: Record<keyof SgdDynamics | RunField, true> = {
  ...{ data: true, stream: true, stepSize: true, batchSize: true, rule: true, loss: true, weightDecay: true },
  ...{
    sampling: true,
    network: true,
    iterations: true,
    burnIn: true,
    repeats: true,
    start: true,
    center: true,
  },
  ...{ record: true, seed: true },
};
const streamFields: Record<keyof DataStream, true> = {
  ...{ dimension: true, sigma: true, law: true, trueParameter: true, noiseDeviation: true },
};

/** A copy of a vector of finite numbers. */
export function checkPoint(name: string, value: ArrayLike<number>, dimension: number): Float64Array {
  if (!(Array.isArray(value) || ArrayBuffer.isView(value)) || value.length !== dimension)
    throw argumentError(name, value, `an array of ${dimension} numbers, the dimension of the data`);
  const copy = Float64Array.from(value);
  checkEachFinite(name, copy);
  return copy;
}

/** Throws unless the rows have the shape they say. */
export function checkRows(data: FeatureRows): void {
  if (typeof data !== 'object' || data === null)
    throw argumentError('data', data, 'an object { features, rows, dimension }');
  const { features, rows, dimension } = data;
  checkInteger('data.rows', rows);
  checkInteger('data.dimension', dimension);
  if (!(features instanceof Float64Array) || features.length !== rows * dimension)
    throw argumentError('data.features', features, `a Float64Array of ${rows} x ${dimension} numbers`);
}

function checkStream(stream: DataStream): Required<DataStream> {
  if (typeof stream !== 'object' || stream === null)
    throw argumentError('stream', stream, 'an object { dimension, sigma, law, … }');
  checkFields('stream', stream, streamFields);
  const { dimension, sigma = 1, law = { name: 'gaussian' }, noiseDeviation = 3 } = stream;
  checkInteger('stream.dimension', dimension, 1, 1e8);
  checkPositive('stream.sigma', sigma);
  checkFeatureLaw('stream.law', law, dimension);
  checkNonNegative('stream.noiseDeviation', noiseDeviation);
  const trueParameter =
    stream.trueParameter === undefined
      ? new Float64Array(dimension)
      : checkPoint('stream.trueParameter', stream.trueParameter, dimension);
  return { dimension, sigma, law, noiseDeviation, trueParameter };
}

/**
 * Checks what one iteration does and fills in the defaults; the numbers of the rule are left to those who know the rule.
 *
 * @throws RangeError naming the first argument outside its range
 */
export function checkDynamics(setting: SgdDynamics): CheckedDynamics {
  if (typeof setting !== 'object' || setting === null)
    throw argumentError('setting', setting, 'an object { stream or data, stepSize, batchSize, … }');
  checkFields('setting', setting, settingFields);
  const { data, batchSize, weightDecay = 0, sampling = 'withoutReplacement' } = setting;
  const rule: ReadChoice = setting.rule === undefined ? { name: 'sgd' } : (setting.rule as ReadChoice);
  const loss: ReadChoice = setting.loss === undefined ? { name: 'squares' } : (setting.loss as ReadChoice);
  if ((data === undefined) === (setting.stream === undefined))
    throw argumentError('setting', setting, 'given exactly one of data and stream');
  if (data !== undefined) checkRows(data);
  const stream = setting.stream === undefined ? undefined : checkStream(setting.stream);
  const stepSize = checkStepSizes(setting.stepSize);
  checkOneOf('sampling', sampling, ['withoutReplacement', 'withReplacement', 'epochs', 'cyclic']);
  checkNonNegative('weightDecay', weightDecay);
  checkInteger('batchSize', batchSize, 1, 0x7fffffff);
  if (data !== undefined && sampling !== 'withReplacement' && batchSize > data.rows)
    throw argumentError(
      'batchSize',
      batchSize,
      `at most the ${data.rows} rows of the data without replacement`,
    );
  if (typeof rule !== 'object' || rule === null)
    throw argumentError('rule', rule, 'an object: a built-in rule with its name, or one made by updateRule');
  const network = setting.network === undefined ? undefined : checkNetwork(setting.network);
  if (network !== undefined && rule.name !== 'sgd')
    throw argumentError('rule.name', rule.name, '"sgd" on a network');
  if (network !== undefined && weightDecay !== 0)
    throw argumentError('weightDecay', weightDecay, '0 on a network');
  const dimension = data?.dimension ?? stream!.dimension;
  return { data, stream, dimension, stepSize, rule, loss, weightDecay, batchSize, sampling, network };
}
