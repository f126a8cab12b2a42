import { createBuilder, type Graph, type GraphNode, type Shape } from './graph.js';

/**
 * The order of work on a graph. A sum must be finished before anything that needs it: the stage of a node is the number of sums
 * one behind the other that it waits for. Both the WebAssembly and its plain twin go by it.
 */
export interface Stages {
  readonly shapes: readonly Shape[];
  readonly stage: readonly number[];
  /** The last stage, in which the results are stored. */
  readonly last: number;
}

/** The stage of every node. */
export function stagesOf({ nodes }: Graph): Stages {
  const builder = createBuilder();
  nodes.forEach((node) => builder.add(node, 'graph'));
  const stage: number[] = [];
  for (const node of nodes) {
    const before = 'of' in node ? Math.max(0, ...node.of.map((i) => stage[i])) : 0;
    stage.push(node.op === 'sum' ? before + 1 : before);
  }
  return { shapes: builder.shapes, stage, last: stage.reduce((a, b) => Math.max(a, b), 0) };
}

type DrawNode = Extract<GraphNode, { op: 'draw' }>;

/** The draws of a graph, in the order in which they are drawn. */
export const drawsOf = ({ nodes }: Graph): readonly DrawNode[] =>
  nodes.filter((node): node is DrawNode => node.op === 'draw').sort((a, b) => a.number - b.number);
