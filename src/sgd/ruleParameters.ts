import { argumentError, checkNonNegative, checkPositive } from '../check.js';

/** A number that an update rule is given: what it is if left out (`undefined`: it must be given), and its range. */
export interface RuleParameter<Standard extends number | undefined = number | undefined> {
  readonly standard: Standard;
  readonly check: (name: string, value: unknown) => void;
}

const checkShare = (name: string, value: unknown): void => {
  if (typeof value !== 'number' || !(value >= 0 && value < 1))
    throw argumentError(name, value, 'a number from 0 to below 1');
};

/** From 0 to below 1: momentum, the decay of a running mean. */
export const share = (standard: number): RuleParameter<number> => ({ standard, check: checkShare });
/** At least 0: what is added to a divisor. */
export const nonNegative = (standard: number): RuleParameter<number> => ({
  standard,
  check: checkNonNegative,
});
/** Above 0, without a standard value. */
export const positive: RuleParameter<undefined> = { standard: undefined, check: checkPositive };
