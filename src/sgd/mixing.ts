import { argumentError, checkInteger, checkOneOf, checkPositive } from '../check.js';
import { createGenerator, type Seed } from '../random/index.js';

/** Graphs by name. In a torus every node has four neighbours on a grid that closes on itself. */
export type GraphName = 'ring' | 'star' | 'complete' | 'torus' | 'erdosRenyi' | 'disconnected';

const names: readonly GraphName[] = ['ring', 'star', 'complete', 'torus', 'erdosRenyi', 'disconnected'];

/** What a random graph is drawn from. */
export interface GraphOptions {
  /** Probability of each edge of an Erdős–Rényi graph, above 0 and at most 1. Default 0.5. */
  readonly probability?: number;
  /** Seed of an Erdős–Rényi graph. */
  readonly seed?: Seed;
}

type Edges = readonly (readonly [number, number])[];

const everyPair = (nodes: number): [number, number][] =>
  Array.from({ length: nodes }, (_, i) =>
    Array.from({ length: i }, (_, j): [number, number] => [j, i]),
  ).flat();

/** Sides of the most nearly square grid of so many nodes, both at least 2. */
function gridSides(nodes: number): [number, number] {
  for (let side = Math.floor(Math.sqrt(nodes)); side >= 2; side--)
    if (nodes % side === 0) return [side, nodes / side];
  throw argumentError('nodes', nodes, 'a product of two integers from 2 for a torus');
}

function torusEdges(nodes: number): Edges {
  const [rows, columns] = gridSides(nodes);
  const at = (r: number, c: number): number => (r % rows) * columns + (c % columns);
  return everyPlace(rows, columns).flatMap(([r, c]): [number, number][] => [
    [at(r, c), at(r + 1, c)],
    [at(r, c), at(r, c + 1)],
  ]);
}

const everyPlace = (rows: number, columns: number): [number, number][] =>
  Array.from({ length: rows * columns }, (_, k) => [Math.floor(k / columns), k % columns]);

function isConnected(nodes: number, edges: Edges): boolean {
  const group = Array.from({ length: nodes }, (_, i) => i);
  for (const [i, j] of edges) {
    const [from, to] = [group[i], group[j]];
    if (from !== to) group.forEach((g, k) => (group[k] = g === from ? to : g));
  }
  return group.every((g) => g === group[0]);
}

const attempts = 1000;

/** A random graph, drawn again until it is connected. */
function randomEdges(nodes: number, { probability = 0.5, seed = 'erdos renyi' }: GraphOptions): Edges {
  checkPositive('probability', probability);
  if (probability > 1) throw argumentError('probability', probability, 'at most 1');
  const generator = createGenerator(seed, 'graph');
  for (let attempt = 0; attempt < attempts; attempt++) {
    const edges = everyPair(nodes).filter(() => generator.uniform() < probability);
    if (isConnected(nodes, edges)) return edges;
  }
  throw argumentError('probability', probability, `large enough that one of ${attempts} graphs is connected`);
}

function edgesOf(graph: GraphName, nodes: number, options: GraphOptions): Edges {
  if (graph === 'complete') return everyPair(nodes);
  if (graph === 'star') return Array.from({ length: nodes - 1 }, (_, i) => [0, i + 1]);
  if (graph === 'ring') return Array.from({ length: nodes }, (_, i) => [i, (i + 1) % nodes]);
  if (graph === 'torus') return torusEdges(nodes);
  return graph === 'erdosRenyi' ? randomEdges(nodes, options) : [];
}

/**
 * The mixing matrix of a graph with Metropolis weights: W_ij = 1 / (1 + max(degree i, degree j)) for neighbours, and on the
 * diagonal what is left to 1. It is symmetric and its rows sum to 1; for the complete graph all entries are 1/nodes, and for
 * the disconnected one it is the identity. Repeated edges and edges of a node to itself (small rings and tori) count once
 * and not at all.
 *
 * @param nodes number of nodes N, from 1; a product of two integers from 2 for a torus
 * @returns row-major, shape nodes x nodes
 * @throws RangeError for an unknown graph, or numbers outside their range
 */
export function mixingMatrix(graph: GraphName, nodes: number, options: GraphOptions = {}): Float64Array {
  checkOneOf('graph', graph, names);
  checkInteger('nodes', nodes, 1, 10_000);
  const linked = new Uint8Array(nodes * nodes);
  if (nodes > 1)
    for (const [i, j] of edgesOf(graph, nodes, options))
      if (i !== j) linked[i * nodes + j] = linked[j * nodes + i] = 1;
  const degree = Array.from({ length: nodes }, (_, i) =>
    linked.subarray(i * nodes, (i + 1) * nodes).reduce((sum, link) => sum + link, 0),
  );
  const weights = new Float64Array(nodes * nodes);
  for (let i = 0; i < nodes; i++) {
    let rest = 1;
    for (let j = 0; j < nodes; j++) {
      if (linked[i * nodes + j] === 0) continue;
      const weight = 1 / (1 + Math.max(degree[i], degree[j]));
      weights[i * nodes + j] = weight;
      rest -= weight;
    }
    weights[i * nodes + i] = rest;
  }
  return weights;
}
