import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, describeInBrowser } from './chromium.js';
import { seriousFaults } from './axe.js';
import { crawl } from './crawl.js';
import { writeSavedSite } from './savedSite.js';

const out = mkdtempSync(join(tmpdir(), 'heavytail-site-'));
beforeAll(() => writeSavedSite(out), 60_000);
afterAll(() => rmSync(out, { recursive: true }));

describe('the links of a folder of results', () => {
  it('all lead to pages, files and anchors that are in it, or to the web', () => {
    expect(crawl(out)).toEqual([]);
  });

  it('are found to be dead where they are', () => {
    const broken = mkdtempSync(join(tmpdir(), 'heavytail-broken-'));
    writeFileSync(
      join(broken, 'a.html'),
      '<p id="x"><p id="x"><a href="b.html">b</a><a href="#y">y</a><a href="../c.html">c</a><a href="https://a.b/">d</a>',
    );
    expect(crawl(broken)).toEqual([
      'a.html: id x twice',
      'a.html: dead link b.html',
      'a.html: dead anchor #y',
      'a.html: link out of the folder, ../c.html',
    ]);
    rmSync(broken, { recursive: true });
  });

  it('go on to the next page in reading order, and from a notebook to its document and back', () => {
    const page = (name: string): string => readFileSync(join(out, name), 'utf8');
    expect(page('00-start-here.html')).toMatch(/rel="next" href="fig1a\.html"/);
    expect(page('fig1b.html')).toMatch(/rel="prev" href="convergence\.html"/);
    expect(page('calibration.html')).toContain('href="documents/which-estimator.html"');
    expect(page('documents/which-estimator.html')).toContain('href="../calibration.html"');
  });
});

