/** The index of all results as one HTML file: figures, claims and how they were made. */
import type { Claim, Verdict } from '../sweeps/claim.js';
import { escapeHtml } from '../drawing/escape.js';
import { pageHtml } from './htmlPage.js';
import { pictureAddress } from './outputHtml.js';
import { VERDICT_MARKS } from '../notebook/claims.js';
import { formatDuration } from '../notebook/progressState.js';
import type { NotebookReport, Report } from './report.js';

const styleClass: Record<Verdict, string> = {
  holds: 'holds',
  'does not hold': 'fails',
  inconclusive: 'inconclusive',
};

const verdictHtml = (verdict: Verdict): string =>
  `<strong class="${styleClass[verdict]}">${VERDICT_MARKS[verdict]} ${verdict}</strong>`;

const tally = (claims: readonly Claim[]): string =>
  (Object.keys(VERDICT_MARKS) as Verdict[])
    .map((verdict) => [verdict, claims.filter((claim) => claim.verdict === verdict).length] as const)
    .filter(([, count]) => count > 0)
    .map(
      ([verdict, count]) =>
        `<span class="${styleClass[verdict]}">${VERDICT_MARKS[verdict]} ${count} ${verdict}</span>`,
    )
    .join(' · ');

const cardHtml = ({
  name,
  title,
  pictures,
  claims,
  failure,
  seconds,
  parameters,
}: NotebookReport): string => {
  const address = `${encodeURIComponent(name)}`;
  const picture =
    pictures.length === 0
      ? ''
      : `<a href="${address}.html"><img alt="First figure of ${escapeHtml(title)}" src="${pictureAddress('image/png', pictures[0])}"></a>`;
  const state =
    failure === undefined
      ? tally(claims)
      : `<span class="fails">${VERDICT_MARKS['does not hold']} ${escapeHtml(failure)}</span>`;
  const facts = [
    ...Object.entries(parameters).map(([key, value]) => `${key} = ${value}`),
    formatDuration(seconds),
  ];
  return `<article class="card">${picture}<div><strong><a href="${address}.html">${escapeHtml(title)}</a></strong>
<p>${state}</p><p>${escapeHtml(facts.join(' · '))}</p><p><a href="${address}.ipynb">executed notebook</a></p></div></article>`;
};

const claimRow = (report: NotebookReport, claim: Claim): string =>
  `<tr><td>${escapeHtml(claim.claim)}</td><td>${escapeHtml(claim.source)}</td><td>${escapeHtml(claim.measured)}</td>` +
  `<td>${verdictHtml(claim.verdict)}</td><td><a href="${encodeURIComponent(report.name)}.html">${escapeHtml(report.name)}</a></td></tr>`;

const claimsHtml = (report: Report): string => {
  const rows = report.notebooks.flatMap((notebook) =>
    notebook.claims.map((claim) => claimRow(notebook, claim)),
  );
  if (rows.length === 0) return '<p>No notebook made a claim.</p>';
  return `<table><thead><tr><th>claim</th><th>source</th><th>measured</th><th>verdict</th><th>notebook</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
};

export const reportPage = (report: Report): string => {
  const versions = Object.entries(report.versions).map(([name, version]) => `${name} ${version}`);
  const failed = report.notebooks.filter(({ failure }) => failure !== undefined).length;
  const all = report.notebooks.flatMap(({ claims }) => claims);
  const facts = [
    ['preset', report.preset],
    ['commit', report.commit ?? 'not run from a repository'],
    ['versions', versions.join(', ')],
    ['machine', report.machine],
    ['date', `${report.date.slice(0, 16).replace('T', ' ')} UTC`],
    ['wall time', formatDuration(report.seconds)],
  ];
  const body = `<h1>Results: the heavy-tail phenomenon in SGD</h1>
${failed === 0 ? '' : `<p class="failure">${failed} of ${report.notebooks.length} notebooks did not run to their end.</p>`}
<p>${tally(all)}</p>
<div class="cards">${report.notebooks.map(cardHtml).join('\n')}</div>
<p><a href="explorer.html">Explorer</a>: move η, b, d and σ, and see the exact tail-index follow.</p>
<h2>Claims</h2>
<p>Each claim is decided by a number that a notebook measured in this run. The same table as data: <a href="claims.json">claims.json</a>.</p>
${claimsHtml(report)}
<h2>How this was made</h2>
<table><tbody>${facts.map(([name, value]) => `<tr><th>${name}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</tbody></table>`;
  return pageHtml('Results: the heavy-tail phenomenon in SGD', 'heavytail', body);
};
