import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FigureCamera, openCamera } from '../../src/drawing/chromium.js';
import { libraryScript, figureHtml } from '../../src/drawing/figureHtml.js';
import { stillPicture } from '../../src/drawing/stillPicture.js';
import { finishFigures } from '../../src/page/finishFigures.js';
import { notebookPage } from '../../src/page/htmlPage.js';
import { thumbnails } from '../../src/page/thumbnails.js';
import type { Cell, MimeData, Notebook } from '../../src/runner/nbformat.js';
import { describeInBrowser, inOneBrowser } from './chromium.js';

const PLOTLY = 'application/vnd.plotly.v1+json';
const DOT = 'iVBORw0KGgo=';

const notebookOf = (...bundles: readonly MimeData[]): Notebook => {
  const outputs = bundles.map((data) => ({ output_type: 'display_data' as const, data, metadata: {} }));
  const code: Cell = { cell_type: 'code', id: 'a', metadata: {}, source: '1', execution_count: 1, outputs };
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [code] };
};
const bundle = (data: unknown[], layout: object = {}, more: MimeData = {}): MimeData => ({
  [PLOTLY]: { data, layout: { title: { text: 'a title' }, ...layout } },
  'text/plain': 'Figure',
  ...more,
});

const good = bundle([{ y: [1, 2] }]);
/** Plotly throws before anything is drawn, and in the midst of it. */
const refused = [bundle([{ y: [1], line: null, text: {} }]), bundle([{ type: 'image', z: [[1, 2]] }])];
const says = /^This figure cannot be drawn by Plotly, which says ".+"\.$/;
const page = (notebook: Notebook): string => notebookPage(notebook, 'name', { folder: '.', note: '' });

describe('a figure that pages cannot draw', () => {
  it.each([
    [[{ type: 'surface', z: [[1]] }], 'figure.data[0].type must be one of scatter, bar,'],
    [[{ y: [1] }, { type: 'scattr' }], '(did you mean &quot;scatter&quot;?), got &quot;scattr&quot;'],
    [[{ y: [1] }, null], 'figure.data[1] is no object'],
    [['x'], 'figure.data[0] is no object'],
  ])('%j is named, and its picture shown where there is one', async (data, words) => {
    const scripts = /<script>[\s\S]*?<\/script>/g;
    const html = page(notebookOf(bundle(data, {}, { 'image/png': DOT }), good)).replace(scripts, '');
    expect(html).toContain('This figure cannot be shown: ');
    expect(html).toContain(words);
    expect(html).toContain(`<img src="data:image/png;base64,${DOT}" alt="Figure">`);
    expect(page(notebookOf(bundle(data)))).not.toContain('<img');
    expect(html.match(/id="plot-\d"/g)).toEqual(['id="plot-1"']);
    expect(await thumbnails(notebookOf(bundle(data), good), undefined)).toEqual([{ title: 'a title' }]);
  });
});

describeInBrowser('a figure that Plotly cannot draw', () => {
  let camera: FigureCamera;
  beforeAll(async () => {
    camera = (await openCamera())!;
  });
  afterAll(() => camera.close());
  const open = inOneBrowser();

  it('says so in its place on the page, and the others are drawn, in every theme and for paper', async () => {
    const opened = await open(page(notebookOf(good, ...refused, good)));
    const check = async (): Promise<void> => {
      const words = await opened.locator('.figure .failure').allTextContents();
      expect(words).toHaveLength(2);
      for (const each of words) expect(each).toMatch(says);
      expect(await opened.locator('.gtitle').allTextContents()).toEqual(['a title', 'a title']);
      const heights = await opened
        .locator('.figure')
        .evaluateAll((all) => all.map(({ clientHeight }) => clientHeight > 200));
      expect(heights).toEqual([true, false, false, true]);
    };
    await check();
    for (const event of ['beforeprint', 'afterprint']) {
      await opened.evaluate(`dispatchEvent(new Event("${event}"))`);
      await opened.waitForTimeout(100);
      await check();
    }
    await opened.click('#theme');
    await opened.waitForFunction(
      'getComputedStyle(document.querySelector(".gtitle")).fill === "rgb(221, 221, 221)"',
    );
    await check();
    await opened.close();
  });

  it('says so beside the buttons that would take it out; its numbers are there', async () => {
    // The page draws it, and only the picture of it is refused.
    const opened = await open(page(notebookOf(bundle([{ y: [1, 2] }], { xaxis: null }))));
    const said = opened.locator('figcaption output');
    for (const format of ['svg', 'pdf', 'png']) {
      await opened.locator(`[data-take=${format}]`).click();
      await opened.waitForFunction(
        `document.querySelector("figcaption output").textContent.startsWith("There is no ${format.toUpperCase()}, for this figure cannot")`,
      );
    }
    const waiting = opened.waitForEvent('download');
    await opened.locator('[data-take=csv]').click();
    expect((await waiting).suggestedFilename()).toBe('name-plot-1.csv');
    expect(await said.textContent()).toBe('');
    await opened.close();
  });

  it('says so in a notebook that draws it itself', async () => {
    const html = refused.map((each) => figureHtml(each[PLOTLY] as never)).join('\n');
    const opened = await open(`<!doctype html>${libraryScript()}${html}`);
    await opened.waitForFunction('document.querySelectorAll(".failure").length === 2');
    for (const words of await opened.locator('.failure').allTextContents()) expect(words).toMatch(says);
    await opened.close();
  });

  it('has a picture and a description that say so, and leaves pictures to the others', async () => {
    for (const form of ['whole', 'small'] as const) {
      const notes: string[] = [];
      const all = notebookOf(...refused, good);
      const finished = await finishFigures(all, form, camera, (note) => notes.push(note));
      const [cell] = finished.cells;
      const bundles = cell.cell_type === 'code' ? cell.outputs.map((o) => ('data' in o ? o.data : {})) : [];
      expect(bundles.map((data) => String(data['image/png']).slice(0, 5))).toEqual(Array(3).fill('iVBOR'));
      for (const { 'text/plain': words } of bundles.slice(0, 2)) {
        const [sentence, ...rest] = String(words).split('\n');
        expect(sentence).toMatch(says);
        expect(rest).toEqual(['Figure']);
        expect(notes).toContain(sentence);
      }
      expect(bundles[2]['text/plain']).toBe('Figure');
      const titles = (await thumbnails(finished, camera)).map(({ title, picture }) => [
        title,
        picture !== undefined,
      ]);
      expect(titles).toEqual([
        [expect.stringMatching(/^a title\. This figure cannot be drawn by Plotly, which/), true],
        [expect.stringMatching(/^a title\. This figure cannot be drawn by Plotly, which/), true],
        ['a title', true],
      ]);
    }
  });

  it('does not end the pictures of a live kernel', async () => {
    for (const each of [...refused, good])
      expect(await stillPicture(each[PLOTLY] as never)).toMatch(/^iVBOR/);
  });

  it('is not one with an empty place in a list, or without a title', async () => {
    const layouts = [{ shapes: [null] }, { annotations: [null] }, { title: null }];
    const html = page(notebookOf(...layouts.map((layout) => bundle([{ y: [1, 2] }], layout))));
    const opened = await open(html, { colorScheme: 'dark', viewport: { width: 390, height: 800 } });
    expect(await opened.locator('.failure').allTextContents()).toEqual([]);
    await opened.close();
  });
});
