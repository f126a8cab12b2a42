import { isBelow, type Interval } from '../interval.js';
import type { Claim, Verdict } from './claim.js';

/** An estimate with its 95 % interval, at a position along which an order is claimed. */
export interface Placed {
  readonly position: number;
  readonly interval: Interval | null;
}

/** Pairs whose intervals do not overlap, by whether the estimate rises or falls with the position. */
export interface ClearPairs {
  readonly rising: number;
  readonly falling: number;
}

/** Compares every two members of a line; members at the same position are not compared. */
export function clearPairs(line: readonly Placed[]): ClearPairs {
  let rising = 0;
  let falling = 0;
  for (const first of line)
    for (const second of line) {
      if (first.position >= second.position) continue;
      if (first.interval === null || second.interval === null) continue;
      if (isBelow(first.interval, second.interval)) rising++;
      if (isBelow(second.interval, first.interval)) falling++;
    }
  return { rising, falling };
}

/**
 * A claim about order: it holds if at most one in twenty of the pairs that differ clearly contradict it, and does not hold
 * if more than half do.
 *
 * @param pairs what the pairs are, as in "true of 3 of the 4 pairs … whose 95 % intervals are apart"
 */
export function orderClaim(
  statement: Pick<Claim, 'claim' | 'source'>,
  pairs: string,
  agree: number,
  contradict: number,
): Claim {
  const clear = agree + contradict;
  const verdict: Verdict =
    clear === 0
      ? 'inconclusive'
      : contradict > 0.5 * clear
        ? 'does not hold'
        : contradict <= 0.05 * clear
          ? 'holds'
          : 'inconclusive';
  return {
    ...statement,
    measured: `true of ${agree} of the ${clear} pairs ${pairs} whose 95 % intervals are apart`,
    verdict,
  };
}
