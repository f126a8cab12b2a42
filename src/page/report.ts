/** What a run of all notebooks found, as data. */
import type { Claim, Verdict } from '../sweeps/claim.js';
import { CLAIMS_MIME } from '../notebook/claims.js';
import type { Output } from '../runner/nbformat.js';

export interface NotebookReport {
  readonly name: string;
  readonly title: string;
  /** Source texts of the parameters' values. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly seconds: number;
  readonly failure?: string;
  readonly claims: readonly Claim[];
  /** PNG pictures of the figures, base64. */
  readonly pictures: readonly string[];
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
  return texts.every((text) => typeof text === 'string') && verdicts.includes(claim.verdict as Verdict);
};

/** The claims that outputs carry, and what is wrong with an output of that type that holds something else. */
export function claimsIn(outputs: readonly Output[]): { claims: Claim[]; problem?: string } {
  const claims: Claim[] = [];
  let problem: string | undefined;
  for (const output of outputs) {
    const list = 'data' in output ? output.data[CLAIMS_MIME] : undefined;
    if (list === undefined) continue;
    if (Array.isArray(list)) claims.push(...list.filter(isClaim));
    if (!Array.isArray(list) || !list.every(isClaim))
      problem = `an output of type ${CLAIMS_MIME} must be a list of claims`;
  }
  return { claims, ...(problem !== undefined && { problem }) };
}
