import { argumentError, checkFields } from '../check.js';
import { canonicalGraph, describeShape, type DrawLaw, type Graph } from '../expressions/graph.js';
import { ruleFormula } from '../expressions/formula.js';
import type { Memory } from '../expressions/ruleMemory.js';
import { createTracer, describeValue, namedValues, type Tracer } from '../expressions/trace.js';
import type { ScalarExpression, StepExtras, VectorExpression } from '../expressions/vocabulary.js';
import {
  checkName,
  checkParameter,
  checkParameters,
  standardOf,
  type Given,
  type Parameters,
} from './ruleParameters.js';

/** What a rule keeps from step to step, zero before the first: names of vectors, or names with `'vector'` or `'scalar'`. */
export type MemoryNames = readonly string[] | Memory;

type Kept<M extends MemoryNames> = M extends readonly (infer Name extends string)[]
  ? { readonly [Key in Name]: VectorExpression }
  : { readonly [Key in keyof M]: M[Key] extends 'scalar' ? ScalarExpression : VectorExpression };

/** What a step is called with: the iterate x, the gradient g of the batch (weight decay included), and the memory. */
export type StepVectors<M extends MemoryNames> = Kept<M> & {
  readonly x: VectorExpression;
  readonly g: VectorExpression;
};
/** The step-size eta and the declared parameters. */
export type StepParameters<P extends Parameters> = { readonly [Key in keyof P | 'eta']: ScalarExpression };

/** An update rule in terms of symbolic vectors, see {@link updateRule}. */
export interface RuleDefinition<P extends Parameters, M extends MemoryNames> {
  /** What errors call it. */
  readonly name?: string;
  readonly parameters?: P;
  readonly memory?: M;
  /** The next x and all of the memory from x, g, the memory, eta and the parameters. Called once, with symbolic values. */
  readonly step: (
    vectors: StepVectors<M>,
    parameters: StepParameters<P>,
    extras: StepExtras,
  ) => Kept<M> & { readonly x: VectorExpression };
}

/** A rule as plain JSON: the graph of its step, what it keeps, the values of its parameters. */
export interface PlainRule {
  readonly graph: Graph;
  readonly memory: Memory;
  readonly parameters: Readonly<Record<string, number>>;
}

/** A rule made by {@link updateRule}. In a notebook it shows its formula. */
export interface OwnRule<P extends Parameters = Parameters> extends PlainRule {
  /** What its parameters may be. */
  readonly declared: P;
  /** The formula, as LaTeX. */
  readonly formula: string;
  /** The same rule with other values of its parameters. */
  with(values: Partial<Given<P>>): OwnRule<P>;
}

const reserved = ['x', 'g', 'eta', 't'];
const DISPLAY = Symbol.for('Jupyter.display');

function checkMemory(place: string, memory: MemoryNames, taken: readonly string[]): Memory {
  const kinds = Array.isArray(memory)
    ? Object.fromEntries(memory.map((name) => [String(name), 'vector']))
    : (memory as Memory);
  if (typeof kinds !== 'object' || kinds === null)
    throw argumentError(
      `${place}: memory`,
      memory,
      'a list of names, or an object of names with "vector" or "scalar"',
    );
  for (const [name, kind] of Object.entries(kinds)) {
    checkName(`${place}: the name of a memory`, name, taken);
    if (kind !== 'vector' && kind !== 'scalar')
      throw argumentError(`${place}: memory.${name}`, kind, '"vector" or "scalar"');
  }
  return kinds as Memory;
}

/** What a step is called with, besides the named vectors and scalars. */
function extrasOf(tracer: Tracer): Record<string, unknown> {
  let drawn = 0;
  const draw = (law: DrawLaw, ...parameters: unknown[]): unknown => {
    const of = parameters.map((each) => tracer.node(each, `the parameter of ${law}`));
    return tracer.value({ op: 'draw', law, number: drawn++, of });
  };
  return {
    iteration: tracer.value({ op: 'scalar', name: 't' }),
    number: (value: number) => tracer.value({ op: 'number', value }),
    normal: () => draw('normal'),
    uniform: () => draw('uniform'),
    stable: (alpha: unknown) => draw('stable', alpha),
    studentT: (degrees: unknown) => draw('studentT', degrees),
  };
}

