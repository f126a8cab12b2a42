/** An interval of numbers, both ends included. */
export interface Interval {
  readonly lower: number;
  /** May be `Infinity` where nothing bounds it from above. */
  readonly upper: number;
}

/** Whether all of `first` lies below all of `second`: two estimates that differ clearly. */
export const isBelow = (first: Interval, second: Interval): boolean => first.upper < second.lower;

/** An interval as text, "[0.93, 1.07]", with `digits` after the point. */
export const intervalText = ({ lower, upper }: Interval, digits = 2): string =>
  `[${lower.toFixed(digits)}, ${upper.toFixed(digits)}]`;
