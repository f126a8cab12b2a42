import { countOf } from '../countWords.js';
import type { Claim } from './claim.js';
import { clearPairs, type ClearPairs, type IntervalPair } from './clearPairs.js';
import { judge, type Criterion } from './judge.js';

/** Pairs with both intervals, and those of them that are apart, as claimed or the other way. */
interface Order {
  readonly compared: number;
  readonly agree: number;
  readonly contradict: number;
}

/**
 * Least share of all pairs that are apart in one direction. Two 95 % intervals of the same number are apart in a given direction in 3 of
 * 1000 cases: among hundreds of pairs there are some, and they are no order.
 */
const BY_CHANCE = 0.05;
const ORDERED: Criterion<Order> = {
  holds: ({ compared, agree, contradict }) =>
    beyondChance(agree, compared) && contradict <= 0.05 * (agree + contradict),
  fails: ({ compared, agree, contradict }) => contradict > agree && beyondChance(contradict, compared),
};

/** A statement about the order of two estimates. */
export interface OrderStatement extends Pick<Claim, 'claim' | 'source' | 'kind'> {
  /** Whether the second of each two is claimed to be larger or smaller. */
  readonly second: 'larger' | 'smaller';
  /** What the pairs are, as in "true of 3 of the 4 pairs … whose 95 % intervals are apart". */
  readonly pairs: string;
}

/** Pairs that are apart in one direction, beyond what chance makes. */
const beyondChance = (apart: number, compared: number): boolean => apart > 0 && apart >= BY_CHANCE * compared;

/** Whether the pairs that are apart in one direction are no more than chance makes without some one estimate. */
const hangsOnOne = (compared: readonly IntervalPair[], direction: keyof ClearPairs): boolean =>
  [...new Set(compared.flat())].some((one) => {
    const others = compared.filter((pair) => !pair.includes(one));
    return !beyondChance(clearPairs(others)[direction], others.length);
  });

/**
 * A claim about order: it holds if at most one in twenty of the pairs that differ clearly contradict it, and does not hold
 * if more than half do. It stays open where fewer than one in twenty of all pairs differ clearly in one direction: so many may do so by
 * chance; and where they would without some one estimate.
 */
export function orderClaim(
  { second, pairs, ...statement }: OrderStatement,
  compared: readonly IntervalPair[],
): Claim {
  const [along, against]: (keyof ClearPairs)[] =
    second === 'larger' ? ['rising', 'falling'] : ['falling', 'rising'];
  const { [along]: agree, [against]: contradict } = clearPairs(compared);
  const known = compared.filter(([first, other]) => first !== null && other !== null);
  return {
    ...statement,
    measured: `true of ${agree} of the ${countOf(agree + contradict, 'pair')} ${pairs} whose 95 % intervals are apart, of ${known.length} that ${known.length === 1 ? 'was' : 'were'} compared`,
    verdict: hangsOnOne(known, agree >= contradict ? along : against)
      ? 'inconclusive'
      : judge({ compared: known.length, agree, contradict }, ORDERED),
  };
}
