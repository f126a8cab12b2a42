import { argumentError, checkFinite, checkOneOf, checkFields } from '../check.js';
import type { LossSource } from '../expressions/lossModule.js';
import { readGraph } from '../expressions/readGraph.js';
import { lossFunction, type Derivative, type PlainLoss } from './lossFunction.js';
import { builtInLosses } from './losses.js';
import { checkParameter, standardOf, type Given, type Parameters } from './ruleParameters.js';

/** Names of the built-in losses. */
export type LossName = keyof typeof builtInLosses;

/** A built-in loss: its name and what it is given. The formulas stand in src/sgd/losses, one file for each. */
export type NamedLoss = {
  [Name in LossName]: { readonly name: Name } & Given<(typeof builtInLosses)[Name]['declared']>;
}[LossName];

/**
 * A loss of the prediction a . x and the label y. SGD goes along (d loss / d prediction) a.
 *
 * - `squares`, the default: (p - y)² / 2
 * - `absolute`: |p - y|; `huber`: squares up to `threshold` (above 0, default 1), the absolute value beyond
 * - `logistic`: log(1 + e^p) - y p, labels 0 and 1; `squaredHinge`: max(0, 1 - s p)², s = 2 y - 1, labels 0 and 1
 * - `poisson`: e^p - y p, labels 0, 1, 2, …
 *
 * or one of one's own: its derivative, or what {@link lossFunction} makes of it (or its plain JSON).
 */
export type Loss = NamedLoss | PlainLoss | Derivative;

/** A loss as the kernels read it. */
export interface CheckedLoss {
  /** `undefined` for a loss of one's own. */
  readonly name: LossName | undefined;
  readonly source: LossSource;
  /** Values of the parameters, in the order of the source. */
  readonly parameters: readonly number[];
}

/** Names of the losses. */
export const losses = Object.keys(builtInLosses) as readonly LossName[];

/** What labels a loss is for. */
const labelsOf: Partial<
  Record<LossName, { readonly are: string; readonly allow: (label: number) => boolean }>
> = {
  logistic: { are: '0 or 1', allow: (label) => label === 0 || label === 1 },
  squaredHinge: { are: '0 or 1', allow: (label) => label === 0 || label === 1 },
  poisson: { are: 'a count: 0, 1, 2, …', allow: (label) => Number.isInteger(label) && label >= 0 },
};

/**
 * Throws unless the labels are such as the loss is for; a stream has real labels.
 *
 * @throws RangeError naming the label
 */
export function checkLabels(loss: CheckedLoss, labels: Float64Array | undefined): void {
  const wanted = loss.name && labelsOf[loss.name];
  if (wanted === undefined) return;
  if (labels === undefined)
    throw argumentError('loss.name', loss.name, 'used with data: the labels of a stream are real numbers');
  const bad = labels.findIndex((label) => !wanted.allow(label));
  if (bad >= 0)
    throw argumentError(`data.labels[${bad}]`, labels[bad], `${wanted.are} for the loss ${loss.name}`);
}

const named = (loss: NamedLoss): CheckedLoss => {
  checkOneOf('loss.name', loss.name, losses);
  const { graph } = builtInLosses[loss.name];
  const declared: Parameters = builtInLosses[loss.name].declared;
  checkFields(`the loss ${loss.name}`, loss, ['name', ...Object.keys(declared)]);
  const given = loss as unknown as Record<string, number | undefined>;
  const parameters = Object.entries(declared).map(([key, parameter]) => {
    const { [key]: value = standardOf(parameter) } = given;
    checkParameter(`loss.${key}`, parameter, value);
    return value as number;
  });
  return { name: loss.name, source: { graph, parameters: Object.keys(declared) }, parameters };
};

const own = (loss: PlainLoss): CheckedLoss => {
  checkFields('loss', loss, ['graph', 'parameters']);
  const graph = readGraph(loss.graph, 'loss.graph');
  if (typeof loss.parameters !== 'object' || loss.parameters === null)
    throw argumentError('loss.parameters', loss.parameters, 'an object of names and numbers');
  for (const [name, value] of Object.entries(loss.parameters)) checkFinite(`loss.parameters.${name}`, value);
  for (const node of graph.nodes) {
    if (node.op === 'vector' || node.op === 'draw')
      throw argumentError('loss.graph', node.op, 'made of scalars only');
    if (node.op === 'scalar' && !['prediction', 'label', ...Object.keys(loss.parameters)].includes(node.name))
      throw argumentError(`loss.parameters.${node.name}`, undefined, 'given: it is used by the loss');
  }
  if (Object.keys(graph.results).join() !== 'derivative')
    throw argumentError('loss.graph.results', Object.keys(graph.results).join(', '), 'exactly derivative');
  const isSquares = JSON.stringify(graph) === JSON.stringify(builtInLosses.squares.graph);
  return {
    name: isSquares ? 'squares' : undefined,
    source: { graph, parameters: Object.keys(loss.parameters) },
    parameters: Object.values(loss.parameters),
  };
};

/**
 * Checks a loss and fills in its defaults.
 *
 * @throws RangeError or TypeError naming the part that is wrong
 */
export function checkLoss(loss: Loss): CheckedLoss {
  if (typeof loss === 'function') return own(lossFunction({ name: 'loss', derivative: loss }));
  if (typeof loss !== 'object' || loss === null)
    throw argumentError(
      'loss',
      loss,
      'an object with a name, a function of prediction and label, or made by lossFunction',
    );
  return 'graph' in loss ? own(loss) : named(loss);
}
