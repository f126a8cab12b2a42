import type { Graph } from './graph.js';
import { operations, type Operation } from './operations.js';
import { stagesOf, type Stages } from './stages.js';

/** Instructions of a function as they are written, and its locals. */
export interface Code {
  readonly lines: string[];
  readonly locals: Map<string, 'i32' | 'f64' | 'v128'>;
}

export const get = (name: string): string => `(local.get $${name})`;

/** Sets a local, which is declared if it is new. */
export const set = (code: Code, name: string, type: 'i32' | 'f64' | 'v128', value: string): void => {
  code.locals.set(name, type);
  code.lines.push(`(local.set $${name} ${value})`);
};

/** A function with what it was given to do. */
export const functionText = (
  name: string,
  parameters: Record<string, 'i32' | 'f64'>,
  { lines, locals }: Code,
): string =>
  [
    `(func (export "${name}")`,
    ...Object.entries(parameters).map(([each, type]) => `(param $${each} ${type})`),
    ...[...locals].map(([each, type]) => `(local $${each} ${type})`),
    ...lines,
    ')',
  ].join('\n');

/** A function's code over one graph. */
export interface GraphCode extends Code {
  readonly graph: Graph;
  readonly stages: Stages;
}

export const codeOf = (graph: Graph): GraphCode => ({
  graph,
  stages: stagesOf(graph),
  lines: [],
  locals: new Map(),
});

/** Computes the scalars of a stage: `leaf` gives the text of a scalar by its name; sums are there already. */
export function scalarsOfStage(code: GraphCode, stage: number, leaf: (name: string) => string): void {
  const { graph, stages } = code;
  graph.nodes.forEach((node, i) => {
    if (stages.shapes[i].vector || stages.stage[i] !== stage || node.op === 'sum') return;
    if (node.op === 'scalar') set(code, `s${i}`, 'f64', leaf(node.name));
    else if (node.op === 'number') set(code, `s${i}`, 'f64', `(f64.const ${node.value})`);
    else if (node.op !== 'vector' && node.op !== 'draw') {
      const { scalar, gives }: Operation = operations[node.op];
      const [a, b, c] = node.of.map((k) => get(`s${k}`));
      set(code, `s${i}`, gives === 'real' ? 'f64' : 'i32', scalar(a, b, c));
    }
  });
}

/** Vector nodes that the given ones are computed from, and the scalars that they meet, each in order. */
export function lanesNeeded(
  { graph, stages }: GraphCode,
  roots: readonly number[],
): { vectors: number[]; scalars: number[] } {
  const needed = new Set(roots);
  // A set that grows as it is gone through.
  for (const i of needed) {
    const node = graph.nodes[i];
    if (stages.shapes[i].vector && 'of' in node && node.op !== 'draw') node.of.forEach((k) => needed.add(k));
  }
  const sorted = [...needed].sort((a, b) => a - b);
  const isVector = (i: number): boolean => stages.shapes[i].vector;
  return { vectors: sorted.filter(isVector), scalars: sorted.filter((i) => !isVector(i)) };
}

/** A scalar in both lanes of a register, a condition as a mask of bits. */
export function splatScalar(code: GraphCode, i: number): void {
  const value = get(`s${i}`);
  const mask = `(i64x2.splat (i64.sub (i64.const 0) (i64.extend_i32_u ${value})))`;
  set(code, `l${i}`, 'v128', code.stages.shapes[i].sort === 'real' ? `(f64x2.splat ${value})` : mask);
}

/** Computes two coordinates of the given vector nodes: `leaf` gives the text of a vector or draw by its node. */
export function lanesOf(code: GraphCode, vectors: readonly number[], leaf: (node: number) => string): void {
  for (const i of vectors) {
    const node = code.graph.nodes[i];
    if (node.op === 'vector' || node.op === 'draw') set(code, `l${i}`, 'v128', leaf(i));
    else if (node.op !== 'scalar' && node.op !== 'number' && node.op !== 'sum') {
      const { lanes }: Operation = operations[node.op];
      const [a, b, c] = node.of.map((k) => get(`l${k}`));
      set(code, `l${i}`, 'v128', lanes(a, b, c));
    }
  }
}
