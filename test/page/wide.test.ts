import { expect, it } from 'vitest';
import { tableBundle, type TableRow } from '../../src/notebook/table.js';
import { notebookPage } from '../../src/page/htmlPage.js';
import { reportPage } from '../../src/page/reportPage.js';
import type { Cell } from '../../src/runner/nbformat.js';
import { describeInBrowser, inOneBrowser } from './chromium.js';

const long = 'Donaudampfschifffahrt'.repeat(20);
const deep = Array.from({ length: 40 }, (_, i) => `${'  '.repeat(i)}- level ${i}`).join('\n');

const text = (source: string): Cell => ({ cell_type: 'markdown', id: 'a', metadata: {}, source });
const figure = (layout: object): Cell => ({
  ...{ cell_type: 'code', id: 'b', metadata: {}, source: long, execution_count: 1 },
  outputs: [
    {
      output_type: 'display_data',
      data: { 'application/vnd.plotly.v1+json': { data: [{ y: [1, 2], name: long }], layout } },
      metadata: {},
    },
    { output_type: 'stream', name: 'stdout', text: long },
  ],
});
const page = (...cells: Cell[]): string =>
  notebookPage({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }, 'name', { folder: '.', note: '' });

const pages: Readonly<Record<string, string>> = {
  'headings, code and addresses': page(
    text(`# ${long}\n\n## ${long}\n\n## b\n\n\`${long}\` https://a.b/${long}`),
  ),
  'lists and quotes': page(text(`${deep}\n\n${'>'.repeat(40)} deep`)),
  'tables and HTML': page(
    text(
      `| a |\n| - |\n| ${long} |\n\n<video width="2000"></video><iframe width="2000"></iframe><input size="300">`,
    ),
    text('<div style="width: 3000px">wide</div>'),
  ),
  'titles of figures': page(figure({ title: { text: long } })),
  claims: reportPage({
    ...{
      date: new Date(0).toISOString(),
      preset: 'quick',
      versions: { [long]: long },
      machine: long,
      seconds: 1,
    },
    notebooks: [
      {
        ...{ name: 'a', title: long, parameters: { a: long }, failure: long, figures: [] },
        claims: [{ claim: `A ${long} < 2`, source: long, measured: `${long}\nb`, verdict: 'holds' }],
      },
    ],
  }),
};

describeInBrowser('a page', () => {
  const open = inOneBrowser();

  it.each(Object.entries(pages))('is never wider than its window: %s', async (_name, html) => {
    for (const width of [390, 1280]) {
      const opened = await open(html, { viewport: { width, height: 800 } });
      await opened.evaluate('document.querySelectorAll("details").forEach((each) => (each.open = true))');
      expect(await opened.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const lists = await opened.locator('li').evaluateAll((all) => all.map((each) => each.clientWidth));
      expect(lists.filter((each) => each < 90)).toEqual([]);
      await opened.close();
    }
  });

  it('has tables on paper that are no wider than the sheet, in type that shrinks with their columns', async () => {
    const names =
      'rule stepSize tailIndex interval exact warnings overflowed distance spread degenerate'.split(' ');
    const row = ['plain SGD', 0.05, 2.004_76, '[1.96, 2.14]', 166.754, 'The estimate is at a limit. '.repeat(5), 0, 0.186_481, 0.185_614, 'false']; // prettier-ignore
    const record = (columns: number): TableRow =>
      Object.fromEntries(
        Array.from({ length: columns }, (_, i) => [`${names[i % 10]}${i < 10 ? '' : i}`, row[i % 10]]),
      );
    const tables = [7, 9, 10, 12, 15, 20, 30].map((columns): Cell => ({
      ...{ cell_type: 'code', id: 'c', metadata: {}, source: '', execution_count: 1 },
      outputs: [{ output_type: 'display_data', data: tableBundle([record(columns)]), metadata: {} }],
    }));
    // A4 between its margins.
    const opened = await open(page(...tables), { viewport: { width: 680, height: 900 } });
    await opened.emulateMedia({ media: 'print' });
    const shown = await opened
      .locator('table')
      .evaluateAll((all) =>
        all.map((each) => [each.getBoundingClientRect().right, parseFloat(getComputedStyle(each).fontSize)]),
      );
    expect(shown.map(([right]) => right).filter((right) => right > 680)).toEqual([]);
    const sizes = shown.map(([, size]) => size);
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
    expect(sizes.at(-1)).toBeGreaterThan(7);
    await opened.close();
  });

  it('keeps the words of a claim together where they are short, and all of its letters', async () => {
    const opened = await open(pages.claims);
    const cells = await opened.locator('.claims td').allTextContents();
    expect(cells.slice(1, 3)).toEqual([`A ${long} < 2`, `${long}\nb`]);
    expect(await opened.locator('.claims td').nth(1).innerHTML()).toMatch(/^A Donau[^<]{19}<wbr>/);
    await opened.close();
  });

  it('sets text from right to left where it begins so', async () => {
    const opened = await open(page(text('# عنوان\n\nمرحبا (x)\n\nabc مرحبا')));
    const aligned = await opened.locator('.text > *').evaluateAll((all) =>
      all.map((each) => {
        const range = document.createRange();
        range.selectNodeContents(each.firstChild!);
        const [words, box] = [range.getBoundingClientRect(), each.getBoundingClientRect()];
        return words.left - box.left > 100 ? 'right' : 'left';
      }),
    );
    expect(aligned).toEqual(['right', 'right', 'left']);
    await opened.close();
  });

  it('lists no heading without words among its contents', () => {
    const html = page(text('## a\n\n## \n\n## b'));
    expect(html.match(/<li class="level-2">/g)).toHaveLength(2);
  });

  it('draws the grid of axes that a figure does not name in the colours of the page', async () => {
    const cells = [figure({}), figure({ template: { layout: { xaxis: { gridcolor: '#fff' } } } })];
    const opened = await open(page(...cells), { colorScheme: 'dark' });
    const grid = await opened
      .locator('.gridlayer path')
      .evaluateAll((all) => [...new Set(all.map((each) => getComputedStyle(each).stroke))]);
    expect(grid).toEqual(['rgb(58, 63, 69)']);
    await opened.close();
  });

  it('gives out figures whose height is none', async () => {
    const opened = await open(page(figure({ height: 0 }), figure({ height: -50, width: 3 })));
    for (const at of [0, 1])
      for (const format of ['svg', 'png']) {
        const waiting = opened.waitForEvent('download');
        await opened.locator(`[data-take=${format}]`).nth(at).click();
        expect((await waiting).suggestedFilename()).toBe(`name-plot-${at + 1}.${format}`);
      }
    await opened.close();
  });
});
