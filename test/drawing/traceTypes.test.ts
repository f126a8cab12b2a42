import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { plot, saveFigure } from 'heavytail';
import { plotlySource } from '../../src/drawing/plotlySource.js';
import { traceTypes } from '../../src/drawing/traceTypes.js';
import { browserPath, describeInBrowser } from '../page/chromium.js';

const figure = (type: unknown): never =>
  ({ data: [{ type, x: [1], y: [2], z: [[3]] }], layout: {} }) as never;

it('a trace that would be drawn as another one, or not at all, is refused', async () => {
  for (const type of [
    'surface',
    'scatter3d',
    'scatterpolar',
    'sankey',
    'Scatter',
    '',
    null,
    3,
    ['scatter'],
    Object.create(null),
  ])
    expect(() => plot(figure(type))).toThrow(
      /^figure\.data\[0\]\.type must be one of scatter, bar, .*, got /,
    );
  expect(() => plot(figure('scattergl'))).toThrow('(did you mean "scatter"?), got "scattergl"');
  await expect(saveFigure(figure('surface'), 'never.svg')).rejects.toThrow(/figure\.data\[0\]\.type must be/);
  for (const type of [undefined, ...traceTypes]) expect(() => plot(figure(type))).not.toThrow();
});

describeInBrowser('the types of traces', () => {
  it('are those that the plotly.js of pages has', async () => {
    const browser = await chromium.launch({ executablePath: browserPath!, args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: plotlySource() });
      const known = await page.evaluate(() => {
        const { Plotly } = globalThis as unknown as {
          Plotly: { PlotSchema: { get(): { traces: object } } };
        };
        return Object.keys(Plotly.PlotSchema.get().traces);
      });
      expect([...traceTypes].sort()).toEqual(known.sort());
    } finally {
      await browser.close();
    }
  });
});
