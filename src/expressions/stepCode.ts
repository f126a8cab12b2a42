import { get, lanesNeeded, lanesOf, scalarsOfStage, set, splatScalar, type GraphCode } from './code.js';
import { emitLoop, loadLanes, sumOf } from './loop.js';
import { ruleMemory, type RuleMemory, type RuleSource } from './ruleMemory.js';
import { drawsOf } from './stages.js';

/** How the gradient comes: `rows` of the batch (0 to 4) are still to be subtracted, times their weights, from g, or from 0 if `fresh`. */
export interface GradientForm {
  readonly fresh: boolean;
  readonly rows: number;
}

/** A vector that a step walks along: the local that does, and the address where it begins. */
interface Walked {
  readonly pointer: string;
  readonly address: string;
}

/** What the code of a step is made from. */
export interface Step {
  readonly code: GraphCode;
  readonly source: RuleSource;
  readonly form: GradientForm;
  /** Whether the new x is added to a sum besides. */
  readonly averaged: boolean;
  readonly memory: RuleMemory;
  /** x, g and the vectors kept, by name. Locals are not called by these names: they come from the user. */
  readonly vectors: ReadonlyMap<string, Walked>;
  /** The buffer of each draw, by its node. */
  readonly draws: ReadonlyMap<number, Walked>;
  /** The stage in which the gradient is first used, and whether a later one uses it as well. */
  readonly gradientStage: number;
  readonly gradientAgain: boolean;
}

/** Sums that wait for the loop of a stage, with the vector that each adds up. */
const sumsAfter = ({ graph, stages }: GraphCode, stage: number): { sum: number; of: number }[] =>
  graph.nodes.flatMap((node, i) =>
    node.op === 'sum' && stages.stage[i] === stage + 1 ? [{ sum: i, of: node.of[0] }] : [],
  );

/** Vectors that the loop of a stage stores, with the node of each. */
const storedIn = ({ graph, stages }: GraphCode, stage: number): [string, number][] =>
  stage === stages.last ? Object.entries(graph.results).filter(([, i]) => stages.shapes[i].vector) : [];

const rootsOf = (code: GraphCode, stage: number): number[] => [
  ...sumsAfter(code, stage).map(({ of }) => of),
  ...storedIn(code, stage).map(([, i]) => i),
];

/** Lays out a step. */
export function planStep(code: GraphCode, source: RuleSource, form: GradientForm, averaged: boolean): Step {
  const memory = ruleMemory(source);
  const kept = (place: number): string =>
    sumOf(
      get('memory'),
      sumOf(`(i32.const ${memory.scalarBytes})`, `(i32.mul ${get('bytes')} (i32.const ${place}))`),
    );
  const usesGradient = (stage: number): boolean =>
    lanesNeeded(code, rootsOf(code, stage)).vectors.some((i) => {
      const node = code.graph.nodes[i];
      return node.op === 'vector' && node.name === 'g';
    });
  const users = Array.from({ length: code.stages.last + 1 }, (_, stage) => stage).filter(usesGradient);
  return {
    ...{ code, source, form, averaged, memory },
    vectors: new Map([
      ['x', { pointer: 'px', address: get('x') }],
      ['g', { pointer: 'pg', address: get('g') }],
      ...Object.entries(memory.vectors).map(
        ([name, at]) => [name, { pointer: `pm${at}`, address: kept(at) }] as const,
      ),
    ]),
    draws: new Map(
      drawsOf(code.graph).map((node, k) => [
        code.graph.nodes.indexOf(node),
        { pointer: `pd${k}`, address: kept(memory.draws[k]) },
      ]),
    ),
    gradientStage: users[0] ?? -1,
    gradientAgain: users.length > 1,
  };
}

const walkedAt = ({ code, vectors, draws }: Step, node: number): Walked => {
  const leaf = code.graph.nodes[node];
  return leaf.op === 'vector' ? vectors.get(leaf.name)! : draws.get(node)!;
};

/** Two coordinates of the gradient: the rows that are left are taken off; kept in memory if a later stage wants it. */
function gradientLanes({ code, form, gradientAgain }: Step, offset: number): string {
  let value = form.fresh ? '(f64x2.splat (f64.const 0))' : loadLanes('pg', offset);
  for (let k = 0; k < form.rows; k++)
    value = `(f64x2.sub ${value} (f64x2.mul ${get(`c${k}`)} ${loadLanes(`pr${k}`, offset)}))`;
  if (!gradientAgain) return value;
  set(code, 'gradient', 'v128', value);
  code.lines.push(`(v128.store offset=${offset} ${get('pg')} ${get('gradient')})`);
  return get('gradient');
}

