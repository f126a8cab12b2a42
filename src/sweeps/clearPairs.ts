import { isBelow, type Interval } from '../interval.js';

/** Two estimates to compare, as 95 % intervals; `null` where an estimate has none. */
export type IntervalPair = readonly [first: Interval | null, second: Interval | null];

/** Pairs whose intervals do not overlap, by whether the second member is the larger or the smaller one. */
export interface ClearPairs {
  readonly rising: number;
  readonly falling: number;
}

/** Counts the pairs that differ clearly; a pair without both intervals is left out. */
export function clearPairs(pairs: readonly IntervalPair[]): ClearPairs {
  let [rising, falling] = [0, 0];
  for (const [first, second] of pairs) {
    if (first === null || second === null) continue;
    if (isBelow(first, second)) rising++;
    if (isBelow(second, first)) falling++;
  }
  return { rising, falling };
}

/** An estimate with its 95 % interval, at a position along which an order is claimed. */
export interface Placed {
  readonly position: number;
  readonly interval: Interval | null;
}

/** Every two members of a line, the one at the smaller position first; members at the same position are no pair. */
export const pairsAlong = (line: readonly Placed[]): IntervalPair[] =>
  line.flatMap((first) =>
    line
      .filter((second) => first.position < second.position)
      .map((second): IntervalPair => [first.interval, second.interval]),
  );
