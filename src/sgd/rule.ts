import { argumentError, checkInteger, checkOneOf } from '../check.js';
import type { RuleParameter } from './ruleParameters.js';
import { rules } from './rules.js';

type Parameters = Record<string, RuleParameter>;
/** The numbers that a rule takes: those with a standard value may be left out. */
type Given<P extends Parameters> = {
  readonly [Key in keyof P as P[Key]['standard'] extends number ? Key : never]?: number;
} & { readonly [Key in keyof P as P[Key]['standard'] extends number ? never : Key]: number };

/**
 * How an iterate x and the gradient g of a batch give the next iterate; eta is the step-size. Defaults are those of PyTorch.
 * The formulas stand in the files of src/sgd/rules, one for each rule but `svrg`, whose steps are those of `sgd` along another gradient.
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
  | {
      [Name in keyof typeof rules]: { readonly name: Name } & Given<(typeof rules)[Name]['parameters']>;
    }[keyof typeof rules]
  | { readonly name: 'svrg'; readonly snapshotLength?: number };

/** A rule as the kernels read it. */
export interface CheckedRule {
  readonly name: UpdateRule['name'];
  /** Its place in the list of rules. */
  readonly id: number;
  readonly parameters: readonly number[];
  /** Iterations between two snapshots, 0 for none. */
  readonly snapshot: number;
}

const listed = Object.keys(rules) as (keyof typeof rules)[];

/** Names of the update rules. */
export const updateRules: readonly UpdateRule['name'][] = [...listed, 'svrg'];

const checkKeys = (rule: UpdateRule, known: readonly string[]): void => {
  for (const [key, value] of Object.entries(rule))
    if (key !== 'name' && !known.includes(key))
      throw argumentError(`rule.${key}`, value, `absent: ${rule.name} has no such parameter`);
};

/**
 * Checks a rule and fills in its defaults. `rows` is undefined for streaming data, where there is no full gradient.
 *
 * @throws RangeError naming the parameter outside its range, or one that the rule does not have
 */
export function checkRule(rule: UpdateRule, batchSize: number, rows: number | undefined): CheckedRule {
  if (typeof rule !== 'object' || rule === null) throw argumentError('rule', rule, 'an object with a name');
  const { name } = rule;
  checkOneOf('rule.name', name, updateRules);
  if (name === 'svrg') {
    checkKeys(rule, ['snapshotLength']);
    if (rows === undefined) throw argumentError('rule.name', name, 'used with data, not with a stream');
    const snapshot = rule.snapshotLength ?? Math.ceil((2 * rows) / batchSize);
    checkInteger('rule.snapshotLength', snapshot);
    return { name, id: listed.indexOf('sgd'), parameters: [], snapshot };
  }
  const parameters: Parameters = rules[name].parameters;
  checkKeys(rule, Object.keys(parameters));
  const given = rule as unknown as Record<string, number | undefined>;
  const values = Object.entries(parameters).map(([key, { standard, check }]) => {
    const value = given[key] ?? standard;
    check(`rule.${key}`, value);
    return value as number;
  });
  return { name, id: listed.indexOf(name), parameters: values, snapshot: 0 };
}

const steps = Object.values(rules).map(({ step }) => step);

/**
 * One step of the rule with the given number: x <- rule(x, g); addresses in bytes. `memory` holds two vectors and 64 bytes for
 * the rule to keep, zero before the first iteration.
 */
export function applyRule(
  rule: number,
  x: number,
  g: number,
  bytes: number,
  stepSize: number,
  parameters: number,
  memory: number,
): void {
  steps[rule](x, g, bytes, stepSize, parameters, memory);
}
