import type { Claim } from '../sweeps/claim.js';
import { escapeHtml } from '../drawing/escape.js';
import { DISPLAY, type Displayable, type MimeBundle } from './mime.js';
import { CLAIMS_MIME } from '../page/report.js';

const marks = { holds: '✓', 'does not hold': '✗', inconclusive: '?' } as const;

const row = ({ claim, source, measured, verdict }: Claim): string =>
  `<tr>${[claim, source, measured].map((t) => `<td style="text-align:left">${escapeHtml(t)}</td>`).join('')}` +
  `<td style="text-align:left;white-space:nowrap"><strong>${marks[verdict]} ${verdict}</strong></td></tr>`;

/**
 * Shows claims as a table: statement, where the paper makes it, what was measured, verdict. The bundle carries the claims as
 * data too, for the report over all notebooks.
 */
export const claims = (list: readonly Claim[]): Displayable => ({
  [DISPLAY]: (): MimeBundle => ({
    [CLAIMS_MIME]: list,
    'text/html':
      '<table><thead><tr><th>claim</th><th>source</th><th>measured</th><th>verdict</th></tr></thead><tbody>' +
      `${list.map(row).join('')}</tbody></table>`,
    'text/plain': list.map((c) => `${marks[c.verdict]} ${c.claim} — ${c.measured} (${c.verdict})`).join('\n'),
  }),
});
