import { codeOf, functionText } from './code.js';
import { drawLaws } from './graph.js';
import { hostFunctions } from './operations.js';
import type { RuleSource } from './ruleMemory.js';
import { emitStep, planStep, type GradientForm } from './stepCode.js';

const signature: Readonly<Record<string, 'i32' | 'f64'>> = {
  ...{ x: 'i32', g: 'i32', list: 'i32', weights: 'i32', memory: 'i32', parameters: 'i32', sum: 'i32' },
  ...{ dimension: 'i32', bytes: 'i32', eta: 'f64', t: 'f64' },
};

/** Functions of one number from the host. */
export const hostImports: string = Object.keys(hostFunctions)
  .map((name) => `(import "env" "${name}" (func $${name} (param f64) (result f64)))`)
  .join('\n');

/**
 * The WebAssembly text of a rule: functions `step` and `averagedStep`, which adds the new x to a sum besides. Arguments: addresses of
 * x, g, the list of row addresses and their weights (of those that are left), the rule's memory, its parameters and the sum; the
 * dimension, the bytes of a padded vector; the step-size and the number of the iteration. Imports fill vectors with draws: an
 * address, how many, the law's parameter.
 */
export function ruleText(source: RuleSource, form: GradientForm): string {
  const functions = [false, true].map((averaged) => {
    const code = codeOf(source.graph);
    emitStep(planStep(code, source, form, averaged));
    return functionText(averaged ? 'averagedStep' : 'step', signature, code);
  });
  const draws = drawLaws.map((law) => `(import "env" "${law}" (func $${law} (param i32 i32 f64)))`);
  return [
    '(module (import "env" "memory" (memory 1 65536 shared))',
    hostImports,
    ...draws,
    ...functions,
    ')',
  ].join('\n');
}
