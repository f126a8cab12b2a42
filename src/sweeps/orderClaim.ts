import type { Claim } from './claim.js';
import { clearPairs, type IntervalPair } from './clearPairs.js';
import { judge, type Criterion } from './judge.js';

/** Share of the clear pairs that contradict the order. */
const CONTRADICTED: Criterion = { holds: { atMost: 0.05 }, fails: { above: 0.5 } };

/** A statement about the order of two estimates. */
export interface OrderStatement extends Pick<Claim, 'claim' | 'source'> {
  /** Whether the second of each two is claimed to be larger or smaller. */
  readonly second: 'larger' | 'smaller';
  /** What the pairs are, as in "true of 3 of the 4 pairs … whose 95 % intervals are apart". */
  readonly pairs: string;
}

/**
 * A claim about order: it holds if at most one in twenty of the pairs that differ clearly contradict it, and does not hold
 * if more than half do. No clear pair leaves it open.
 */
export function orderClaim(
  { claim, source, second, pairs }: OrderStatement,
  compared: readonly IntervalPair[],
): Claim {
  const { rising, falling } = clearPairs(compared);
  const [agree, contradict] = second === 'larger' ? [rising, falling] : [falling, rising];
  const clear = agree + contradict;
  return {
    ...{ claim, source },
    measured: `true of ${agree} of the ${clear} pairs ${pairs} whose 95 % intervals are apart`,
    verdict: judge(contradict / clear, CONTRADICTED),
  };
}
