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
  /** How long it ran; left out if it was not run here, or refused to be. */
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

/** The claims in a value that is to be a list of claims, and what is wrong with it. */
export const claimsOf = (
  value: unknown,
): { readonly claims: readonly Claim[]; readonly problem?: string } => {
  const claims = Array.isArray(value) ? value.filter(isClaim) : [];
  const isAll = Array.isArray(value) && claims.length === value.length;
  return isAll
    ? { claims }
    : { claims, problem: `an output of type ${CLAIMS_MIME} must be a list of claims` };
};

/** The claims that outputs carry, and what is wrong with an output of that type that holds something else. */
export function claimsIn(outputs: readonly Output[]): { claims: Claim[]; problem?: string } {
  const found = outputs
    .map((output) => ('data' in output ? output.data[CLAIMS_MIME] : undefined))
    .filter((value) => value !== undefined)
    .map(claimsOf);
  const problem = found.find((each) => each.problem !== undefined)?.problem;
  return { claims: found.flatMap(({ claims }) => claims), ...(problem !== undefined && { problem }) };
}
