import { checkPositive } from '../check.js';
import { stableCdf, stablePdf, stableSurvival, type StableLaw } from '../stable/index.js';

/** What is known of the law of |x|: all of it, or its tail. */
export interface KnownLaw {
  readonly name: string;
  readonly density: (x: number) => number;
  /** P(|x| > x). */
  readonly survival: (x: number) => number;
}

/**
 * The tail P(|x| > t) = constant t^-alpha with the density that goes with it; 1 and 0 where the power is above 1.
 *
 * @param tailIndex alpha, above 0
 * @param constant of the tail, above 0: of stationary SGD {@link tailConstant} has it
 * @throws RangeError for numbers that are not above 0
 * @example
 * const { survival, density } = powerTail(2, 4);
 * [survival(10), density(10)]; // [0.04, 0.008]
 */
export function powerTail(tailIndex: number, constant: number): KnownLaw {
  checkPositive('tailIndex', tailIndex);
  checkPositive('constant', constant);
  const survival = (x: number): number => Math.min(1, constant * x ** -tailIndex);
  return {
    name: `exact tail ${Number(constant.toPrecision(3))} t<sup>−${Number(tailIndex.toPrecision(3))}</sup>`,
    survival,
    density: (x) => (survival(x) < 1 ? tailIndex * constant * x ** (-tailIndex - 1) : 0),
  };
}

/**
 * A stable law as the law of |x|.
 *
 * @throws RangeError for parameters that no stable law has
 * @example
 * stableMagnitude({ alpha: 1 }).survival(1); // 0.500
 */
export function stableMagnitude(law: StableLaw): KnownLaw {
  stablePdf(0, law);
  return {
    name: `stable law, α = ${Number(law.alpha.toPrecision(3))}`,
    survival: (x) => stableSurvival(x, law) + stableCdf(-x, law),
    density: (x) => stablePdf(x, law) + stablePdf(-x, law),
  };
}
