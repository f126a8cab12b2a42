import { checkNesting } from '../check.js';
import { withoutNegativeZeros } from '../plainData.js';
import { checkArguments } from '../shapes/checkArguments.js';

/**
 * Checks what an experiment was given against its declaration.
 *
 * @param callee the name of the function
 * @param others its other arguments, in order
 * @returns the spec with 0 for -0: both have one key in the store, and what is computed must not tell them apart
 */
export function checkedSpec<Spec extends object>(
  callee: string,
  spec: Spec,
  others: Readonly<Record<string, unknown>> = {},
): Spec {
  checkArguments(callee, { spec, ...others });
  checkNesting('spec', spec);
  return withoutNegativeZeros(spec);
}
