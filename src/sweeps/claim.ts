/** What became of a claim when it was measured. */
export type Verdict = 'holds' | 'does not hold' | 'inconclusive';

/** Who makes a claim: the paper, a paper that goes on from it, this project, or a check of this project's own numbers. */
export type ClaimKind = 'paper' | 'literature' | 'ours' | 'check';

/** All kinds, in the order in which they are shown. */
export const claimKinds: readonly ClaimKind[] = ['paper', 'literature', 'ours', 'check'];

/** A statement of the paper and what this run says about it. */
export interface Claim {
  /** The statement, in words. */
  readonly claim: string;
  /** Where the paper makes it. */
  readonly source: string;
  /** Who makes it; the paper if left out. */
  readonly kind?: ClaimKind;
  /** The number that was measured, with its unit or meaning. */
  readonly measured: string;
  readonly verdict: Verdict;
}
