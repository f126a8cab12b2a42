import { argumentError, checkInteger, checkNonNegative, checkFields } from '../check.js';
import type { Seed } from '../random/index.js';
import {
  checkDynamics,
  checkPoint,
  checkRows,
  type CheckedDynamics,
  type FeatureRows,
  type SgdDynamics,
} from '../setting/sgdDynamics.js';
import { checkLabels, checkLoss, type CheckedLoss, type Loss } from './loss.js';
import { checkRule, type CheckedRule, type UpdateRule } from './rule.js';

/** A fixed data set for least squares: rows a_i and labels y_i. */
export interface LeastSquaresData extends FeatureRows {
  /** Shape rows. */
  readonly labels: Float64Array;
}

/** The law of x_0: N(0, deviation² I), or one point (`'zero'` is the origin) for all repeats. */
export type StartLaw = { readonly deviation: number } | { readonly point: ArrayLike<number> } | 'zero';

/**
 * SGD on least squares and how it is run: what an iteration does, from where, how often, how many independent repeats. What the
 * theory takes of it is {@link SgdDynamics}: the law of an iteration does not depend on the rest.
 */
export interface SgdSetting extends SgdDynamics {
  readonly data?: LeastSquaresData;
  readonly rule?: UpdateRule;
  /** The loss of prediction and label. Default least squares. */
  readonly loss?: Loss;
  /** Number of iterations K, an integer from 1. Default 1000. */
  readonly iterations?: number;
  /** Iterates 1 … burnIn stay out of the average, an integer from 0 to iterations - 1. Default floor(iterations / 2). */
  readonly burnIn?: number;
  /** Number of independent repeats, an integer from 1. Default 1600. */
  readonly repeats?: number;
  /** The law of x_0, drawn for every node of a network. Default `{ deviation: 5 }`. */
  readonly start?: StartLaw;
  /** Subtracted from both results, shape dimension; the least-squares solution in the published protocol. Default zero. */
  readonly center?: ArrayLike<number>;
  /**
   * Keeps the path of the first `repeats` repeats (an integer from 1, default 1): x_0 and every `every`-th iterate (an integer
   * from 1). Not on a network. Default: no paths.
   */
  readonly record?: { readonly every: number; readonly repeats?: number };
  readonly seed: Seed;
}

/** A setting after its checks, defaults filled in. */
export interface CheckedSetting extends Omit<CheckedDynamics, 'data' | 'rule' | 'loss'> {
  readonly data: LeastSquaresData | undefined;
  readonly rows: number;
  readonly rule: CheckedRule;
  readonly loss: CheckedLoss;
  readonly iterations: number;
  readonly burnIn: number;
  readonly repeats: number;
  readonly start: { readonly deviation: number; readonly point: Float64Array };
  readonly center: Float64Array;
  /** Iterates between two of a path and number of paths; none if `repeats` is 0. */
  readonly record: { readonly every: number; readonly repeats: number };
  readonly seed: Seed;
}

const checkRecord = ({ record, network }: SgdSetting, repeats: number): CheckedSetting['record'] => {
  if (record === undefined) return { every: 1, repeats: 0 };
  if (network !== undefined) throw argumentError('record', record, 'absent on a network');
  checkFields('record', record, ['every', 'repeats']);
  const { every, repeats: kept = 1 } = record;
  checkInteger('record.every', every);
  checkInteger('record.repeats', kept, 1, repeats);
  return { every, repeats: kept };
};

/**
 * Checks rows and labels.
 *
 * @throws RangeError naming what is of another shape
 */
export function checkData(data: LeastSquaresData): void {
  checkRows(data);
  if (!(data.labels instanceof Float64Array) || data.labels.length !== data.rows)
    throw argumentError('data.labels', data.labels, `a Float64Array of ${data.rows} numbers`);
}

const checkStart = (start: StartLaw, dimension: number): CheckedSetting['start'] => {
  if (start === 'zero') return { deviation: 0, point: new Float64Array(dimension) };
  if (typeof start !== 'object' || start === null || 'point' in start === 'deviation' in start)
    throw argumentError('start', start, '"zero", { deviation } or { point }');
  checkFields('start', start, ['deviation', 'point']);
  if ('point' in start) return { deviation: 0, point: checkPoint('start.point', start.point, dimension) };
  checkNonNegative('start.deviation', start.deviation);
  return { deviation: start.deviation, point: new Float64Array(dimension) };
};

/**
 * Checks a setting and fills in the defaults.
 *
 * @throws RangeError naming the first argument outside its range
 */
export function checkSetting(setting: SgdSetting): CheckedSetting {
  const dynamics = checkDynamics(setting);
  const { dimension, batchSize } = dynamics;
  const { data, seed, iterations = 1000, repeats = 1600 } = setting;
  const { rule: namedRule = { name: 'sgd' }, loss: namedLoss = { name: 'squares' } } = setting;
  if (data !== undefined) checkData(data);
  checkInteger('iterations', iterations, 1, 0xffffffff);
  const { burnIn = Math.floor(iterations / 2) } = setting;
  checkInteger('burnIn', burnIn, 0, iterations - 1);
  checkInteger('repeats', repeats, 1, 0x7fff0000);
  const rule = checkRule(namedRule, batchSize, data?.rows);
  const loss = checkLoss(namedLoss);
  checkLabels(loss, data?.labels);
  const record = checkRecord(setting, repeats);
  const { start: startLaw = { deviation: 5 } } = setting;
  const start = checkStart(startLaw, dimension);
  const center =
    setting.center === undefined
      ? new Float64Array(dimension)
      : checkPoint('center', setting.center, dimension);
  return {
    ...dynamics,
    ...{ data, rows: data?.rows ?? 0, rule, loss, iterations, burnIn, repeats, start, center, record, seed },
  };
}
