import { uniformsPerDraw } from './draws.js';
import type { Graph } from './graph.js';
import { drawsOf } from './stages.js';

/** What a rule keeps from step to step. */
export type Memory = Readonly<Record<string, 'vector' | 'scalar'>>;

/** The rule as it is compiled: the order of `parameters` is that in which they lie in memory. */
export interface RuleSource {
  readonly graph: Graph;
  readonly parameters: readonly string[];
  readonly memory: Memory;
}

/** Where a rule's memory lies, counted from its beginning. */
export interface RuleMemory {
  /** Bytes before each scalar, and of all scalars together. */
  readonly scalars: Readonly<Record<string, number>>;
  readonly scalarBytes: number;
  /** Padded vectors, behind the scalars, before each vector and before the buffer of each draw; and how many in all. */
  readonly vectors: Readonly<Record<string, number>>;
  readonly draws: readonly number[];
  readonly vectorCount: number;
}

/** The layout of a rule's memory: scalars, vectors, then a buffer for each draw. */
export function ruleMemory({ graph, memory }: Pick<RuleSource, 'graph' | 'memory'>): RuleMemory {
  const named = (kind: 'vector' | 'scalar'): string[] =>
    Object.keys(memory).filter((name) => memory[name] === kind);
  const [scalars, vectors] = [named('scalar'), named('vector')];
  let vectorCount = vectors.length;
  const draws = drawsOf(graph).map(({ law }) => {
    const at = vectorCount;
    vectorCount += law in uniformsPerDraw ? 2 : 1;
    return at;
  });
  return {
    scalars: Object.fromEntries(scalars.map((name, i) => [name, 8 * i])),
    scalarBytes: Math.ceil(scalars.length / 8) * 64,
    vectors: Object.fromEntries(vectors.map((name, i) => [name, i])),
    draws,
    vectorCount,
  };
}

/** Bytes of a rule's memory; `vector` is that of a padded vector. */
export function ruleMemoryBytes(source: Pick<RuleSource, 'graph' | 'memory'>, vector: number): number {
  const { scalarBytes, vectorCount } = ruleMemory(source);
  return scalarBytes + vectorCount * vector;
}
