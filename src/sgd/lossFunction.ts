import { argumentError, checkFields } from '../check.js';
import { lossFormula } from '../expressions/formula.js';
import { canonicalGraph, describeShape, type Graph } from '../expressions/graph.js';
import { createTracer, namedValues } from '../expressions/trace.js';
import type { ScalarExpression } from '../expressions/vocabulary.js';
import {
  checkParameter,
  checkParameters,
  standardOf,
  type Given,
  type Parameters,
} from './ruleParameters.js';

/** What a derivative can use beside prediction, label and parameters. */
export interface LossExtras {
  /** A plain number as an expression, for `number(1).sub(label)`. */
  number(value: number): ScalarExpression;
}

/** The derivative of a loss in the prediction a . x, from the prediction and the label y: all that SGD needs of a loss. */
export type Derivative<P extends Parameters = Record<never, never>> = (
  prediction: ScalarExpression,
  label: ScalarExpression,
  parameters: { readonly [Key in keyof P]: ScalarExpression },
  extras: LossExtras,
) => ScalarExpression;

/** A loss in terms of symbolic values, see {@link lossFunction}. */
export interface LossDefinition<P extends Parameters> {
  /** What errors call it. */
  readonly name?: string;
  readonly parameters?: P;
  readonly derivative: Derivative<P>;
}

/** A loss as plain JSON: the graph of its derivative, the values of its parameters. */
export interface PlainLoss {
  readonly graph: Graph;
  readonly parameters: Readonly<Record<string, number>>;
}

/** A loss made by {@link lossFunction}. In a notebook it shows the formula of its derivative. */
export interface OwnLoss<P extends Parameters = Parameters> extends PlainLoss {
  /** What its parameters may be. */
  readonly declared: P;
  /** The derivative, as LaTeX. */
  readonly formula: string;
  /** The same loss with other values of its parameters. */
  with(values: Partial<Given<P>>): OwnLoss<P>;
}

const DISPLAY = Symbol.for('Jupyter.display');
const reserved = ['prediction', 'label'];

/** The graph of a derivative: one scalar from scalars. */
function traceDerivative(place: string, parameters: readonly string[], derivative: unknown): Graph {
  if (typeof derivative !== 'function')
    throw argumentError(`${place}: derivative`, derivative, 'a function of prediction and label');
  const tracer = createTracer(`${place}: derivative`);
  const scalar = (name: string): unknown => tracer.value({ op: 'scalar', name });
  const named = Object.fromEntries(parameters.map((name) => [name, scalar(name)]));
  const extras = { number: (value: number) => tracer.value({ op: 'number', value }) };
  const given: unknown = derivative(
    scalar('prediction'),
    scalar('label'),
    namedValues(`${place}: derivative`, 'parameter', named),
    namedValues(`${place}: derivative`, 'extra', extras),
  );
  const node = tracer.node(given, 'the result', 'a scalar or a number');
  const shape = tracer.builder.shapes[node];
  if (shape.sort !== 'real')
    throw new TypeError(`${place}: the result of derivative must be a scalar, got ${describeShape(shape)}`);
  tracer.checkConditions([node]);
  return canonicalGraph(tracer.builder.nodes, { derivative: node });
}

function ownLoss<P extends Parameters>(plain: PlainLoss, declared: P, place: string): OwnLoss<P> {
  const formula = (): string => lossFormula(plain.graph, declared);
  const change = (values: Partial<Given<P>>): OwnLoss<P> => {
    checkFields(`the parameters of ${place}`, values, declared);
    for (const [name, value] of Object.entries(values))
      checkParameter(`${place}: ${name}`, declared[name], value);
    const parameters = { ...plain.parameters, ...(values as Record<string, number>) };
    return ownLoss({ ...plain, parameters }, declared, place);
  };
  const bundle = (): unknown => ({ 'text/latex': `$$${formula()}$$`, 'text/plain': formula() });
  return Object.defineProperties(
    { ...plain },
    {
      declared: { value: declared },
      formula: { get: formula },
      with: { value: change },
      [DISPLAY]: { value: bundle },
    },
  ) as OwnLoss<P>;
}

/**
 * A loss of one's own by its derivative in the prediction, over symbolic values:
 *
 *     const logistic = lossFunction({ derivative: (p, y, _, { number }) => number(1).div(p.neg().exp().add(1)).sub(y) });
 *     await simulate({ data, loss: logistic, stepSize: 0.1, batchSize: 1, seed: 1 });
 *
 * A derivative without parameters can be given to `simulate` as it is: `loss: (p, y) => p.sub(y)`. See {@link updateRule} for what
 * becomes of it.
 *
 * @throws TypeError or RangeError with one sentence that names the place
 * @example
 * const quartic = lossFunction({ derivative: (prediction, label) => prediction.sub(label).mul(prediction.sub(label).mul(prediction.sub(label))) });
 * const data = generateRegression({ rows: 100, dimension: 2, seed: 1 });
 * const setting = { data, stepSize: 0.0001, batchSize: 1, iterations: 20, repeats: 2, seed: 2, start: { deviation: 0.1 } };
 * const { overflowed } = await simulate({ ...setting, loss: quartic });
 * overflowed; // 0
 */
export function lossFunction<const P extends Parameters = Record<never, never>>(
  definition: LossDefinition<P>,
): OwnLoss<P> {
  if (typeof definition !== 'object' || definition === null)
    throw argumentError('lossFunction', definition, 'given an object with derivative');
  const place = definition.name ?? 'lossFunction';
  if (typeof place !== 'string') throw argumentError('name', place, 'a text');
  checkFields(place, definition, ['name', 'parameters', 'derivative']);
  const { parameters = {} as P, derivative } = definition;
  checkParameters(place, parameters, reserved);
  const graph = traceDerivative(place, Object.keys(parameters), derivative);
  const values = Object.entries(parameters).flatMap(([name, parameter]) => {
    const standard = standardOf(parameter);
    return standard === undefined ? [] : [[name, standard] as const];
  });
  return ownLoss({ graph, parameters: Object.fromEntries(values) }, parameters, place);
}
