import { argumentError, checkPositive, checkFields } from '../check.js';

/**
 * A step-size that changes from iteration to iteration: through the values of `cycle` in turn; one of the values of `choice`
 * at random, each as likely; uniform on the interval `uniform` = [low, high]. Random ones are independent of everything else.
 * The values are in units of `unit`, default 1.
 */
export type StepSizes = { readonly unit?: number } & (
  | { readonly cycle: readonly number[] }
  | { readonly choice: readonly number[] }
  | { readonly uniform: readonly [number, number] }
);

/** Step-sizes after their checks: a constant one is a cycle of one. */
export interface CheckedStepSizes {
  readonly kind: 'cycle' | 'choice' | 'uniform';
  readonly table: readonly number[];
}

/** @throws RangeError naming the value that is out of range */
export function checkStepSizes(stepSize: number | StepSizes): CheckedStepSizes {
  if (typeof stepSize !== 'object' || stepSize === null) {
    checkPositive('stepSize', stepSize);
    return { kind: 'cycle', table: [stepSize] };
  }
  const { unit = 1 } = stepSize;
  checkPositive('stepSize.unit', unit);
  for (const kind of ['cycle', 'choice', 'uniform'] as const) {
    if (!(kind in stepSize)) continue;
    checkFields('stepSize', stepSize, [kind, 'unit']);
    const table = (stepSize as unknown as Record<string, readonly number[]>)[kind];
    if (!Array.isArray(table) || table.length === 0 || (kind === 'uniform' && table.length !== 2))
      throw argumentError(
        `stepSize.${kind}`,
        table,
        kind === 'uniform' ? '[low, high]' : 'a list of step-sizes',
      );
    table.forEach((value, i) => checkPositive(`stepSize.${kind}[${i}]`, value));
    if (kind === 'uniform' && table[0] > table[1])
      throw argumentError('stepSize.uniform[1]', table[1], `at least the low end ${table[0]}`);
    return { kind, table: table.map((value: number) => value * unit) };
  }
  throw argumentError('stepSize', stepSize, 'a number above 0, { cycle }, { choice } or { uniform }');
}
