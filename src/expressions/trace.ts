import { hasNamedFields } from '../check.js';
import { createBuilder, describeShape, neededNodes, type Builder, type GraphNode } from './graph.js';
import type { OperationName } from './operations.js';

/** What one call of a step or loss with symbolic values builds. */
interface Trace {
  readonly builder: Builder;
  /** What errors begin with, such as `step of "lion"`. */
  readonly place: string;
  /** Comparisons made, by their nodes. */
  readonly conditions: Set<number>;
}

/** A symbolic value: a node of the graph that is being built. The types of its methods stand in vocabulary.ts. */
class Expression {
  constructor(
    readonly trace: Trace,
    readonly node: number,
  ) {}

  /** What it is: see vocabulary.ts. */
  get kind(): string {
    const { vector, sort } = this.trace.builder.shapes[this.node];
    const kind = vector ? 'vector' : 'scalar';
    return sort === 'real' ? kind : `${kind}Condition`;
  }

  /** Whatever asks for a value now (+, <, a template, `==`) would get it before there is one. */
  [Symbol.toPrimitive](): never {
    const { builder, place } = this.trace;
    throw new TypeError(
      `${place}: ${describeShape(builder.shapes[this.node])} has no value yet, so +, <, == and text do not work on it: write a.add(b), and a.less(b).select(yes, no) instead of a branch`,
    );
  }
}

/** What code gave, in words: a symbolic value by its shape, never by what it is made of. */
export function describeValue(value: unknown): string {
  if (value instanceof Expression) return describeShape(value.trace.builder.shapes[value.node]);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 50));
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return 'an array';
  return hasNamedFields(value)
    ? 'an object'
    : `an object of type ${Object.prototype.toString.call(value).slice(8, -1)}`;
}

/** The node of an operand: an expression of the same trace, or a number. */
function nodeOf(
  trace: Trace,
  value: unknown,
  what: string,
  allowed = 'a vector, a scalar or a number',
): number {
  if (typeof value === 'number') return trace.builder.add({ op: 'number', value }, trace.place);
  if (!(value instanceof Expression))
    throw new TypeError(`${trace.place}: ${what} must be ${allowed}, got ${describeValue(value)}`);
  if (value.trace !== trace) throw new TypeError(`${trace.place}: ${what} belongs to another step or loss`);
  return value.node;
}

function apply(trace: Trace, op: 'sum' | OperationName, ...operands: unknown[]): Expression {
  const of = operands.map((operand) => nodeOf(trace, operand, `an operand of ${op}`));
  const node = trace.builder.add({ op, of }, trace.place);
  if (trace.builder.shapes[node].sort === 'condition') trace.conditions.add(node);
  return new Expression(trace, node);
}

type Method = (this: Expression, ...operands: unknown[]) => Expression;

const of = (op: 'sum' | OperationName, count: number): Method =>
  function (...operands) {
    if (operands.length !== count)
      throw new TypeError(
        `${this.trace.place}: ${op} takes ${count} operand${count === 1 ? '' : 's'}, got ${operands.length}`,
      );
    return apply(this.trace, op, this, ...operands);
  };
/** The comparison the other way round. */
const turned = (op: OperationName): Method =>
  function (other) {
    return apply(this.trace, op, other, this);
  };

const unary = ['neg', 'sqrt', 'abs', 'sign', 'exp', 'log', 'tanh', 'sum', 'not'] as const;
const binary = ['add', 'sub', 'mul', 'div', 'min', 'max', 'less', 'lessEqual', 'equal', 'and', 'or'] as const;

Object.assign(Expression.prototype, {
  ...Object.fromEntries(unary.map((op) => [op, of(op, 0)])),
  ...Object.fromEntries(binary.map((op) => [op, of(op, 1)])),
  select: of('select', 2),
  greater: turned('less'),
  greaterEqual: turned('lessEqual'),
  dot(this: Expression, other: unknown) {
    return apply(this.trace, 'sum', apply(this.trace, 'mul', this, other));
  },
  norm(this: Expression) {
    return apply(this.trace, 'sqrt', apply(this.trace, 'sum', apply(this.trace, 'mul', this, this)));
  },
});

/** Builds a graph by calling user code with symbolic values. */
export interface Tracer {
  readonly builder: Builder;
  /** A node as a value to hand to the code. */
  value(node: GraphNode): unknown;
  /** The node of a value that the code gave back; `allowed` is what errors say that it may be. */
  node(value: unknown, what: string, allowed?: string): number;
  /** Throws if a comparison was made that no result uses: the code branched on it. */
  checkConditions(results: readonly number[]): void;
}

/** @param place what errors begin with */
export function createTracer(place: string): Tracer {
  const trace: Trace = { builder: createBuilder(), place, conditions: new Set() };
  return {
    builder: trace.builder,
    value: (node) => new Expression(trace, trace.builder.add(node, place)),
    node: (value, what, allowed) => nodeOf(trace, value, what, allowed),
    checkConditions(results) {
      const needed = neededNodes(trace.builder.nodes, results);
      if ([...trace.conditions].some((node) => !needed.has(node)))
        throw new TypeError(
          `${place}: a comparison is made that no result uses; if and ?: cannot branch on it, which has no value yet: write condition.select(yes, no)`,
        );
    },
  };
}

/** An object whose unknown names are errors that list the known ones. */
export function namedValues(
  place: string,
  what: string,
  values: Record<string, unknown>,
): Record<string, unknown> {
  return new Proxy(values, {
    get(target, name) {
      if (typeof name === 'symbol' || name in target) return (target as Record<PropertyKey, unknown>)[name];
      const known = Object.keys(target).join(', ');
      throw new TypeError(
        `${place}: there is no ${what} "${name}"; there ${known.includes(',') ? 'are' : 'is'} ${known}`,
      );
    },
  });
}
