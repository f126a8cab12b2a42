import { canonicalGraph, createBuilder, type Graph } from './graph.js';

/**
 * The derivative of the result `name` of a graph of scalars in the scalar `by`, as a graph with the result `derivative`; by the rules of
 * calculus, piece by piece: that of a jump (sign, a comparison) is 0.
 */
export function differentiate(graph: Graph, name: string, by: string): Graph {
  const builder = createBuilder();
  const add = (op: Parameters<typeof builder.add>[0]): number => builder.add(op, 'derivative');
  const number = (value: number): number => add({ op: 'number', value });
  const apply = (
    op: 'add' | 'sub' | 'mul' | 'div' | 'neg' | 'less' | 'select' | 'lessEqual' | 'sign',
    ...of: number[]
  ): number => add({ op, of });
  const values: number[] = [];
  const slopes: number[] = [];
  for (const node of graph.nodes) {
    const of = 'of' in node ? node.of : [];
    const [a, b] = of.map((i) => values[i]);
    const [da, db, dc] = of.map((i) => slopes[i]);
    const value = add('of' in node ? { ...node, of: of.map((i) => values[i]) } : node);
    const slope = (): number => {
      switch (node.op) {
        case 'scalar':
          return number(node.name === by ? 1 : 0);
        case 'add':
        case 'sub':
          return apply(node.op, da, db);
        case 'mul':
          return apply('add', apply('mul', da, b), apply('mul', a, db));
        case 'div':
          return apply('div', apply('sub', da, apply('mul', value, db)), b);
        case 'min':
          return apply('select', apply('less', a, b), da, db);
        case 'max':
          return apply('select', apply('less', a, b), db, da);
        case 'neg':
          return apply('neg', da);
        case 'abs':
          return apply('mul', apply('sign', a), da);
        case 'sqrt':
          return apply('div', da, apply('mul', number(2), value));
        case 'exp':
          return apply('mul', value, da);
        case 'log':
          return apply('div', da, a);
        case 'tanh':
          return apply('mul', apply('sub', number(1), apply('mul', value, value)), da);
        case 'select':
          return apply('select', a, db, dc);
        default:
          return number(0);
      }
    };
    values.push(value);
    slopes.push(slope());
  }
  return canonicalGraph(builder.nodes, { derivative: slopes[graph.results[name]] });
}
