/** All claims of a report in groups: who makes them, those that fail first, each with a link to its place. */
import { type Claim, type ClaimKind, claimKinds, type Verdict } from '../sweeps/claim.js';
import { VERDICT_MARKS } from '../notebook/claims.js';
import { claimId, type ClaimRow, claimsTable, tally } from './claimsTable.js';
import type { NotebookReport } from './report.js';

const titles: Readonly<Record<ClaimKind, string>> = {
  paper: 'Claims of the paper',
  literature: 'Claims of papers that go on from it',
  ours: 'Our own claims',
  check: 'Checks of the numbers',
};

const order: readonly Verdict[] = ['does not hold', 'inconclusive', 'holds'];

const rowsOf = ({ name, claims }: NotebookReport): ClaimRow[] =>
  claims.map((claim, at) => ({
    claim,
    place: { address: `${encodeURIComponent(name)}.html#${claimId(at + 1)}`, name },
  }));

const filterHtml = (claims: readonly Claim[]): string => {
  const boxes = order
    .filter((verdict) => claims.some((claim) => claim.verdict === verdict))
    .map(
      (verdict) =>
        `<label><input type="checkbox" value="${verdict}" checked> ${VERDICT_MARKS[verdict]} ${verdict}</label>`,
    );
  return `<form class="filter" role="search"><input type="search" placeholder="words in a claim" aria-label="Words in a claim">${boxes.join('')}<output></output></form>`;
};

/** The groups, with a form that filters them. */
export const claimGroups = (notebooks: readonly NotebookReport[]): string => {
  const rows = notebooks.flatMap(rowsOf);
  if (rows.length === 0) return '<p>No notebook made a claim.</p>';
  const groups = claimKinds.map((kind) => {
    const own = rows
      .filter(({ claim }) => (claim.kind ?? 'paper') === kind)
      .sort((a, b) => order.indexOf(a.claim.verdict) - order.indexOf(b.claim.verdict));
    if (own.length === 0) return '';
    return `<section class="claim-group"><h3 id="${kind}">${titles[kind]}</h3><p>${tally(own.map(({ claim }) => claim))}</p>${claimsTable(own)}</section>`;
  });
  return filterHtml(rows.map(({ claim }) => claim)) + groups.join('\n');
};
