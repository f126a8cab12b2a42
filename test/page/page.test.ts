import { rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FigureCamera, findChromium, openCamera } from '../../src/drawing/chromium.js';
import { figureHtml } from '../../src/drawing/figureHtml.js';
import { finishFigures } from '../../src/page/finishFigures.js';
import { notebookPage } from '../../src/page/htmlPage.js';
import type { Notebook, Output } from '../../src/runner/nbformat.js';
import { notebookText, parseNotebook } from '../../src/runner/notebookFile.js';
import { browserPath, describeInBrowser } from './chromium.js';

const figure = (title: string): { data: object[]; layout: object } => ({
  data: [{ type: 'scatter', x: [1, 2, 3], y: [1, null, 3], line: { color: '#1b1044' } }],
  layout: { title: { text: title }, height: 300, xaxis: {}, yaxis: {} },
});

const shown = (title: string): Output => ({
  output_type: 'display_data',
  data: { 'application/vnd.plotly.v1+json': figure(title), 'text/plain': 'Figure' },
  metadata: {},
});

const notebook: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [
    {
      cell_type: 'markdown',
      id: 'a',
      metadata: {},
      source: '# Title with $\\alpha$\n\n$$\\int_0^1 x\\,dx$$',
    },
    {
      cell_type: 'code',
      id: 'b',
      metadata: {},
      source: 'plot(figure)',
      execution_count: 1,
      outputs: [shown('first </script> &'), shown('second')],
    },
  ],
};

describeInBrowser('in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-page-'));
  let browser: Browser;
  let camera: FigureCamera;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath });
    camera = (await openCamera()) as FigureCamera;
  });
  afterAll(async () => {
    await Promise.all([browser.close(), camera.close()]);
    rmSync(folder, { recursive: true });
  });

  /** Opens HTML without a network; `complaints` collects errors and every request that leaves the file. */
  const open = async (
    html: string,
    options: { colorScheme?: 'light' | 'dark'; width?: number } = {},
  ): Promise<{ page: Page; complaints: string[] }> => {
    const { colorScheme = 'light', width = 1000 } = options;
    const path = join(folder, 'page.html');
    writeFileSync(path, html);
    const page = await browser.newPage({ offline: true, colorScheme, viewport: { width, height: 800 } });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(`file://${path}`);
    return { page, complaints };
  };
  const titles = (page: Page): Promise<string[]> => page.locator('.gtitle').allTextContents();

  it.each([
    ['light', 1000],
    ['dark', 390],
  ] as const)('the page draws its figures and formulas offline: %s, %d wide', async (colorScheme, width) => {
    const html = notebookPage(notebook, 'name', { folder, note: 'a run' });
    const { page, complaints } = await open(html, { colorScheme, width });
    await page.waitForSelector('.main-svg');
    expect(await titles(page)).toEqual(['first </script> &', 'second']);
    expect(await page.locator('math').count()).toBe(2);
    expect(await page.title()).toBe('Title with alpha');
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    const ink = await page
      .locator('.gtitle')
      .first()
      .evaluate((e) => getComputedStyle(e).fill);
    expect(ink).toBe(colorScheme === 'dark' ? 'rgb(221, 221, 221)' : 'rgb(34, 34, 34)');
    await page.click('#theme');
    await page.waitForFunction(
      (before) => getComputedStyle(document.querySelector('.gtitle')!).fill !== before,
      ink,
    );
    expect(complaints).toEqual([]);
  });

  it('the HTML of the saved notebook works offline with plotly.js once', async () => {
    const whole = await finishFigures(notebook, 'whole', camera);
    const outputs = whole.cells[1].cell_type === 'code' ? whole.cells[1].outputs : [];
    const html = outputs.map((o) => ('data' in o ? String(o.data['text/html']) : ''));
    expect(html.map((text) => text.length > 1_000_000)).toEqual([true, false]);
    const { page, complaints } = await open(`<!doctype html><body>${html.join('\n')}`);
    await page.waitForFunction('document.querySelectorAll(".gtitle").length === 2');
    expect(complaints).toEqual([]);
    expect(outputs.every((o) => 'data' in o && String(o.data['image/png']).startsWith('iVBOR'))).toBe(true);
  });

  it('the small notebook holds each figure once as data, with a picture of one width at twice its pixels', async () => {
    const small = await finishFigures(notebook, 'small', camera);
    const text = notebookText(small);
    expect(text.length).toBeLessThan(100_000);
    expect(parseNotebook(text, 'small')).toEqual(small);
    const outputs = small.cells[1].cell_type === 'code' ? small.cells[1].outputs : [];
    expect(outputs).toHaveLength(2);
    const pictures = outputs.map((o) => {
      if (!('data' in o)) throw new Error('no display');
      expect(Object.keys(o.data).sort()).toEqual([
        'application/vnd.plotly.v1+json',
        'image/png',
        'text/plain',
      ]);
      expect(o.metadata).toEqual({ 'image/png': { width: 900 } });
      return `<img src="data:image/png;base64,${String(o.data['image/png'])}">`;
    });
    const { page, complaints } = await open(`<!doctype html><body>${pictures.join('')}`);
    const sizes = await page
      .locator('img')
      .evaluateAll((all) =>
        all.map((one) => [(one as HTMLImageElement).naturalWidth, (one as HTMLImageElement).naturalHeight]),
      );
    expect(sizes).toEqual([
      [1800, 600],
      [1800, 600],
    ]);
    expect(complaints).toEqual([]);
  });

  it('the small notebook holds each figure once as a script where there is nothing that draws pictures', async () => {
    const small = await finishFigures(notebook, 'small', undefined);
    const outputs = small.cells[1].cell_type === 'code' ? small.cells[1].outputs : [];
    expect(outputs.map((o) => ('data' in o ? Object.keys(o.data).sort() : []))).toEqual([
      ['text/html', 'text/plain'],
      ['text/html', 'text/plain'],
    ]);
  });

  it('a figure without plotly.js says what to do', async () => {
    const { page } = await open(`<!doctype html><body>${figureHtml({ data: [], layout: {} })}`);
    await page.waitForFunction('document.body.textContent.includes("Run this cell")');
  });
});

describe('looking for Chromium', () => {
  it('takes the one that CHROMIUM names and no other', () => {
    expect(findChromium({ CHROMIUM: process.execPath, PATH: '' })).toBe(process.execPath);
    expect(findChromium({ CHROMIUM: '/nowhere/chromium', PATH: process.env.PATH })).toBeUndefined();
  });
});
