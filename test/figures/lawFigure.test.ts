import { describe, expect, it } from 'vitest';
import { createGenerator, lawFigure, powerTail, stableMagnitude, stableSample, type Figure } from 'heavytail';

const g = createGenerator('law figure');
const pareto = Float64Array.from({ length: 20_000 }, () => 2 * (1 - g.uniform()) ** (-1 / 1.5));
/** P(x > t) = (t / 2)^-1.5. */
const right = powerTail(1.5, 2 ** 1.5);
const see = ({ layout }: Figure) => (layout.meta as { see: string }).see;
const apart = (figure: Figure) => /within ([\d.]+) %/.exec(see(figure))![1];
const points = ({ data }: Figure, i: number) => data[i] as unknown as { x: number[]; y: number[] };

describe('lawFigure', () => {
  it('draws the density and the shares of a sample on the law that it comes from', () => {
    const figure = lawFigure(pareto, right);
    const [density, shares] = [points(figure, 0), points(figure, 1)];
    // The tenth bin holds about a hundred values: an error of 10 %.
    for (const [i, x] of density.x.slice(0, 10).entries())
      expect(Math.abs(density.y[i] / right.density(x) - 1)).toBeLessThan(0.35);
    shares.x.forEach((x, i) => {
      if (shares.y[i] > 0.01) expect(Math.abs(shares.y[i] / right.survival(x) - 1)).toBeLessThan(0.25);
    });
    expect(figure.data.map(({ name }) => name)).toEqual([
      ...['20\u00a0000 values', '20\u00a0000 values'],
      ...Array(2).fill('exact tail 2.83 t<sup>−1.5</sup>'),
    ]);
  });
  it('says how far the law is from the sample', () => {
    // The share beyond the 20th largest is known to 22 %.
    expect(Number(apart(lawFigure(pareto, right)))).toBeLessThan(70);
    expect(Number(apart(lawFigure(pareto, powerTail(1.5, 2 * 2 ** 1.5))))).toBeGreaterThan(30);
    expect(Number(apart(lawFigure(pareto, powerTail(2.5, 2 ** 2.5))))).toBeGreaterThan(300);
  });
  it('knows stable laws and power tails, whose density is the slope of the share', () => {
    const stable = stableMagnitude({ alpha: 1.3 });
    for (const law of [right, stable])
      for (const x of [3, 10, 100])
        expect((law.survival(x) - law.survival(x * 1.0002)) / (x * 0.0002) / law.density(x)).toBeCloseTo(
          1,
          2,
        );
    expect([right.survival(1), right.density(1)]).toEqual([1, 0]);
    const median = see(lawFigure(stableSample(20_000, { alpha: 1.3 }, 1), stable));
    expect(Number(/median it is off by ([\d.]+) %/.exec(median)![1])).toBeLessThan(4);
  });
  it('refuses what is no law and what is too few', () => {
    expect(() => powerTail(0, 1)).toThrow(/tailIndex/);
    expect(() => powerTail(1, -1)).toThrow(/constant/);
    expect(() => stableMagnitude({ alpha: 3 })).toThrow(/alpha/);
    expect(() => lawFigure(pareto.slice(0, 999), right)).toThrow(/sample/);
    expect(() => lawFigure(pareto, right, { name: 'x' } as object)).toThrow(/options/);
  });
});
