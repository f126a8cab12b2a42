import { beforeAll, describe, expect, it } from 'vitest';
import {
  fig1aSpec,
  runFig1a,
  tailIndexAgainstRatio,
  tailIndexCurves,
  tailIndexHeatMap,
  type Fig1aResult,
} from 'heavytail';

let result: Fig1aResult;
beforeAll(async () => {
  result = await runFig1a(fig1aSpec('smoke'), { store: null });
});

describe('the figures of Figure 1(a)', () => {
  it.each([tailIndexCurves, tailIndexHeatMap, tailIndexAgainstRatio])(
    '%o: plain JSON with a title and named axes',
    (draw) => {
      const figure = draw(result);
      expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
      const { title, xaxis, yaxis } = figure.layout as Record<
        string,
        { title?: { text: string }; text?: string }
      >;
      expect(title.text).toMatch(/tail-index/i);
      expect(xaxis.title?.text).toBeTruthy();
      expect(yaxis.title?.text).toBeTruthy();
    },
  );

  it('the curves show every estimate and mark alpha = 2 and rho = 0 for every batch-size', () => {
    const { data } = tailIndexCurves(result);
    for (const b of result.spec.batchSizes) {
      const trace = data.find((t) => t.name === `b = ${b}`);
      expect(trace?.y).toEqual(result.cells.filter((c) => c.batchSize === b).map((c) => c.tailIndex));
    }
    const thresholds = data.filter((t) => String(t.name).startsWith('η<sub>'));
    expect(thresholds.map((t) => t.x)).toEqual([
      result.thresholds.map((t) => t.critical),
      result.thresholds.map((t) => t.maximum),
    ]);
  });
});
