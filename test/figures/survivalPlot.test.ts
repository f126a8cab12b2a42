import { describe, expect, it } from 'vitest';
import { createGenerator, stableSample, survivalPlot, type Figure } from 'heavytail';

const line = (figure: Figure, name: RegExp): { x: number[]; y: number[] } =>
  figure.data.find((trace) => name.test(trace.name as string)) as unknown as { x: number[]; y: number[] };
const pareto = Float64Array.from({ length: 5000 }, (_, i) => ((i + 0.5) / 5000) ** (-1 / 1.5));

describe('survivalPlot', () => {
  it('shows the share of values of at least x, and a Pareto line through it', () => {
    const figure = survivalPlot(pareto, { fits: ['pareto'], points: 100 });
    const { x, y } = line(figure, /values/);
    x.forEach((at, i) => expect(y[i]).toBeCloseTo(pareto.filter((value) => value >= at).length / 5000, 12));
    expect([y[0], y.at(-1)]).toEqual([1, 1 / 5000]);
    const fit = line(figure, /^Pareto, α = 1.5\d?, from/);
    // The exact survival function of these values is x^-1.5; the fit of 5000 values is within 3 %.
    fit.x.forEach((at, i) =>
      expect(Math.abs(fit.y[i] / at ** -1.5 - 1)).toBeLessThan(at < 100 ? 0.05 : 0.15),
    );
  });
  it('draws the lognormal and the stable law that the sample is from', () => {
    const random = createGenerator(1, 'survival');
    const lognormal = Float64Array.from({ length: 20_000 }, () => Math.exp(random.normal()));
    const fit = line(
      survivalPlot(lognormal, { fits: ['lognormal'], xmin: 1 }),
      /^lognormal, σ = (0\.9|1|1\.0)/,
    );
    const empirical = (at: number): number => lognormal.filter((value) => value >= at).length / 20_000;
    // 20 000 values: shares above 0.01 have a standard error below 7 %; three of them, and the fit's own error.
    fit.x.forEach((at, i) => {
      if (fit.y[i] > 0.01) expect(Math.abs(fit.y[i] / empirical(at) - 1)).toBeLessThan(0.2);
    });
    // Where the lognormal fit runs into its limit, the Pareto law, it is drawn all the same.
    const limit = survivalPlot(stableSample(2000, { alpha: 1.5 }, 1), { fits: ['lognormal'] });
    expect(line(limit, /^lognormal, σ = \d{2,}/).y.length).toBeGreaterThan(50);
    const sample = stableSample(20_000, { alpha: 1.2, beta: 0.5 }, 1);
    for (const tail of ['both', 'upper', 'lower'] as const) {
      const { x, y } = line(survivalPlot(sample, { fits: ['stable'], tail }), /^stable, α = 1\.(1|2)/);
      const values = sample.map((value) =>
        tail === 'both' ? Math.abs(value) : tail === 'upper' ? value : -value,
      );
      x.forEach((at, i) => {
        const share = values.filter((value) => value >= at).length / 20_000;
        if (y[i] > 0.01) expect(Math.abs(y[i] / share - 1), `${tail} ${at}`).toBeLessThan(0.2);
      });
    }
  });
  it('names what is wrong', () => {
    const rows = { data: pareto, rows: 2500, columns: 2 };
    expect(() => survivalPlot(rows, { fits: ['stable'] })).toThrow(/columns must be 1/);
    expect(survivalPlot(rows).data.map(({ name }) => String(name).split(',')[0])).toEqual([
      '2500 values',
      'Pareto',
      'lognormal',
    ]);
    expect(() => survivalPlot(pareto, { fits: ['normal' as 'stable'] })).toThrow(/fits must be one of/);
    expect(() => survivalPlot(Float64Array.of(1))).toThrow(/at least 2/);
    expect(() => survivalPlot(Float64Array.of(-1, -2, -3), { tail: 'upper' })).toThrow(/2 positive values/);
    expect(() => survivalPlot(Float64Array.of(1, 2, 3), { fits: ['lognormal'] })).toThrow(/10 values/);
  });
});