/** The locals of a stage's loop that walk along vectors, and where each begins. */
function pointersOf(step: Step, stage: number, leaves: readonly number[]): Record<string, string> {
  const { averaged, code, form, gradientAgain, gradientStage, vectors } = step;
  const walked = [
    vectors.get('x')!,
    ...leaves.map((i) => walkedAt(step, i)),
    ...storedIn(code, stage).map(([name]) => vectors.get(name)!),
  ];
  const pointers = Object.fromEntries(walked.map(({ pointer, address }) => [pointer, address]));
  if (stage === gradientStage) {
    if (form.fresh && !gradientAgain) delete pointers.pg;
    for (let k = 0; k < form.rows; k++) pointers[`pr${k}`] = `(i32.load offset=${4 * k} ${get('list')})`;
  }
  if (averaged && stage === code.stages.last) pointers.ps = get('sum');
  return pointers;
}

/** The loop of one stage: sums for the next ones, or in the last one the results. */
function emitStage(step: Step, stage: number): void {
  const { averaged, code, form, gradientStage, vectors } = step;
  const { graph, stages } = code;
  const needed = lanesNeeded(code, rootsOf(code, stage));
  const sums = sumsAfter(code, stage);
  const atGradient = stage === gradientStage;
  needed.scalars.forEach((i) => splatScalar(code, i));
  for (let k = 0; atGradient && k < form.rows; k++)
    set(code, `c${k}`, 'v128', `(f64x2.splat (f64.load offset=${8 * k} ${get('weights')}))`);
  for (const { sum } of sums)
    for (const offset of [0, 16]) set(code, `a${sum}_${offset}`, 'v128', '(f64x2.splat (f64.const 0))');
  const leaves = needed.vectors.filter((i) => ['vector', 'draw'].includes(graph.nodes[i].op));
  emitLoop(code, {
    pointers: pointersOf(step, stage, leaves),
    body(offset, mask) {
      const masked = (i: number): string => (mask ? `(v128.and ${get(`l${i}`)} ${mask})` : get(`l${i}`));
      lanesOf(code, needed.vectors, (i) => {
        const { pointer } = walkedAt(step, i);
        return atGradient && pointer === 'pg' ? gradientLanes(step, offset) : loadLanes(pointer, offset);
      });
      for (const { sum, of } of sums) {
        const part = `a${sum}_${offset}`;
        set(code, part, 'v128', `(f64x2.add ${get(part)} ${masked(of)})`);
      }
      for (const [name, i] of storedIn(code, stage))
        code.lines.push(`(v128.store offset=${offset} ${get(vectors.get(name)!.pointer)} ${masked(i)})`);
      if (!averaged || stage !== stages.last) return;
      const sum = `(f64x2.add ${loadLanes('ps', offset)} ${masked(graph.results.x)})`;
      code.lines.push(`(v128.store offset=${offset} ${get('ps')} ${sum})`);
    },
  });
  for (const { sum } of sums) {
    set(code, 'total', 'v128', `(f64x2.add ${get(`a${sum}_0`)} ${get(`a${sum}_16`)})`);
    const lanes = [0, 1].map((lane) => `(f64x2.extract_lane ${lane} ${get('total')})`);
    set(code, `s${sum}`, 'f64', `(f64.add ${lanes.join(' ')})`);
  }
}

/** The whole step: scalars and loop of each stage in turn, draws before the first, scalars kept at the end. */
export function emitStep(step: Step): void {
  const { code, memory, source } = step;
  const scalars: Record<string, string> = { eta: get('eta'), t: get('t') };
  source.parameters.forEach((name, i) => (scalars[name] = `(f64.load offset=${8 * i} ${get('parameters')})`));
  for (const [name, at] of Object.entries(memory.scalars))
    scalars[name] = `(f64.load offset=${at} ${get('memory')})`;
  for (let stage = 0; stage <= code.stages.last; stage++) {
    scalarsOfStage(code, stage, (name) => scalars[name]);
    if (stage === 0)
      for (const node of drawsOf(code.graph)) {
        const { address } = step.draws.get(code.graph.nodes.indexOf(node))!;
        const parameter = node.of.length > 0 ? get(`s${node.of[0]}`) : '(f64.const 0)';
        code.lines.push(`(call $${node.law} ${address} ${get('dimension')} ${parameter})`);
      }
    emitStage(step, stage);
  }
  for (const [name, at] of Object.entries(memory.scalars))
    code.lines.push(`(f64.store offset=${at} ${get('memory')} ${get(`s${code.graph.results[name]}`)})`);
}
