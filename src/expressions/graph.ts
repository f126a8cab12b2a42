import { argumentError } from '../check.js';
import { operations, type Operation, type OperationName, type Sort } from './operations.js';

/** The laws of random draws. */
export const drawLaws = ['normal', 'uniform', 'stable', 'studentT'] as const;
export type DrawLaw = (typeof drawLaws)[number];

/** One node of a graph, plain JSON; `of` are the places of its operands in the list of nodes. */
export type GraphNode =
  | { readonly op: 'vector'; readonly name: string }
  | { readonly op: 'scalar'; readonly name: string }
  | { readonly op: 'number'; readonly value: number }
  /** The draw with this number, from 0 in the order in which they are drawn. */
  | { readonly op: 'draw'; readonly law: DrawLaw; readonly number: number; readonly of: readonly number[] }
  | { readonly op: 'sum' | OperationName; readonly of: readonly number[] };

/** What a node gives: one value or one for each coordinate, numbers or conditions. */
export interface Shape {
  readonly vector: boolean;
  readonly sort: Sort;
}

export const describeShape = ({ vector, sort }: Shape): string =>
  sort === 'real'
    ? vector
      ? 'a vector'
      : 'a scalar'
    : vector
      ? 'a condition on each coordinate'
      : 'a condition';

/** A list of nodes, each after its operands, no two alike: equal subexpressions are one node. */
export interface Builder {
  readonly nodes: readonly GraphNode[];
  readonly shapes: readonly Shape[];
  /** The place of a node, new or the one there is. */
  add(node: GraphNode, place: string): number;
}

const hashText = (text: string): string => {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 2654435761);
    b = Math.imul(b ^ text.charCodeAt(i), 1597334677);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
};

const real = (vector: boolean): Shape => ({ vector, sort: 'real' });

const shapeOf = (node: GraphNode, operands: readonly Shape[], place: string): Shape => {
  if (node.op === 'vector') return real(true);
  if (node.op === 'scalar' || node.op === 'number') return real(false);
  if (node.op === 'draw') return real(true);
  if (node.op === 'sum') {
    const [shape] = operands;
    if (operands.length !== 1 || !shape.vector || shape.sort !== 'real')
      throw new TypeError(
        `${place}: ${node.op} needs a vector, got ${operands.map(describeShape).join(' and ')}`,
      );
    return real(false);
  }
  const operation: Operation = operations[node.op];
  operation.operands.forEach((sort, i) => {
    if (operands[i]?.sort !== sort)
      throw new TypeError(
        `${place}: operand ${i + 1} of ${node.op} must be ${sort === 'real' ? 'a number, scalar or vector' : 'a condition'}, got ${operands[i] ? describeShape(operands[i]) : 'nothing'}`,
      );
  });
  if (operands.length !== operation.operands.length)
    throw new TypeError(
      `${place}: ${node.op} takes ${operation.operands.length} operands, got ${operands.length}`,
    );
  return { vector: operands.some(({ vector }) => vector), sort: operation.gives };
};

/** The law's parameter is read before anything is computed: a number, or a scalar that the rule is given. */
const checkDraw = (law: DrawLaw, operands: readonly GraphNode[], place: string): void => {
  const allowed = { normal: null, uniform: null, stable: 2, studentT: Infinity }[law];
  if (operands.length !== (allowed === null ? 0 : 1))
    throw new TypeError(
      `${place}: ${law} takes ${allowed === null ? 'no parameter' : 'one parameter'}, got ${operands.length}`,
    );
  for (const node of operands) {
    if (node.op !== 'number' && node.op !== 'scalar')
      throw new TypeError(`${place}: the parameter of ${law} must be a number or a parameter of the rule`);
    if (node.op === 'number' && !(node.value > 0 && node.value <= allowed!))
      throw argumentError(
        `${place}: the parameter of ${law}`,
        node.value,
        `above 0${law === 'stable' ? ', at most 2' : ''}`,
      );
  }
};

