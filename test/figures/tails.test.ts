import { describe, expect, it } from 'vitest';
import { blockSizePlot, hillPlot, logMoment, stableSample } from 'heavytail';

const x = stableSample(2000, { alpha: 1.5 }, 'figure');

describe('hillPlot', () => {
  it('has finite points, a band, the exact value and named axes', () => {
    const { data, layout } = hillPlot(x, { exact: 1.5 });
    expect(data).toHaveLength(4);
    for (const trace of data) expect((trace.y as number[]).every(Number.isFinite)).toBe(true);
    expect(JSON.stringify(layout)).toMatch(/order statistics k/);
  });
});

describe('blockSizePlot', () => {
  it('has a point for each block size in rising order', () => {
    const { data } = blockSizePlot(logMoment(x), 1.5);
    expect(data[0].x).toEqual([2, 5, 10, 20, 40, 50, 100]);
    expect(data).toHaveLength(3);
  });
});
