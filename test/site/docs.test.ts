import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserPath, describeInBrowser } from '../page/chromium.js';
import { seriousFaults } from '../page/axe.js';
import { crawl } from '../page/crawl.js';

const out = mkdtempSync(join(tmpdir(), 'heavytail-docs-test-'));
beforeAll(() => void execFileSync(process.execPath, ['dist/src/site/main.js', out]), 480_000);
afterAll(() => rmSync(out, { recursive: true }));

const page = (name: string): string => readFileSync(join(out, name), 'utf8');

describe('the documentation', () => {
  it('has no dead link, no dead anchor, and no link out of its folder but to the web', () => {
    expect(crawl(out)).toEqual([]);
  }, 120_000);

  it('links a function with its statement and the notebooks that call it, and those with the function', () => {
    const reference = page('functions/heavytail.tailIndex.html');
    expect(reference).toContain('href="../documents/theory.html"');
    expect(reference).toContain('href="../fig1a.html"');
    expect(reference.match(/<h4[^>]*>See</g)).toHaveLength(1);
    expect(page('documents/theory.html')).toMatch(
      /href="\.\.\/functions\/heavytail\.tailIndex\.html"[^>]*><code>tailIndex\(p\)/,
    );
    expect(page('fig1a.html')).toContain('href="functions/heavytail.runFig1a.html"');
    expect(page('documents/which-estimator.html')).toContain('href="../calibration.html"');
    expect(page('calibration.html')).toContain('href="documents/which-estimator.html"');
  });

  it('shows examples, and the notebooks with their figures', () => {
    expect(page('functions/heavytail.judge.html')).toContain('Example');
    expect(page('fig1a.html')).toContain('id="plot-1"');
  });
});

describeInBrowser('the documentation in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath });
  });
  afterAll(() => browser.close());

  const open = async (name: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const opened = await browser.newPage({ offline: true, ...options });
    await opened.goto(`file://${join(out, name)}`);
    return opened;
  };

  it.each(['which-estimator', 'theory', 'your-network', 'testing'])(
    'the document %s fits a phone, has links that are more than a colour, and is light on paper',
    async (name) => {
      const dark = { colorScheme: 'dark', viewport: { width: 390, height: 844 } } as const;
      const opened = await open(`documents/${name}.html`, dark);
      expect(await opened.evaluate('document.documentElement.scrollWidth')).toBe(390);
      const ids = (await seriousFaults(opened)).map(({ id }) => id);
      expect(ids).not.toContain('link-in-text-block');
      expect(ids).not.toContain('scrollable-region-focusable');
      const ground = (): Promise<string> =>
        opened.evaluate('getComputedStyle(document.body).backgroundColor');
      const screen = await ground();
      await opened.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await opened.locator('.tsd-page-toolbar:visible').count()).toBe(0);
      expect([screen, await ground()]).toEqual(['rgb(43, 46, 51)', 'rgb(242, 244, 248)']);
      await opened.close();
    },
  );

  it.each(['index.html', 'functions/heavytail.tailIndex.html', 'documents/theory.html'])(
    '%s has no serious fault for who cannot see, or uses no mouse',
    async (name) => {
      const opened = await open(name);
      // TypeDoc has a link in the head of what folds in its navigation, which axe does not like: it is not ours to change.
      const ours = (await seriousFaults(opened)).filter(
        ({ places }) => !places.every((html) => html.startsWith('<summary class="tsd-accordion-summary"')),
      );
      expect(ours).toEqual([]);
      await opened.close();
    },
    60_000,
  );

  it('is searched without a server: functions, guides and notebooks', async () => {
    const opened = await open('functions/heavytail.tailIndex.html');
    const errors: string[] = [];
    opened.on('pageerror', ({ message }) => errors.push(message));
    await opened.click('#tsd-search-trigger');
    for (const [words, address] of [
      ['criticalStepSize', 'functions/heavytail.criticalStepSize.html'],
      ['what networks run on', 'documents/backends.html'],
      ['optimiser gallery', 'optimisers.html'],
      ['α', 'interfaces/heavytail.StableLaw.html#alpha'],
      ['Φ', 'documents/which-estimator.html'],
      // What lunr reads as operators.
      ...['~', '^', 'a:', '\\', '+-*'].map((operators) => [
        `${operators} criticalStepSize`,
        'functions/heavytail.criticalStepSize.html',
      ]),
    ]) {
      await opened.fill('#tsd-search-input', words);
      await opened.locator(`#tsd-search-results a[href$="${address}"]`).first().waitFor();
    }
    expect(errors).toEqual([]);
    await opened.close();
  }, 60_000);
});
