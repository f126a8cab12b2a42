import { argumentError, checkFinite, checkInteger, checkOneOf, checkFields } from '../check.js';
import { readGraph } from '../expressions/readGraph.js';
import type { RuleSource } from '../expressions/ruleMemory.js';
import { checkParameter, standardOf, type Given, type Parameters } from './ruleParameters.js';
import { builtInRules } from './rules.js';
import type { PlainRule } from './updateRule.js';

/**
 * A built-in rule: its name and what it is given. Defaults are those of PyTorch; the formulas stand in src/sgd/rules, one file for each
 * but `svrg`, whose steps are those of `sgd` along another gradient.
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
export type NamedRule =
  | {
      [Name in keyof typeof builtInRules]: { readonly name: Name } & Given<
        (typeof builtInRules)[Name]['declared']
      >;
    }[keyof typeof builtInRules]
  | { readonly name: 'svrg'; readonly snapshotLength?: number };

/**
 * How an iterate x and the gradient g of a batch give the next iterate; eta is the step-size: a built-in rule by its name, or
 * one of one's own made by {@link updateRule} (or its plain JSON).
 */
export type UpdateRule = NamedRule | PlainRule;

/** Names of the update rules. */
export type RuleName = keyof typeof builtInRules | 'svrg';

/** A rule as the kernels read it. */
export interface CheckedRule {
  /** `undefined` for a rule of one's own. */
  readonly name: RuleName | undefined;
  readonly source: RuleSource;
  /** Values of the parameters, in the order of the source. */
  readonly parameters: readonly number[];
  /** Iterations between two snapshots, 0 for none. */
  readonly snapshot: number;
}

const listed = Object.keys(builtInRules) as (keyof typeof builtInRules)[];

/** Names of the update rules. */
export const updateRules: readonly RuleName[] = [...listed, 'svrg'];

const builtIn = (name: keyof typeof builtInRules, rule: object): CheckedRule => {
  const { graph, memory } = builtInRules[name];
  const declared: Parameters = builtInRules[name].declared;
  checkFields(`the rule ${name}`, rule, ['name', ...Object.keys(declared)]);
  const given = rule as Record<string, number | undefined>;
  const parameters = Object.entries(declared).map(([key, parameter]) => {
    const { [key]: value = standardOf(parameter) } = given;
    checkParameter(`rule.${key}`, parameter, value);
    return value as number;
  });
  return { name, source: { graph, memory, parameters: Object.keys(declared) }, parameters, snapshot: 0 };
};

/** Throws unless the graph uses and gives exactly what a rule has. */
const checkNames = ({ graph, memory, parameters }: RuleSource): void => {
  const vectors = ['x', 'g', ...Object.keys(memory).filter((name) => memory[name] === 'vector')];
  const scalars = [
    'eta',
    't',
    ...parameters,
    ...Object.keys(memory).filter((name) => memory[name] === 'scalar'),
  ];
  for (const node of graph.nodes) {
    if (node.op !== 'vector' && node.op !== 'scalar') continue;
    const known = node.op === 'vector' ? vectors : scalars;
    if (!known.includes(node.name))
      throw argumentError(
        `rule.parameters.${node.name}`,
        undefined,
        `given: the ${node.op} "${node.name}" is used by the rule`,
      );
  }
  const wanted = ['x', ...Object.keys(memory)].sort();
  if (JSON.stringify(Object.keys(graph.results).sort()) !== JSON.stringify(wanted))
    throw argumentError(
      'rule.graph.results',
      Object.keys(graph.results).join(', '),
      `exactly ${wanted.join(', ')}`,
    );
};

const own = (rule: PlainRule): CheckedRule => {
  const graph = readGraph(rule.graph, 'rule.graph');
  const { memory, parameters } = rule;
  checkFields('rule', rule, ['graph', 'memory', 'parameters']);
  for (const [what, value] of Object.entries({ memory, parameters }))
    if (typeof value !== 'object' || value === null)
      throw argumentError(`rule.${what}`, value, 'an object of names');
  for (const [name, kind] of Object.entries(memory))
    checkOneOf(`rule.memory.${name}`, kind, ['vector', 'scalar']);
  for (const [name, value] of Object.entries(parameters)) checkFinite(`rule.parameters.${name}`, value);
  const source = { graph, memory, parameters: Object.keys(parameters) };
  checkNames(source);
  const isSgd = JSON.stringify(graph) === JSON.stringify(builtInRules.sgd.graph);
  return { name: isSgd ? 'sgd' : undefined, source, parameters: Object.values(parameters), snapshot: 0 };
};

/**
 * Checks a rule and fills in its defaults. `rows` is undefined for streaming data, where there is no full gradient.
 *
 * @throws RangeError naming the parameter outside its range, or one that the rule does not have
 */
export function checkRule(rule: UpdateRule, batchSize: number, rows: number | undefined): CheckedRule {
  if (typeof rule !== 'object' || rule === null)
    throw argumentError('rule', rule, 'an object with a name, or a rule made by updateRule');
  if ('graph' in rule) return own(rule);
  const { name } = rule;
  checkOneOf('rule.name', name, updateRules);
  if (name !== 'svrg') return builtIn(name, rule);
  checkFields(`the rule ${name}`, rule, ['name', 'snapshotLength']);
  if (rows === undefined) throw argumentError('rule.name', name, 'used with data, not with a stream');
  const { snapshotLength = Math.ceil((2 * rows) / batchSize) } = rule;
  checkInteger('rule.snapshotLength', snapshotLength);
  return { ...builtIn('sgd', { name: 'sgd' }), name, snapshot: snapshotLength };
}
