import type { Claim, Verdict } from '../sweeps/claim.js';
import { escapeHtml } from '../drawing/escape.js';
import { typeset } from '../figures/typeset.js';
import { DISPLAY, type Displayable, type MimeBundle } from './displayable.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** MIME type under which a notebook's output carries its claims. */
export const CLAIMS_MIME = 'application/vnd.heavytail.claims+json';

/** What stands before a verdict wherever it is shown. */
export const VERDICT_MARKS: Readonly<Record<Verdict, string>> = {
  holds: '✓',
  'does not hold': '✗',
  inconclusive: '?',
};

const row = ({ claim, source, measured, verdict }: Claim): string =>
  `<tr><td style="text-align:left;white-space:nowrap"><strong>${VERDICT_MARKS[verdict]} ${verdict}</strong></td>` +
  `${[claim, measured, source].map((t) => `<td style="text-align:left">${typeset(escapeHtml(t))}</td>`).join('')}</tr>`;

/**
 * Shows claims as a table: verdict, statement, what was measured, where the paper makes it. The bundle carries the claims as
 * data too, for the report over all notebooks.
 *
 * @example
 * const result = await runFig1a(fig1aSpec('smoke'));
 * claims(fig1aClaims(result));
 */
export const claims = (list: readonly Claim[]): Displayable => {
  checkArguments('claims', { list });

  return {
    [DISPLAY]: (): MimeBundle => ({
      [CLAIMS_MIME]: list,
      'text/html':
        '<table><thead><tr><th>verdict</th><th>claim</th><th>measured</th><th>source</th></tr></thead><tbody>' +
        `${list.map(row).join('')}</tbody></table>`,
      'text/plain': list
        .map((c) => `${VERDICT_MARKS[c.verdict]} ${c.claim} — ${c.measured} (${c.verdict})`)
        .join('\n'),
    }),
  };
};
