import { describe, expect, it } from 'vitest';
import {
  blockSizePlot,
  hillCurve,
  hillPlot,
  logMoment,
  meanExcessPlot,
  stableSample,
  survivalPlot,
  thresholdPlot,
} from 'heavytail';

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

// Coarse, small and one-sided samples: what a reader's own data are. Defaults must fit them, or say what the sample lacks.
describe('plots of a tail', () => {
  const samples = [3, 4, 5].flatMap((seed) =>
    [30, 100, 1000].flatMap((size) =>
      [0, 1, 4].map((grid) =>
        stableSample(size, { alpha: 1.5 }, seed).map((x) => (grid === 0 ? x : Math.round(x / grid))),
      ),
    ),
  );
  const plots = { hillPlot, meanExcessPlot, survivalPlot, thresholdPlot };
  for (const [name, draw] of Object.entries(plots))
    it(`are drawn of either tail, with zeros and ties: ${name}`, () => {
      let drawn = 0;
      for (const sample of samples)
        for (const tail of ['both', 'upper', 'lower'] as const)
          try {
            const { data } = draw(sample, { tail });
            expect((data[0].x as number[]).length).toBeGreaterThan(0);
            drawn++;
          } catch (error) {
            // Not of an argument that nobody gave.
            expect((error as Error).message).toMatch(/^sample must be at least (\d+|two) /);
          }
      expect(drawn).toBeGreaterThan(name === 'meanExcessPlot' || name === 'thresholdPlot' ? 50 : 70);
    });

  it('count the positive values of their tail', () => {
    const sample = Float64Array.of(0, -1, -2, -3, -4, 5, 6, 7);
    expect(hillCurve(sample).k).toHaveLength(6);
    expect(hillCurve(sample, { tail: 'upper' }).k).toHaveLength(2);
    expect(hillCurve(sample, { tail: 'lower' }).k).toHaveLength(3);
    expect(() => hillCurve(sample, { tail: 'upper', kMax: 3 })).toThrow(
      'kMax must be an integer from 1 to 2, got 3',
    );
  });

  it('leave out laws that nobody asked for and that the sample does not carry, and say so', () => {
    const coarse = stableSample(3000, { alpha: 1.5 }, 1).map(Math.round);
    const figure = survivalPlot(coarse, { tail: 'lower' });
    expect(figure.data.map(({ name }) => String(name).split(',')[0])).toEqual([
      '3000 values',
      'Pareto',
      'stable',
    ]);
    expect(JSON.stringify(figure)).toContain('Too few or too equal values to fit: lognormal.');
    expect(() => survivalPlot(coarse, { tail: 'lower', fits: ['lognormal'] })).toThrow(/10 values/);
  });
});
