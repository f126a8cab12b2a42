import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { notebookPage } from '../../src/page/htmlPage.js';
import type { NotebookReport } from '../../src/page/report.js';
import { reportPage } from '../../src/page/reportPage.js';
import type { Cell, Output } from '../../src/runner/nbformat.js';
import { browserPath, describeInBrowser } from './chromium.js';

/** What ends attributes, elements, scripts and styles, and then says that it ran. */
const hostile = (name: string): string =>
  `--></title></style></textarea></script></script\t>"'\`><img src=x onerror="ran('${name}')"><script>ran('${name}')</script>` +
  `<svg onload="ran('${name}')"><a href="javascript:ran('${name}')">x</a>" onerror="ran('${name}')" x="\u2028`;

const figure = (layout: object, data: unknown[] = []): Record<string, unknown> => ({
  'application/vnd.plotly.v1+json': { data, layout },
});
const svg = (name: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="parent.ran('${name}')"><script>parent.ran('${name}')</script><image href="http://127.0.0.1:9/${name}"/></svg>`;

/** Everything that docs/trust.md calls escaped, or a picture. */
const outputs: Readonly<Record<string, Output>> = Object.fromEntries(
  Object.entries({
    json: { 'application/json': { [hostile('json')]: [hostile('json')] } },
    plain: { 'text/plain': hostile('plain') },
    latex: { 'text/latex': `$$${hostile('latex')}$$` },
    href: { 'text/latex': "$\\href{javascript:ran('href')}{x} \\url{javascript:ran('href')}$" },
    style: { 'text/latex': '$\\htmlStyle{background:url(http://127.0.0.1:9/s)}{x}$' },
    include: { 'text/latex': '$\\includegraphics{http://127.0.0.1:9/latex}$' },
    png: { 'image/png': hostile('png'), 'text/plain': hostile('png') },
    jpeg: { 'image/jpeg': hostile('jpeg') },
    gif: { 'image/gif': { toString: hostile('gif') } },
    svg: { 'image/svg+xml': svg('svg'), 'text/plain': hostile('svg') },
    height: figure({ height: `1px">${hostile('height')}`, title: { text: hostile('title') } }),
    meta: figure({ meta: { title: hostile('meta'), see: hostile('see') } }, [
      { y: [1], name: hostile('trace'), text: hostile('text'), type: hostile('type') },
    ]),
    link: figure({ title: { text: `<a href="javascript:ran('link')">link</a>` } }, [{ y: [1, 2] }]),
    noFigure: { 'application/vnd.plotly.v1+json': hostile('noFigure') },
    claims: {
      'application/vnd.heavytail.claims+json': ['holds', 'does not hold'].map((verdict) => ({
        ...{ claim: hostile('claim'), source: hostile('source'), measured: hostile('measured') },
        verdict,
      })),
    },
    badClaims: { 'application/vnd.heavytail.claims+json': hostile('badClaims'), 'text/plain': 'x' },
  }).map(([name, data]) => [name, { output_type: 'display_data', data, metadata: {} } as Output]),
);

const others: Output[] = [
  { output_type: 'stream', name: 'stdout', text: hostile('stream') },
  { output_type: 'error', ename: hostile('ename'), evalue: hostile('evalue'), traceback: [] },
  { output_type: 'error', ename: '', evalue: '', traceback: [hostile('traceback')] },
];

const code = (source: string, all: Output[] = []): Cell => ({
  ...{ cell_type: 'code', id: 'x', metadata: {}, execution_count: null },
  ...{ source, outputs: all },
});
const text = (source: string, attachments?: object): Cell =>
  ({ cell_type: 'markdown', id: 'x', metadata: {}, source, ...(attachments && { attachments }) }) as Cell;