/** The node with operands that may change places in the order of their contents, whatever order they were written in. */
const canonicalNode = (node: GraphNode, content: readonly string[]): GraphNode => {
  if (!('of' in node) || node.op === 'draw' || node.op === 'sum') return node;
  const { commutes }: Operation = operations[node.op];
  const before = (a: number, b: number): number =>
    content[a] === content[b] ? a - b : content[a] < content[b] ? -1 : 1;
  return { op: node.op, of: commutes ? [...node.of].sort(before) : [...node.of] };
};

/** Starts an empty graph. */
export function createBuilder(): Builder {
  const nodes: GraphNode[] = [];
  const shapes: Shape[] = [];
  /** What a node says, whatever its place: decides the order of operands that may change places. */
  const content: string[] = [];
  const places = new Map<string, number>();
  return {
    nodes,
    shapes,
    add(node, place) {
      if (node.op === 'number' && !Number.isFinite(node.value))
        throw argumentError(`${place}: a number`, node.value, 'finite');
      // JSON has no -0.
      if (node.op === 'number' && Object.is(node.value, -0))
        return this.add({ op: 'neg', of: [this.add({ op: 'number', value: 0 }, place)] }, place);
      const operands = 'of' in node ? node.of : [];
      if (node.op === 'draw')
        checkDraw(
          node.law,
          operands.map((i) => nodes[i]),
          place,
        );
      const shape = shapeOf(
        node,
        operands.map((i) => shapes[i]),
        place,
      );
      const plain = canonicalNode(node, content);
      const key = JSON.stringify(plain);
      const known = places.get(key);
      if (known !== undefined) return known;
      const named = 'of' in plain ? { ...plain, of: plain.of.map((i) => content[i]) } : plain;
      shapes.push(shape);
      content.push(hashText(JSON.stringify(named)));
      nodes.push(plain);
      places.set(key, nodes.length - 1);
      return nodes.length - 1;
    },
  };
}

/** A finished graph: what its nodes give, by name. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  /** The node of each result. */
  readonly results: Readonly<Record<string, number>>;
}

/** Only what the results need, in an order that depends on nothing but the expressions themselves. */
export function canonicalGraph(nodes: readonly GraphNode[], results: Graph['results']): Graph {
  const builder = createBuilder();
  const moved = new Map<number, number>();
  const drawn = [...neededNodes(nodes, Object.values(results))]
    .map((i) => nodes[i])
    .flatMap((node) => (node.op === 'draw' ? [node.number] : []))
    .sort((a, b) => a - b);
  const place = (i: number): void => {
    let node = nodes[i];
    if (node.op === 'draw') node = { ...node, number: drawn.indexOf(node.number) };
    if ('of' in node) node = { ...node, of: node.of.map((k) => moved.get(k)!) };
    moved.set(i, builder.add(node, 'graph'));
  };
  // Each after its operands. Not by calls: a loop in a step can stand thousands of operations one on the other.
  const move = (i: number): number => {
    const waiting = [i];
    while (waiting.length > 0) {
      const top = waiting.at(-1)!;
      const node = nodes[top];
      const next = 'of' in node ? node.of.find((k) => !moved.has(k)) : undefined;
      if (next !== undefined) waiting.push(next);
      else {
        if (!moved.has(top)) place(top);
        waiting.pop();
      }
    }
    return moved.get(i)!;
  };
  const places = Object.fromEntries(Object.entries(results).map(([name, i]) => [name, move(i)]));
  return { nodes: builder.nodes, results: places };
}

/** The nodes that the given ones are computed from, themselves included. */
export function neededNodes(nodes: readonly GraphNode[], roots: readonly number[]): Set<number> {
  const needed = new Set(roots);
  // Operands stand before what is made of them.
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (needed.has(i) && 'of' in node) node.of.forEach((k) => needed.add(k));
  }
  return needed;
}
