/** What became of a claim when it was measured. */
export type Verdict = 'holds' | 'does not hold' | 'inconclusive';

/** A statement of the paper and what this run says about it. */
export interface Claim {
  /** The statement, in words. */
  readonly claim: string;
  /** Where the paper makes it. */
  readonly source: string;
  /** The number that was measured, with its unit or meaning. */
  readonly measured: string;
  readonly verdict: Verdict;
}