describeInBrowser('a page of a hostile notebook', () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-hostile-'));
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath! });
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  /** What ran in a page that is opened, read to its end and clicked, and what it asked the network for. */
  async function opened(html: string): Promise<{ ran: string[]; asked: string[] }> {
    const file = join(folder, 'page.html');
    writeFileSync(file, html);
    const page = await browser.newPage();
    const [ran, asked]: [string[], string[]] = [[], []];
    await page.exposeFunction('ran', (name: string) => void ran.push(name));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) asked.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    await page.waitForTimeout(1500);
    await page.evaluate(() => {
      for (const link of Array.from(document.querySelectorAll('a')))
        if (
          /^\s*javascript:/i.test(
            link.getAttribute('href') ?? link.getAttributeNS('http://www.w3.org/1999/xlink', 'href') ?? '',
          )
        )
          link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
    });
    await page.waitForTimeout(300);
    await page.close();
    return { ran: [...new Set(ran)], asked };
  }

  it('runs what is in its markdown and HTML, and loads pictures that its text and figures name elsewhere', async () => {
    const images = [{ source: 'http://127.0.0.1:9/figure.png', x: 0, y: 1, sizex: 1, sizey: 1 }];
    const cells = [
      text(`<img src=x onerror="ran('markdown')"> ![far](http://127.0.0.1:9/text.png)`),
      code('1', [
        { output_type: 'display_data', data: { 'text/html': `<script>ran('html')</script>` }, metadata: {} },
        { output_type: 'display_data', data: figure({ images }, [{ y: [1, 2] }]), metadata: {} },
      ]),
    ];
    const html = notebookPage({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, 'x', {
      ...{ folder, note: '' },
    });
    const { ran, asked } = await opened(html);
    expect(ran.sort()).toEqual(['html', 'markdown']);
    expect([...new Set(asked)].sort()).toEqual([
      'http://127.0.0.1:9/figure.png',
      'http://127.0.0.1:9/text.png',
    ]);
  });

  it('runs nothing else, and asks no network for anything', async () => {
    writeFileSync(join(folder, 'own.svg'), svg('own'));
    const cells = [
      code(hostile('source'), [...Object.values(outputs), ...others]),
      text(
        `\`\`\`\n${hostile('fence')}\n\`\`\`\n\n[x](javascript:ran('markdownLink')) ![${'x'}](javascript:ran('image))`,
      ),
      text('```' + `typescript" onmouseover="ran('language')\n1\n` + '```'),
      text('![own](own.svg) ![none](none.png"onerror="x) ![a](attachment:a.png) ![b](attachment:b.png)', {
        'a.png': { 'image/png" onerror="ran(\'mime\')" x="': hostile('attachment') },
        'b.png': { 'text/html': `<script>parent.ran('attachedHtml')</script>` },
      }),
      text(
        '$\\href{javascript:ran(1)}{x}$ and $<img src=x onerror=ran(2)>$ and $\\text{<script>ran(3)</script>}$',
      ),
    ];
    const name = `"><img src=x onerror="ran('name')">`;
    const html = notebookPage(
      { cells, metadata: { title: hostile('metadata') }, nbformat: 4, nbformat_minor: 5 },
      name,
      {
        ...{ folder, note: hostile('note'), failure: hostile('failure'), warning: hostile('warning') },
        site: {
          pages: [
            { name, title: hostile('page') },
            { name: hostile('other'), title: hostile('otherTitle') },
          ],
          documents: new Map(),
          index: hostile('index'),
          indexTitle: hostile('indexTitle'),
        } as never,
      },
    );
    expect(await opened(html)).toEqual({ ran: [], asked: [] });
  });

  it('has an index that runs nothing of it', async () => {
    const claim = { claim: hostile('claim'), source: hostile('source'), measured: hostile('measured') };
    const notebook: NotebookReport = {
      ...{ name: hostile('name'), title: hostile('title'), seconds: 1, failure: hostile('failure') },
      parameters: { [hostile('parameter')]: hostile('value') },
      claims: [{ ...claim, verdict: 'holds' }],
      figures: [{ title: hostile('figure'), picture: `data:image/png;base64,x" onerror="ran('picture')` }],
    };
    const fine = { ...notebook, failure: undefined };
    const html = reportPage({
      ...{ date: hostile('date'), preset: hostile('preset'), commit: hostile('commit') },
      ...{ versions: { [hostile('version')]: hostile('version') }, machine: hostile('machine'), seconds: 1 },
      notebooks: [notebook, { ...fine, name: 'fig1a' }],
    });
    expect(await opened(html)).toEqual({ ran: [], asked: [] });
  });
});
