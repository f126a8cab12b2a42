import { expect, it } from 'vitest';
import { notebookPage } from '../../src/page/htmlPage.js';
import { reportPage } from '../../src/page/reportPage.js';
import type { Cell } from '../../src/runner/nbformat.js';
import { seriousFaults } from './axe.js';
import { describeInBrowser, inOneBrowser } from './chromium.js';

const figure = (layout: object): Cell => ({
  ...{ cell_type: 'code', id: 'b', metadata: {}, source: 'plot(figure)', execution_count: 1 },
  outputs: [
    {
      output_type: 'display_data',
      data: {
        'application/vnd.plotly.v1+json': {
          data: [
            { y: [1, 2], name: 'one' },
            { y: [2, 1], name: 'two' },
          ],
          layout,
        },
      },
      metadata: {},
    },
  ],
});
const formula: Cell = {
  ...{ cell_type: 'markdown', id: 'a', metadata: {} },
  source: `# A formula\n\n$$x = ${Array.from({ length: 60 }, (_, i) => `a_{${i}}`).join(' + ')}$$`,
};
const page = (...cells: Cell[]): string =>
  notebookPage({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }, 'name', { folder: '.', note: '' });

const report = reportPage({
  ...{ date: new Date(0).toISOString(), preset: 'quick', versions: {}, machine: 'any', seconds: 1 },
  notebooks: [
    {
      ...{ name: 'a', title: 'A', parameters: {}, figures: [] },
      claims: [{ claim: 'α < 2', source: 'Theorem 2', measured: '1.2 ± 0.1', verdict: 'holds' }],
    },
  ],
});

describeInBrowser('a page', () => {
  const open = inOneBrowser();

  it('prints the legend below a figure: all is drawn before the browser takes the page', async () => {
    const legend = { orientation: 'h', y: -0.2 };
    const opened = await open(page(figure({ legend, showlegend: true, height: 300 })));
    // The browser prints what there is when all have heard of it.
    const [seen, drawn, below] = await opened.evaluate(async () => {
      dispatchEvent(new Event('beforeprint'));
      await new Promise((done) => requestAnimationFrame(done));
      const svg = document.querySelector('.main-svg')!;
      const [box, words] = [svg, document.querySelector('.legend')!].map((e) => e.getBoundingClientRect());
      const size = ['width', 'height'].map((name) => svg.getAttribute(name)).join(' ');
      return [svg.getAttribute('viewBox'), `0 0 ${size}`, box.bottom - words.bottom] as const;
    });
    expect(seen).toBe(drawn);
    expect(below).toBeGreaterThanOrEqual(0);
    await opened.close();
  });

  it('prints a figure that is drawn wide as wide, and makes it smaller as a whole', async () => {
    const opened = await open(page(figure({ meta: { leastWidth: 860 } })));
    await opened.evaluate('dispatchEvent(new Event("beforeprint"))');
    const box = await opened.locator('.main-svg').first().getAttribute('viewBox');
    expect(box).toBe('0 0 860 450');
    await opened.close();
  });

  it('has claims as a table on paper, however narrow the sheet is', async () => {
    const opened = await open(report, { viewport: { width: 600, height: 800 } });
    const display = (): Promise<string> =>
      opened.locator('table.claims tbody tr').evaluate((row) => getComputedStyle(row).display);
    expect(await display()).toBe('block');
    await opened.emulateMedia({ media: 'print' });
    expect(await display()).toBe('table-row');
    await opened.close();
  });

  it('lets the keyboard scroll formulas that are wider than the window', async () => {
    const opened = await open(page(formula), { viewport: { width: 390, height: 800 } });
    const scrolls = await opened.evaluate(() => {
      const math = document.querySelector('math')!;
      return [math.scrollWidth > math.clientWidth, math.getAttribute('tabindex')];
    });
    expect(scrolls).toEqual([true, '0']);
    expect(await seriousFaults(opened)).toEqual([]);
    await opened.close();
  });

  it('shows at its edge that a figure scrolls', async () => {
    const opened = await open(page(figure({ meta: { leastWidth: 640 } }), figure({})), {
      viewport: { width: 390, height: 800 },
    });
    const marked = await opened
      .locator('.figure')
      .evaluateAll((all) => all.map((each) => each.classList.contains('scrolls')));
    expect(marked).toEqual([true, false]);
    await opened.close();
  });
});
