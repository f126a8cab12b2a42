/** The index of all results as one HTML file: figures, claims and how they were made. */
import { escapeHtml } from '../drawing/escape.js';
import { formatDuration } from '../notebook/progressState.js';
import { claimFilter } from './browser/claimFilter.js';
import { cards } from './cards.js';
import { claimGroups } from './claimGroups.js';
import { tally } from './claimsTable.js';
import { framed } from './frame.js';
import { contentsHtml, createHeadings, slug } from './headings.js';
import { inReadingOrder } from './readingOrder.js';
import type { Report } from './report.js';

const TITLE = 'Results: the heavy-tail phenomenon in SGD';

/** What a reader of a tiny run must know; undefined for a preset that decides something. */
export const presetWarning = (preset: unknown): string | undefined =>
  preset === 'smoke'
    ? 'This run is at the smoke preset: tiny problems that show that everything works. It decides nothing; its verdicts say nothing about the claims.'
    : undefined;

const facts = (report: Report): [string, string][] => [
  ['preset', report.preset],
  ['commit', report.commit ?? 'not run from a repository'],
  [
    'versions',
    Object.entries(report.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ],
  ['machine', report.machine],
  ['date', `${report.date.slice(0, 16).replace('T', ' ')} UTC`],
  ['wall time', formatDuration(report.seconds)],
];

/** The index. */
export const reportPage = (report: Report): string => {
  const notebooks = inReadingOrder(report.notebooks);
  const failed = notebooks.filter(({ failure }) => failure !== undefined).length;
  const warning = presetWarning(report.preset);
  const headings = createHeadings();
  const h2 = (text: string): string => `<h2 id="${headings.add(2, text, text)}">${text}</h2>`;
  const hasClaims = notebooks.some(({ claims }) => claims.length > 0);
  const body = `<h1 id="${slug(TITLE)}">${TITLE}</h1>
${warning === undefined ? '' : `<p class="warning">${warning}</p>`}
${failed === 0 ? '' : `<p class="failure">${failed} of ${notebooks.length} notebooks did not run to their end.</p>`}
<p>${tally(notebooks.flatMap(({ claims }) => claims))}</p>
${h2('The notebooks in reading order')}
${cards(notebooks)}
<p><a href="explorer.html">Explorer</a>: move η, b, d and σ, and see the exact tail-index follow.</p>
${h2('Claims')}
<p>Each claim is decided by a number that a notebook measured in this run. The same as data: <a href="claims.json">claims.json</a>.</p>
${claimGroups(notebooks)}
${h2('How this was made')}
<table><tbody>${facts(report)
    .map(([name, value]) => `<tr><th scope="row">${name}</th><td>${escapeHtml(value)}</td></tr>`)
    .join('')}</tbody></table>`;
  return framed({
    title: TITLE,
    header: 'heavytail',
    contents: contentsHtml(headings),
    body,
    scripts: hasClaims ? [`(${claimFilter.toString()})();`] : [],
  });
};
