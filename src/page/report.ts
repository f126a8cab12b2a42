/** What a run of all notebooks found, as data. */
import { type Claim, type ClaimKind, claimKinds, type Verdict } from '../sweeps/claim.js';
import { CLAIMS_MIME } from '../notebook/claims.js';
import type { Output } from '../runner/nbformat.js';

/** A figure on the index. */
export interface Thumbnail {
  /** Its title, or what stands for one. */
  readonly title: string;
  /** A small picture as an address that has the data in it; left out where no browser drew it. */
  readonly picture?: string;
}

export interface NotebookReport {
  readonly name: string;
  readonly title: string;
  /** Source texts of the parameters' values. */
  readonly parameters: Readonly<Record<string, string>>;
  /** How long it ran; left out if it was not run here. */
  readonly seconds?: number;
  readonly failure?: string;
  readonly claims: readonly Claim[];
  /** Its figures, in order. */
  readonly figures: readonly Thumbnail[];
}

export interface Report {
  readonly date: string;
  readonly preset: string;
  readonly commit?: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: string;
  readonly seconds: number;
  readonly notebooks: readonly NotebookReport[];
}

const verdicts: readonly Verdict[] = ['holds', 'does not hold', 'inconclusive'];

const isClaim = (value: unknown): value is Claim => {
  if (typeof value !== 'object' || value === null) return false;
  const claim = value as Partial<Record<keyof Claim, unknown>>;
  const texts = [claim.claim, claim.source, claim.measured];
  const kind = claim.kind ?? 'paper';
  return (
    texts.every((text) => typeof text === 'string') &&
    verdicts.includes(claim.verdict as Verdict) &&
    claimKinds.includes(kind as ClaimKind)
  );
};

/** A value as a list of claims; undefined if it is none. */
export const claimsOf = (value: unknown): readonly Claim[] | undefined =>
  Array.isArray(value) && value.every(isClaim) ? value : undefined;

/** The claims that outputs carry, and what is wrong with an output of that type that holds something else. */
export function claimsIn(outputs: readonly Output[]): { claims: Claim[]; problem?: string } {
  const claims: Claim[] = [];
  let problem: string | undefined;
  for (const output of outputs) {
    const list = 'data' in output ? output.data[CLAIMS_MIME] : undefined;
    if (list === undefined) continue;
    if (Array.isArray(list)) claims.push(...list.filter(isClaim));
    if (claimsOf(list) === undefined) problem = `an output of type ${CLAIMS_MIME} must be a list of claims`;
  }
  return { claims, ...(problem !== undefined && { problem }) };
}
