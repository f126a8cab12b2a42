import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { criticalStepSize, explorer, explorerHtml, lyapunov, maxStepSize, tailIndex } from 'heavytail';
import { tickLabels, ticks } from '../../src/explorer/chart.js';
import { browserPath, describeInBrowser } from '../page/chromium.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe('ticks', () => {
  it('are round numbers inside the range', () => {
    expect(ticks(0, 6, 5)).toEqual([0, 2, 4, 6]);
    for (const t of ticks(0.0191, 0.0199, 5)) expect(t).toBeGreaterThanOrEqual(0.0191 - 1e-12);
  });
});

describe('labels of ticks', () => {
  it.each([
    [[0, 2, 4, 6], ['0', '2', '4', '6'], 0],
    [[-0.005, 0, 0.005, 0.01], ['−0.5', '0.0', '0.5', '1.0'], -2],
    [[1e-7, 2e-7], ['1', '2'], -7],
    [[1.1726288224e-5, 1.1726288225e-5], ['1.1726288224', '1.1726288225'], -5],
    [[0], ['0'], 0],
    [[], [], 0],
  ])('of %j are short and differ', (values, labels, exponent) =>
    expect(tickLabels(values, 5)).toEqual({ labels, exponent }),
  );
});

describe('explorer', () => {
  it('shows itself in a notebook as a frame that needs nothing else', () => {
    const bundle = (explorer() as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for('Jupyter.display')
    ]();
    expect(bundle['text/html']).toMatch(/^<iframe title="Tail-index explorer".*srcdoc="/s);
    expect(explorerHtml()).not.toMatch(/\b(?:src|href)="?https?:/);
  });

  it('leads back where there is a page to lead to', () => {
    expect(explorerHtml('../index.html')).toContain('<a href="../index.html">← All results</a>');
    expect(explorerHtml()).not.toContain('All results');
  });
});

describeInBrowser('explorer in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heavytail-explorer-'));
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    writeFileSync(join(folder, 'explorer.html'), explorerHtml());
    browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
    page = await (await browser.newContext({ offline: true })).newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(pathToFileURL(join(folder, 'explorer.html')).href);
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shown = (id: string): Promise<string | undefined> =>
    page
      .locator(`#out-${id}`)
      .evaluate((node) => (node as unknown as { dataset: { value?: string } }).dataset.value);
  const frames = (): Promise<void> =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');

  it('shows the numbers of the library to 1e-9', async () => {
    for (const [stepSize, batchSize, dimension, sigma] of [
      [0.8, 1, 2, 1],
      [0.0195, 1, 100, 1],
      [0.1, 5, 20, 1.75],
    ]) {
      const p = { stepSize, batchSize, dimension, sigma };
      for (const [name, value] of Object.entries(p)) await page.fill(`#${name}`, String(value));
      await frames();
      for (const [id, value] of [
        ['tailIndex', tailIndex(p)!],
        ['lyapunov', lyapunov(p)],
        ['criticalStepSize', criticalStepSize(p)],
        ['maxStepSize', maxStepSize(p)],
      ] as const)
        expect(Math.abs(Number(await shown(id)) / value - 1), `${id} at ${stepSize}`).toBeLessThan(1e-9);
    }
    expect(await page.locator('#tail-chart path.curve').count()).toBe(1);
  });
  it('moves by keyboard', async () => {
    for (const [name, value] of Object.entries({ stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 }))
      await page.fill(`#${name}`, String(value));
    await frames();
    const before = Number(await shown('tailIndex'));
    await page.focus('#stepSize-slider');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await frames();
    expect(Number(await page.inputValue('#stepSize'))).toBeGreaterThan(0.5);
    expect(Number(await shown('tailIndex'))).toBeLessThan(before);
    // Whole numbers: to the next one.
    await page.focus('#batchSize-slider');
    for (const [key, value] of [
      ['ArrowRight', '2'],
      ['ArrowRight', '3'],
      ['ArrowLeft', '2'],
      ['Home', '1'],
      ['ArrowLeft', '1'],
    ]) {
      await page.keyboard.press(key);
      expect(await page.inputValue('#batchSize')).toBe(value);
    }
    await page.fill('#dimension', '500');
    await page.focus('#dimension-slider');
    await page.keyboard.press('ArrowUp');
    expect(await page.inputValue('#dimension')).toBe('505');
  });
  it('says that there is no stationary law, and names a bad number', async () => {
    await page.fill('#stepSize', '5');
    await frames();
    expect(await shown('tailIndex')).toBe('null');
    expect(await page.textContent('#message')).toMatch(/No stationary law/);
    await page.fill('#batchSize', '1.5');
    await frames();
    expect(await page.textContent('#message')).toMatch(/^batch-size b must be a whole number, not 1\.5\.$/);
    expect(await shown('maxStepSize')).toBe('');
    expect(await page.locator('path.curve').count()).toBe(0);
    await page.fill('#batchSize', '1');
    expect(errors).toEqual([]);
  });
  it('reads a decimal comma, and marks and names the field of what is no number', async () => {
    for (const [name, text] of Object.entries({
      stepSize: '0,5',
      batchSize: '1',
      dimension: '2',
      sigma: '1',
    }))
      await page.fill(`#${name}`, text);
    await frames();
    const known = tailIndex({ stepSize: 0.5, batchSize: 1, dimension: 2, sigma: 1 })!;
    expect(Math.abs(Number(await shown('tailIndex')) - known)).toBeLessThan(1e-9);
    await page.fill('#stepSize', 'abc');
    await frames();
    expect(await page.textContent('#message')).toBe('step-size η: “abc” is not a number.');
    expect(await page.getAttribute('#stepSize', 'aria-invalid')).toBe('true');
    expect(await page.getAttribute('#sigma', 'aria-invalid')).toBe('false');
    await page.fill('#stepSize', '0.5');
    await frames();
    expect(await page.getAttribute('#stepSize', 'aria-invalid')).toBe('false');
  });
  it('sets the exact step-size and shows a few digits of it', async () => {
    await page.fill('#dimension', '4');
    await page.click('#go-critical');
    await frames();
    expect(await page.inputValue('#stepSize')).toBe('0.333333');
    // alpha at 0.333333 differs from 2 by more than 1e-6.
    expect(Math.abs(Number(await shown('tailIndex')) - 2)).toBeLessThan(1e-9);
    await page.fill('#dimension', '2');
  });
  it('is light on paper, also where dark is preferred, without what cannot be moved there', async () => {
    const dark = await (await browser.newContext({ offline: true, colorScheme: 'dark' })).newPage();
    await dark.goto(pathToFileURL(join(folder, 'explorer.html')).href);
    const paper = (): Promise<string> => dark.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await paper()).toBe('rgb(24, 26, 29)');
    await dark.emulateMedia({ media: 'print' });
    expect(await paper()).toBe('rgb(255, 255, 255)');
    expect(await dark.locator('button:visible, input[type=range]:visible').count()).toBe(0);
    await dark.close();
  });

  it('writes small and large numbers with powers of ten', async () => {
    await page.fill('#stepSize', '0.0001');
    await frames();
    expect(await page.locator('#out-lyapunov').innerHTML()).toMatch(/^−[\d.]+ × 10<sup>−\d+<\/sup>$/);
  });

  it('keeps its state in its address', async () => {
    await page.fill('#stepSize', '0,7');
    await frames();
    const address = String(await page.evaluate('location.href'));
    expect(address).toMatch(/#eta=0\.7&b=1&d=2&sigma=1$/);
    const again = await browser.newPage();
    await again.goto(address);
    expect(await again.inputValue('#stepSize')).toBe('0.7');
    await again.goto('about:blank');
    await again.goto(address.replace('0.7', 'much'));
    expect(await again.inputValue('#stepSize')).toBe('much');
    expect(await again.textContent('#message')).toBe('step-size η: “much” is not a number.');
    expect(await again.getAttribute('#stepSize', 'aria-invalid')).toBe('true');
    expect(await again.textContent('#out-tailIndex')).toBe('–');
    await again.close();
  });
  it.each([1280, 760, 390, 360])(
    'fits a column of %i pixels, without an accessibility fault',
    async (width) => {
      await page.setViewportSize({ width, height: 740 });
      await frames();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.evaluate(readFileSync(axe, 'utf8'));
      const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string }[] };
      expect(violations.map(({ id }) => id)).toEqual([]);
    },
  );
});