describeInBrowser('the pages in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath });
  });
  afterAll(() => browser.close());

  const open = async (name: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    await page.goto(`file://${join(out, name)}`);
    await page.waitForFunction(
      '[...document.querySelectorAll(".figure")].every((e) => e.querySelector(".main-svg"))',
    );
    return page;
  };

  it.each([
    ['fig1a.html', 'light', 1280],
    ['theory-products.html', 'dark', 390],
    ['index.html', 'light', 390],
    ['index.html', 'dark', 1280],
    ['documents/which-estimator.html', 'light', 390],
  ] as const)(
    '%s has no serious fault for who cannot see, or uses no mouse (%s, %d wide)',
    async (name, colorScheme, width) => {
      const page = await open(name, { colorScheme, viewport: { width, height: 900 } });
      expect(await seriousFaults(page)).toEqual([]);
      await page.close();
    },
  );

  it.each([
    '00-start-here.html',
    'fig1a.html',
    'fig3.html',
    'theory-products.html',
    'index.html',
    'documents/which-estimator.html',
  ])('%s fits a phone', async (name) => {
    const page = await open(name, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.locator('.modebar').count()).toBe(0);
    const verdicts = await page
      .locator('td.verdict:visible')
      .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().right));
    expect(verdicts.every((right) => right <= 390)).toBe(true);
    await page.close();
  });

  it('on paper figures are whole, as wide as the sheet and light, and code is wrapped, also where dark is preferred', async () => {
    const page = await open('fig1a.html', { colorScheme: 'dark' });
    // What the browser does before it prints.
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 600, height: 900 });
    const wide = await page.evaluate(() =>
      Array.from(document.querySelectorAll('.main-svg, pre, table'))
        .map((e) => e.getBoundingClientRect().right)
        .filter((right) => right > 600),
    );
    expect(wide).toEqual([]);
    const cut = await page.evaluate(
      () =>
        Array.from(document.querySelectorAll('pre')).filter(
          (e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1,
        ).length,
    );
    expect(cut).toBe(0);
    const title = page.locator('.gtitle').first();
    expect(await title.evaluate((e) => getComputedStyle(e).fill)).toBe('rgb(34, 34, 34)');
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(31, 35, 40)');
    const drawn = await page
      .locator('.main-svg')
      .first()
      .evaluate((e) => [
        e.getAttribute('viewBox'),
        e.getBoundingClientRect().width,
        e.parentElement!.parentElement!.parentElement!.clientWidth,
      ]);
    expect(drawn).toEqual(['0 0 680 460', drawn[2], drawn[2]]);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    await page.waitForFunction(
      'getComputedStyle(document.querySelector(".gtitle")).fill === "rgb(221, 221, 221)"',
    );
    expect(await page.locator('.main-svg[viewBox]').count()).toBe(0);
    await page.close();
  });

  it('a figure is taken out as SVG, PNG and CSV, and printed alone on a sheet of its size', async () => {
    const page = await open('fig1a.html');
    const take = async (format: string): Promise<{ name: string; bytes: Buffer }> => {
      const waiting = page.waitForEvent('download');
      await page.locator(`#plot-1 [data-take=${format}]`).press('Enter');
      const download = await waiting;
      return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    };
    const svg = await take('svg');
    expect([svg.name, svg.bytes.toString().slice(0, 4)]).toEqual(['fig1a-plot-1.svg', '<svg']);
    const png = await take('png');
    expect([png.name, png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)]).toEqual([
      'fig1a-plot-1.png',
      1800,
      920,
    ]);
    const csv = (await take('csv')).bytes.toString().split('\r\n');
    expect(csv[0]).toBe('series,step-size η,tail-index α,lower,upper');
    expect(csv.some((line) => /^b = 1,0\.02,1\.9\d+,1\.9\d+,1\.9\d+$/.test(line))).toBe(true);
    // The dialogue cannot be answered here; what it would print can be looked at.
    await page.evaluate(() => {
      new MutationObserver(([{ addedNodes }]) => {
        const frame = addedNodes[0] as HTMLIFrameElement;
        frame.addEventListener('load', () => (document.title = `printing ${frame.title}`));
        const silent = (): void => void (frame.contentWindow!.print = () => undefined);
        silent();
        frame.addEventListener('load', silent, { capture: true });
      }).observe(document.body, { childList: true });
    });
    await page.locator('#plot-1 [data-take=pdf]').click();
    const frame = page.frameLocator('iframe[title=fig1a-plot-1]');
    expect(await frame.locator('svg.main-svg').count()).toBeGreaterThan(0);
    expect(await frame.locator('style').first().textContent()).toContain('size: 900px 460px');
    await page.close();
  });

  it('claims are found by their words and their verdict', async () => {
    const page = await open('index.html');
    const shown = (): Promise<string[]> => page.locator('.claims tbody tr:visible').allTextContents();
    const all = (await shown()).length;
    expect(all).toBeGreaterThan(100);
    const verdicts = ['does not hold', 'inconclusive', 'holds'];
    for (const group of await page.locator('.claim-group').all()) {
      const rows = await group.locator('tbody tr').allTextContents();
      const ranks = rows.map((text) => verdicts.findIndex((verdict) => text.includes(verdict)));
      expect(ranks).toEqual([...ranks].sort());
    }
    expect((await shown()).filter((text) => text.includes('does not hold')).length).toBeGreaterThan(0);
    await page.fill('input[type=search]', 'rmsprop lighter');
    const found = await shown();
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(all);
    for (const text of found) expect(text.toLowerCase()).toMatch(/(?=.*rmsprop)(?=.*lighter)/s);
    await page.fill('input[type=search]', '');
    await page.uncheck('input[value=holds]');
    const rest = await shown();
    expect(rest.length).toBeLessThan(all);
    expect(rest.some((text) => text.startsWith('✓'))).toBe(false);
    await page.click('.claims tbody tr:visible a >> nth=0');
    await page.waitForURL(/#claim-\d+$/);
    expect(await page.locator('tr:target').count()).toBe(1);
    await page.close();
  });
});
