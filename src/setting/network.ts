import { argumentError, checkFields, checkFinite, checkInteger, checkOneOf } from '../check.js';
import { createGenerator, type Seed } from '../random/index.js';

/**
 * A graph on nodes 0 … nodes - 1:
 *
 * - `disconnected`: no edge; - `ring`; - `star`: node 0 linked to all others; - `complete`
 * - `torus`: a `height` x `width` grid that closes on itself, nodes = height · width, both as near to each other as nodes allows
 * - `erdosRenyi`: every edge with chance `probability` in [0, 1], drawn until the graph is connected
 */
export type Graph =
  | { readonly kind: 'disconnected' | 'ring' | 'star' | 'complete' | 'torus'; readonly nodes: number }
  | {
      readonly kind: 'erdosRenyi';
      readonly nodes: number;
      readonly probability: number;
      readonly seed: Seed;
    };

/** Names of the graphs. */
export const graphKinds = ['disconnected', 'ring', 'star', 'complete', 'torus', 'erdosRenyi'] as const;

/** Draws of a random graph before it is given up as practically never connected. */
const MOST_DRAWS = 1000;

type Neighbours = readonly ReadonlySet<number>[];

const build = (nodes: number, linked: (i: number, j: number) => boolean): Neighbours => {
  const sets = Array.from({ length: nodes }, () => new Set<number>());
  for (let i = 0; i < nodes; i++)
    for (let j = i + 1; j < nodes; j++)
      if (linked(i, j)) {
        sets[i].add(j);
        sets[j].add(i);
      }
  return sets;
};

const isConnected = (neighbours: Neighbours): boolean => {
  const seen = new Set([0]);
  for (const node of seen) for (const other of neighbours[node]) seen.add(other);
  return seen.size === neighbours.length;
};

const torus = (nodes: number): Neighbours => {
  let height = Math.floor(Math.sqrt(nodes));
  while (nodes % height !== 0) height--;
  const width = nodes / height;
  const near = (a: number, b: number, length: number): boolean =>
    Math.abs(a - b) === 1 || Math.abs(a - b) === length - 1;
  return build(nodes, (i, j) => {
    const [row, column] = [Math.floor(i / width), i % width];
    const [otherRow, otherColumn] = [Math.floor(j / width), j % width];
    return row === otherRow
      ? near(column, otherColumn, width)
      : column === otherColumn && near(row, otherRow, height);
  });
};

const erdosRenyi = (nodes: number, probability: number, seed: Seed): Neighbours => {
  const source = createGenerator(seed, 'erdosRenyi');
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const graph = build(nodes, () => source.uniform() < probability);
    if (isConnected(graph)) return graph;
  }
  throw argumentError('graph.probability', probability, `large enough for ${nodes} nodes to be connected`);
};

const randomGraphFields = ['kind', 'nodes', 'probability', 'seed'];

/**
 * The neighbours of each node, without the node itself.
 *
 * @throws RangeError naming the part of the graph that is out of range
 */
export function graphNeighbours(graph: Graph): Neighbours {
  if (typeof graph !== 'object' || graph === null)
    throw argumentError('graph', graph, 'an object { kind, nodes }');
  checkOneOf('graph.kind', graph.kind, graphKinds);
  checkFields('graph', graph, graph.kind === 'erdosRenyi' ? randomGraphFields : ['kind', 'nodes']);
  checkInteger('graph.nodes', graph.nodes, 1, 4096);
  const { nodes } = graph;
  switch (graph.kind) {
    case 'disconnected':
      return build(nodes, () => false);
    case 'ring':
      return build(nodes, (i, j) => j - i === 1 || j - i === nodes - 1);
    case 'star':
      return build(nodes, (i) => i === 0);
    case 'complete':
      return build(nodes, () => true);
    case 'torus':
      return torus(nodes);
    case 'erdosRenyi':
      checkFinite('graph.probability', graph.probability);
      if (graph.probability < 0 || graph.probability > 1)
        throw argumentError('graph.probability', graph.probability, 'a number from 0 to 1');
      return erdosRenyi(nodes, graph.probability, graph.seed);
  }
}

/** A symmetric matrix with rows that sum to 1: row-major, nodes x nodes. */
export interface MixingMatrix {
  readonly nodes: number;
  readonly weights: Float64Array;
}

/**
 * The Metropolis weights of a graph (Xiao, Boyd & Kim 2007): W_ij = 1 / (1 + max(degree i, degree j)) for neighbours,
 * W_ii = 1 - the rest of the row. Symmetric and doubly stochastic; the identity for the disconnected graph.
 */
export function metropolisWeights(graph: Graph): MixingMatrix {
  const neighbours = graphNeighbours(graph);
  const { nodes } = graph;
  const weights = new Float64Array(nodes * nodes);
  neighbours.forEach((others, i) => {
    let rest = 1;
    for (const j of others) {
      weights[i * nodes + j] = 1 / (1 + Math.max(others.size, neighbours[j].size));
      rest -= weights[i * nodes + j];
    }
    weights[i * nodes + i] = rest;
  });
  return { nodes, weights };
}

/** The mixing matrix of a network: its Metropolis weights if it is given as a graph. */
export function checkNetwork(network: Graph | MixingMatrix): MixingMatrix {
  if (typeof network !== 'object' || network === null)
    throw argumentError('network', network, 'a graph { kind, nodes } or a matrix { nodes, weights }');
  if ('kind' in network) return metropolisWeights(network);
  checkFields('network', network, ['nodes', 'weights']);
  const { nodes, weights } = network;
  checkInteger('network.nodes', nodes, 1, 4096);
  if (!(weights instanceof Float64Array) || weights.length !== nodes * nodes)
    throw argumentError('network.weights', weights, `a Float64Array of ${nodes} x ${nodes} numbers`);
  for (let i = 0; i < nodes; i++) {
    const sum = weights.subarray(i * nodes, (i + 1) * nodes).reduce((total, weight) => total + weight, 0);
    if (!(Math.abs(sum - 1) < 1e-9))
      throw argumentError(`network.weights, row ${i},`, sum, 'numbers with sum 1');
  }
  return network;
}
