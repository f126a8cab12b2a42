import type { DrawLaw, Graph } from './graph.js';
import { operations, type Operation } from './operations.js';
import { drawsOf, stagesOf } from './stages.js';

/** What a graph is evaluated on. */
export interface Inputs {
  /** The vector of this name, of the evaluator's dimension. */
  readonly vector: (name: string) => Float64Array;
  readonly scalar: (name: string) => number;
  /** Fills the vector with draws of a law. */
  readonly draw: (law: DrawLaw, parameter: number, target: Float64Array) => void;
}

type Value = number | Float64Array;

/** The sum in four interleaved parts, as in the registers: (s0 + s2) + (s1 + s3), s_i over coordinates = i mod 4. */
const sumOf = (values: Float64Array): number => {
  const parts = [0, 0, 0, 0];
  for (let j = 0; j < values.length; j++) parts[j & 3] += values[j];
  return parts[0] + parts[2] + (parts[1] + parts[3]);
};

const at = (value: Value | undefined, j: number): number =>
  typeof value === 'number' ? value : value === undefined ? 0 : value[j];

/**
 * The plain twin of the compiled graph: node after node in plain numbers, the same operations in the same order, the same bits.
 * The vectors in the results are the evaluator's own until its next call.
 */
export function createEvaluator(graph: Graph, dimension: number): (inputs: Inputs) => Record<string, Value> {
  const { nodes, results } = graph;
  const { shapes } = stagesOf(graph);
  const draws = drawsOf(graph);
  const buffers = shapes.map(({ vector }) => new Float64Array(vector ? dimension : 0));
  return ({ vector, scalar, draw }) => {
    const values: Value[] = [];
    const leaf = (i: number): number => {
      const node = nodes[i];
      return node.op === 'number' ? node.value : scalar((node as { name: string }).name);
    };
    for (const node of draws)
      draw(node.law, node.of.length > 0 ? leaf(node.of[0]) : 0, buffers[nodes.indexOf(node)]);
    nodes.forEach((node, i) => {
      if (node.op === 'vector') values.push(vector(node.name));
      else if (node.op === 'scalar' || node.op === 'number') values.push(leaf(i));
      else if (node.op === 'draw') values.push(buffers[i]);
      else if (node.op === 'sum') values.push(sumOf(values[node.of[0]] as Float64Array));
      else {
        const { plain }: Operation = operations[node.op];
        const [a, b, c] = node.of.map((k) => values[k]);
        if (!shapes[i].vector) values.push(plain(at(a, 0), at(b, 0), at(c, 0)));
        else {
          const target = buffers[i];
          for (let j = 0; j < dimension; j++) target[j] = plain(at(a, j), at(b, j), at(c, j));
          values.push(target);
        }
      }
    });
    return Object.fromEntries(Object.entries(results).map(([name, i]) => [name, values[i]]));
  };
}
