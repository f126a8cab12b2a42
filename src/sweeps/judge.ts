import type { Verdict } from './claim.js';
import { argumentError, checkFields } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';

const sides = {
  above: (value: number, limit: number) => value > limit,
  atLeast: (value: number, limit: number) => value >= limit,
  below: (value: number, limit: number) => value < limit,
  atMost: (value: number, limit: number) => value <= limit,
} as const;

type FromBelow = { readonly above: number } | { readonly atLeast: number };
type FromAbove = { readonly below: number } | { readonly atMost: number };

/** Where a number must lie: on one side of a threshold, or between two. */
export type Bounds = FromBelow | FromAbove | (FromBelow & FromAbove);

/** Bounds for a number; for anything else, or for a number that bounds do not describe, a function that says yes or no. */
export type Condition<T> = ([T] extends [number] ? Bounds : never) | ((value: T) => boolean);

/** When a claim holds and when it does not; what is neither stays open. */
export interface Criterion<T = number> {
  readonly holds: Condition<T>;
  /** `'otherwise'`: whenever it does not hold, nothing stays open. `'never'`: no measurement can refute the claim. */
  readonly fails: Condition<T> | 'otherwise' | 'never';
}

function meets<T>(value: T, condition: Condition<T>): boolean {
  if (typeof condition === 'function') return condition(value);
  if (typeof value !== 'number') throw argumentError('value', value, 'a number where bounds judge it');
  return Object.entries(condition).every(([side, limit]) =>
    sides[side as keyof typeof sides](value as number, limit as number),
  );
}

/** Throws unless a condition is a function or known sides with a number each. */
function checkCondition(name: string, condition: unknown): void {
  if (typeof condition === 'function') return;
  checkFields(name, condition, Object.keys(sides));
  for (const [side, limit] of Object.entries(condition as object) as [string, unknown][])
    if (typeof limit !== 'number' || Number.isNaN(limit))
      throw argumentError(`${name}.${side}`, limit, 'a number');
}

/**
 * The verdict on a measured value.
 *
 * @example
 * const nearTwo = { holds: { atLeast: 0.9 }, fails: { below: 0.5 } };
 * judge(0.93, nearTwo); // 'holds'
 * judge(0.7, nearTwo); // 'inconclusive'
 * judge(NaN, nearTwo); // 'inconclusive'
 *
 * @param value a number, or several in an object with functions as conditions; `null`, `undefined` and `NaN` say that nothing
 *   was measured
 * @param criterion where both conditions are met, the claim holds
 * @returns `'inconclusive'` where neither condition is met or nothing was measured
 */
export function judge<T>(value: T | null | undefined, criterion: Criterion<T>): Verdict {
  checkArguments('judge', { value, criterion });
  const { holds, fails } = criterion;
  checkCondition('criterion.holds', holds);
  if (fails !== 'otherwise' && fails !== 'never') checkCondition('criterion.fails', fails);
  if (value === null || value === undefined || Number.isNaN(value)) return 'inconclusive';
  if (meets(value, holds)) return 'holds';
  if (fails === 'never') return 'inconclusive';
  return fails === 'otherwise' || meets(value, fails) ? 'does not hold' : 'inconclusive';
}

/** For the share of all cases in which a statement is true: it holds if that is every case, and fails if one is missing. */
export const inEveryCase: Criterion = { holds: { atLeast: 1 }, fails: 'otherwise' };