/** The nodes of what a step gave: x and all of the memory, each of its shape, and nothing else. */
function resultsOf(place: string, given: unknown, memory: Memory, tracer: Tracer): Record<string, number> {
  const kinds: Memory = { x: 'vector', ...memory };
  const wanted = Object.keys(kinds).join(', ');
  // An expression has fields too, but none that the reader gave it.
  const got = describeValue(given);
  if (got !== 'an object')
    throw new TypeError(`${place}: step must return an object { ${wanted} }, got ${got}`);
  for (const name of Object.keys(given as object))
    if (!Object.hasOwn(kinds, name))
      throw new TypeError(
        `${place}: step gives "${name}", which is neither x nor a declared memory; wanted: ${wanted}`,
      );
  const results: Record<string, number> = {};
  for (const [name, kind] of Object.entries(kinds)) {
    const value = (given as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) throw new TypeError(`${place}: step gives no "${name}"; wanted: ${wanted}`);
    const node = tracer.node(value, `the result ${name}`, `a ${kind}`);
    const shape = tracer.builder.shapes[node];
    if (shape.vector !== (kind === 'vector') || shape.sort !== 'real')
      throw new TypeError(
        `${place}: the result ${name} of step must be a ${kind}, got ${describeShape(shape)}`,
      );
    results[name] = node;
  }
  tracer.checkConditions(Object.values(results));
  return results;
}

/** Calls the step with symbolic values and gives the graph of its results. */
function traceStep(place: string, parameters: readonly string[], memory: Memory, step: unknown): Graph {
  if (typeof step !== 'function') throw argumentError(`${place}: step`, step, 'a function');
  const at = `${place}: step`;
  const tracer = createTracer(at);
  const named = (what: string, kinds: Memory): unknown => {
    const values = Object.entries(kinds).map(([name, op]) => [name, tracer.value({ op, name })] as const);
    return namedValues(at, what, Object.fromEntries(values));
  };
  const scalars = Object.fromEntries(['eta', ...parameters].map((name) => [name, 'scalar'] as const));
  const given: unknown = step(
    named('vector or memory', { x: 'vector', g: 'vector', ...memory }),
    named('parameter', scalars),
    namedValues(at, 'extra', extrasOf(tracer)),
  );
  return canonicalGraph(tracer.builder.nodes, resultsOf(place, given, memory, tracer));
}

/** A plain rule with what is not data: methods and the notebook's way to show it, not enumerable. */
function ownRule<P extends Parameters>(plain: PlainRule, declared: P, place: string): OwnRule<P> {
  const formula = (): string => ruleFormula(plain, declared);
  const change = (values: Partial<Given<P>>): OwnRule<P> => {
    checkFields(`the parameters of ${place}`, values, declared);
    for (const [name, value] of Object.entries(values))
      checkParameter(`${place}: ${name}`, declared[name], value);
    return ownRule(
      { ...plain, parameters: { ...plain.parameters, ...(values as Record<string, number>) } },
      declared,
      place,
    );
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
  ) as OwnRule<P>;
}

/**
 * An update rule, written as ordinary code over symbolic vectors and scalars:
 *
 *     const heavyBall = updateRule({
 *       parameters: { decay: 0.9 },
 *       memory: ['m'],
 *       step: ({ x, g, m }, { eta, decay }) => {
 *         const m1 = m.mul(decay).add(g);
 *         return { x: x.sub(m1.mul(eta)), m: m1 };
 *       },
 *     });
 *     await simulate({ data, rule: heavyBall.with({ decay: 0.5 }), stepSize: 0.1, batchSize: 1, seed: 1 });
 *
 * `step` is called once; what it returns is turned into a graph, compiled to WebAssembly SIMD when it is used, and shown as a formula.
 * Its third argument holds the number of the iteration and random draws, for noise of one's own.
 *
 * @throws TypeError or RangeError with one sentence that names the place: an unknown name, a wrong shape, a missing or extra result, a
 * branch on a value that is not known yet
 * @example
 * const mine = updateRule({ step: ({ x, g }, { eta }) => ({ x: x.sub(g.mul(eta)) }) });
 * const data = generateRegression({ rows: 100, dimension: 2, seed: 1 });
 * const setting = { data, stepSize: 0.1, batchSize: 2, iterations: 50, repeats: 3, seed: 2 };
 * const [own, plain] = [await simulate({ ...setting, rule: mine }), await simulate(setting)];
 * own.final.data.every((value, i) => Math.abs(value - plain.final.data[i]) < 1e-12); // true
 */
export function updateRule<
  const P extends Parameters = Record<never, never>,
  const M extends MemoryNames = readonly [],
>(definition: RuleDefinition<P, M>): OwnRule<P> {
  if (typeof definition !== 'object' || definition === null)
    throw argumentError('updateRule', definition, 'given an object with step');
  const place = definition.name ?? 'updateRule';
  if (typeof place !== 'string') throw argumentError('name', place, 'a text');
  checkFields(place, definition, ['name', 'parameters', 'memory', 'step']);
  const { parameters = {} as P, memory = [] as unknown as M, step } = definition;
  checkParameters(place, parameters, reserved);
  const kinds = checkMemory(place, memory, [...reserved, ...Object.keys(parameters)]);
  const graph = traceStep(place, Object.keys(parameters), kinds, step);
  const values = Object.entries(parameters).flatMap(([name, parameter]) => {
    const standard = standardOf(parameter);
    return standard === undefined ? [] : [[name, standard] as const];
  });
  return ownRule({ graph, memory: kinds, parameters: Object.fromEntries(values) }, parameters, place);
}
