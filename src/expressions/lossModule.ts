import { codeOf, functionText, get, scalarsOfStage, set } from './code.js';
import { createEvaluator } from './evaluate.js';
import type { Graph } from './graph.js';
import { hostImports } from './ruleModule.js';

/** A loss as it is compiled: the order of `parameters` is that in which they lie in memory. */
export interface LossSource {
  readonly graph: Graph;
  readonly parameters: readonly string[];
}

const signature: Readonly<Record<string, 'i32' | 'f64'>> = {
  ...{ weights: 'i32', labels: 'i32', count: 'i32', scale: 'f64', parameters: 'i32' },
};

/**
 * The WebAssembly text of a loss: its function `weigh` turns `count` predictions at `weights` into scale times the loss's derivative,
 * given the labels at `labels`.
 */
export function lossText({ graph, parameters }: LossSource): string {
  const code = codeOf(graph);
  const scalars: Record<string, string> = {
    prediction: `(f64.load ${get('weights')})`,
    label: `(f64.load ${get('labels')})`,
  };
  parameters.forEach((name, i) => (scalars[name] = `(f64.load offset=${8 * i} ${get('parameters')})`));
  set(code, 'end', 'i32', `(i32.add ${get('weights')} (i32.shl ${get('count')} (i32.const 3)))`);
  code.lines.push(`(if (i32.lt_u ${get('weights')} ${get('end')}) (then (loop $rows`);
  scalarsOfStage(code, 0, (name) => scalars[name]);
  const derivative = get(`s${graph.results.derivative}`);
  code.lines.push(`(f64.store ${get('weights')} (f64.mul ${get('scale')} ${derivative}))`);
  for (const name of ['weights', 'labels'])
    code.lines.push(`(local.set $${name} (i32.add ${get(name)} (i32.const 8)))`);
  code.lines.push(`(br_if $rows (i32.lt_u ${get('weights')} ${get('end')})))))`);
  return `(module (import "env" "memory" (memory 1 65536 shared))
${hostImports}
${functionText('weigh', signature, code)})`;
}

/** The plain twin of a loss: the derivative at a prediction and a label. */
export function derivativeOf(
  { graph, parameters }: LossSource,
  values: ArrayLike<number>,
): (prediction: number, label: number) => number {
  const evaluate = createEvaluator(graph, 0);
  const scalars: Record<string, number> = {};
  parameters.forEach((name, i) => (scalars[name] = values[i]));
  const none = (): never => {
    throw new Error('a loss has no vectors and draws');
  };
  const inputs = { vector: none, scalar: (name: string) => scalars[name], draw: none };
  return (prediction, label) => {
    Object.assign(scalars, { prediction, label });
    return evaluate(inputs).derivative as number;
  };
}
