import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
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

  const open = async (name: string): Promise<Page> => {
    const opened = await browser.newPage({ offline: true });
    await opened.goto(`file://${join(out, name)}`);
    return opened;
  };

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
