import { argumentError, checkInteger, checkNonNegative, checkOneOf, checkPositive } from '../check.js';
import * as id from './rules/ids.js';

/**
 * How an iterate x and the gradient g of a batch give the next iterate; eta is the step-size. Defaults are those of PyTorch.
 * The formulas stand in the files of src/sgd/rules.
 *
 * - `sgd`: x - eta g
 * - `heavyBall`, `nesterov`: `momentum` in [0, 1), default 0.9
 * - `rmsProp`: `decay` in [0, 1), default 0.99, `epsilon` at least 0, default 1e-8
 * - `adam`: `firstDecay` 0.9, `secondDecay` 0.999, both in [0, 1), `epsilon` 1e-8
 * - `adaGrad`: `epsilon` at least 0, default 1e-10
 * - `clipNorm`, `clipCoordinates`: `threshold` above 0: the gradient's norm, or each coordinate, is at most that
 * - `svrg` (Johnson & Zhang 2013): g less the batch's gradient at a snapshot plus the full gradient there; `snapshotLength` is
 *   their m, the number of iterations between two snapshots (the last iterate becomes the snapshot, their option I);
 *   default ceil(2 n / b), two passes over the data as they recommend for convex problems. The first snapshot is x_0.
 */
export type UpdateRule =
  | { readonly name: 'sgd' }
  | { readonly name: 'heavyBall' | 'nesterov'; readonly momentum?: number }
  | { readonly name: 'rmsProp'; readonly decay?: number; readonly epsilon?: number }
  | {
      readonly name: 'adam';
      readonly firstDecay?: number;
      readonly secondDecay?: number;
      readonly epsilon?: number;
    }
  | { readonly name: 'adaGrad'; readonly epsilon?: number }
  | { readonly name: 'clipNorm' | 'clipCoordinates'; readonly threshold: number }
  | { readonly name: 'svrg'; readonly snapshotLength?: number };

/** A rule as the kernels read it. */
export interface CheckedRule {
  readonly id: number;
  readonly parameters: readonly number[];
  /** Iterations between two snapshots, 0 for none. */
  readonly snapshot: number;
}

interface Parameter {
  readonly key: string;
  readonly standard?: number;
  readonly check: (name: string, value: unknown) => void;
}

const checkShare = (name: string, value: unknown): void => {
  if (typeof value !== 'number' || !(value >= 0 && value < 1))
    throw argumentError(name, value, 'a number from 0 to below 1');
};
const share = (key: string, standard: number): Parameter => ({ key, standard, check: checkShare });
const epsilon = (standard: number): Parameter => ({ key: 'epsilon', standard, check: checkNonNegative });
const threshold: Parameter = { key: 'threshold', check: checkPositive };

/** Number and parameters of each rule, the parameters in the order in which its file reads them. */
const rules: Record<UpdateRule['name'], { readonly id: number; readonly parameters: readonly Parameter[] }> =
  {
    sgd: { id: id.RULE_SGD, parameters: [] },
    heavyBall: { id: id.RULE_HEAVY_BALL, parameters: [share('momentum', 0.9)] },
    nesterov: { id: id.RULE_NESTEROV, parameters: [share('momentum', 0.9)] },
    rmsProp: { id: id.RULE_RMS_PROP, parameters: [share('decay', 0.99), epsilon(1e-8)] },
    adam: {
      id: id.RULE_ADAM,
      parameters: [share('firstDecay', 0.9), share('secondDecay', 0.999), epsilon(1e-8)],
    },
    adaGrad: { id: id.RULE_ADA_GRAD, parameters: [epsilon(1e-10)] },
    clipNorm: { id: id.RULE_CLIP_NORM, parameters: [threshold] },
    clipCoordinates: { id: id.RULE_CLIP_COORDINATES, parameters: [threshold] },
    svrg: { id: id.RULE_SGD, parameters: [{ key: 'snapshotLength', standard: 0, check: () => {} }] },
  };

/** Names of the update rules. */
export const updateRules = Object.keys(rules) as readonly UpdateRule['name'][];

/**
 * Checks a rule and fills in its defaults. `rows` is undefined for streaming data, where there is no full gradient.
 *
 * @throws RangeError naming the parameter outside its range, or one that the rule does not have
 */
export function checkRule(rule: UpdateRule, batchSize: number, rows: number | undefined): CheckedRule {
  if (typeof rule !== 'object' || rule === null) throw argumentError('rule', rule, 'an object with a name');
  checkOneOf('rule.name', rule.name, updateRules);
  const { id: number, parameters } = rules[rule.name];
  const given = rule as unknown as Record<string, number | undefined>;
  for (const key of Object.keys(rule))
    if (key !== 'name' && !parameters.some((parameter) => parameter.key === key))
      throw argumentError(`rule.${key}`, given[key], `absent: ${rule.name} has no such parameter`);
  if (rule.name === 'svrg') {
    if (rows === undefined) throw argumentError('rule.name', 'svrg', 'used with data, not with a stream');
    const snapshot = rule.snapshotLength ?? Math.ceil((2 * rows) / batchSize);
    checkInteger('rule.snapshotLength', snapshot);
    return { id: number, parameters: [], snapshot };
  }
  const values = parameters.map(({ key, standard, check }) => {
    const value = given[key] ?? standard;
    check(`rule.${key}`, value);
    return value as number;
  });
  return { id: number, parameters: values, snapshot: 0 };
}
