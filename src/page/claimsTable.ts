/** Claims as a table whose verdicts come first, so that they stay in sight on a narrow screen. */
import { escapeHtml } from '../drawing/escape.js';
import { typeset } from '../figures/typeset.js';
import { VERDICT_MARKS } from '../notebook/claims.js';
import type { Claim, Verdict } from '../sweeps/claim.js';

/** Address of a page's claim, counted from 1. */
export const claimId = (number: number): string => `claim-${number}`;

/** A claim as a row of a table. */
export interface ClaimRow {
  readonly claim: Claim;
  /** Id of the row. */
  readonly id?: string;
  /** Where it is made, with its name. */
  readonly place?: { readonly address: string; readonly name: string };
}

/** The class of the style for a verdict. */
export const verdictClass: Readonly<Record<Verdict, string>> = {
  holds: 'holds',
  'does not hold': 'fails',
  inconclusive: 'inconclusive',
};

/** Letters of a word, such as an address, that stand together on a line. */
const TOGETHER = /\S{24}(?=\S{12})/gu;

/** Long words may go on in the next line: a column as wide as they are would push the others out of the page. */
const words = (text: string): string =>
  text
    .replace(TOGETHER, '$&\u0000')
    .split('\u0000')
    .map((part) => typeset(escapeHtml(part)))
    .join('<wbr>');

const rowHtml = ({ claim, id, place }: ClaimRow, withPlaces: boolean): string => {
  const { verdict } = claim;
  const where =
    place === undefined ? '' : `<a href="${escapeHtml(place.address)}">${escapeHtml(place.name)}</a>`;
  return (
    `<tr${id === undefined ? '' : ` id="${id}"`} data-verdict="${verdict}">` +
    `<td class="verdict ${verdictClass[verdict]}"><strong>${VERDICT_MARKS[verdict]} ${verdict}</strong></td>` +
    `<td>${words(claim.claim)}</td><td>${words(claim.measured)}</td><td>${words(claim.source)}</td>` +
    `${withPlaces ? `<td>${where}</td>` : ''}</tr>`
  );
};

/** The table. It has a column of places if a row has one. */
export const claimsTable = (rows: readonly ClaimRow[]): string => {
  const withPlaces = rows.some(({ place }) => place !== undefined);
  const heads = ['verdict', 'claim', 'measured', 'source', ...(withPlaces ? ['notebook'] : [])];
  return `<table class="claims"><thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => rowHtml(row, withPlaces)).join('\n')}</tbody></table>`;
};

const plural: Readonly<Record<Verdict, string>> = {
  holds: 'hold',
  'does not hold': 'do not hold',
  inconclusive: 'are inconclusive',
};
const singular: Readonly<Record<Verdict, string>> = {
  holds: 'holds',
  'does not hold': 'does not hold',
  inconclusive: 'is inconclusive',
};

/** How many claims have each verdict, in words. */
export const tally = (claims: readonly Claim[]): string =>
  (Object.keys(VERDICT_MARKS) as Verdict[])
    .map((verdict) => [verdict, claims.filter((claim) => claim.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(
      ([verdict, count]) =>
        `<span class="${verdictClass[verdict]}">${VERDICT_MARKS[verdict]} ${count} ${(count === 1 ? singular : plural)[verdict]}</span>`,
    )
    .join(' · ');
