import { beforeAll, describe, expect, it } from 'vitest';
import {
  criticalStepSize,
  fig1bClaims,
  fig1bPanels,
  fig1bSpec,
  fig1bThresholds,
  maxStepSize,
  runFig1b,
  tailIndex,
  type Fig1bResult,
} from 'heavytail';

describe('the spec of Figure 1(b)', () => {
  it('is the published one for paper, with several data sets, and from a quarter of the starts for quick', () => {
    for (const preset of ['quick', 'paper'] as const) {
      const { stepSize, batchSize, rows, run, panels } = fig1bSpec(preset);
      expect({ stepSize, batchSize, rows }).toEqual({ stepSize: 0.1, batchSize: 5, rows: 10_000 });
      const repeats = { quick: 400, paper: 1600 }[preset];
      expect(run).toMatchObject({ iterations: 1000, burnIn: 500, repeats, start: { deviation: 5 } });
      const [left, right] = panels;
      expect(left.dimension).toBe(100);
      expect(left.values).toHaveLength(13);
      expect([left.values[0], left.values.at(-1)]).toEqual([0.8, 2]);
      expect(right.sigma).toBe(1.75);
      expect(right.values).toEqual([5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
    }
    expect(fig1bSpec('paper').dataSets).toBeGreaterThan(fig1bSpec('quick').dataSets);
  });
});

describe('Figure 1(b)', () => {
  let result: Fig1bResult;
  beforeAll(async () => {
    result = await runFig1b(fig1bSpec('smoke'), { store: null });
  });

  it('has an estimate for every data set at every value, and different data sets differ', () => {
    for (const { points } of result.panels)
      for (const { estimates } of points) {
        expect(estimates).toHaveLength(2);
        expect(estimates[0].tailIndex).not.toBe(estimates[1].tailIndex);
      }
  });

  it('places its upright lines where the step-size crosses the thresholds', () => {
    const [left, right] = result.panels;
    const at = (sigma: number): object => ({ batchSize: 5, dimension: 20, sigma });
    expect(criticalStepSize(at(left.critical!) as never)).toBeCloseTo(0.1, 7);
    expect(maxStepSize(at(left.maximum!) as never)).toBeCloseTo(0.1, 7);
    const whole = (dimension: number): number => maxStepSize({ batchSize: 5, dimension, sigma: 1.75 });
    expect(whole(right.maximum!)).toBeGreaterThanOrEqual(0.1);
    expect(whole(right.maximum! + 1)).toBeLessThan(0.1);
  });

  it('draws those of whole dimensions between the last one below and the next, and says what holds at each', () => {
    const [, panel] = result.panels;
    const [{ layout }] = fig1bPanels(result).slice(1);
    const { shapes, meta } = layout as unknown as { shapes: { x0: number }[]; meta: { see: string } };
    expect(shapes.map(({ x0 }) => x0)).toEqual([panel.critical! + 0.5, panel.maximum! + 0.5]);
    const exactAt = (dimension: number): number | null =>
      tailIndex({ batchSize: 5, dimension, sigma: 1.75, stepSize: 0.1 });
    const [, up, from] = /up to d = (\d+), and from d = (\d+) on/.exec(meta.see)!;
    expect(exactAt(Number(up))).toBeGreaterThanOrEqual(2);
    expect(exactAt(Number(up) + 1)).toBeLessThan(2);
    expect(exactAt(Number(from))).toBeNull();
    expect(exactAt(Number(from) - 1)).not.toBeNull();
  });

  it('draws exact curves that fall and pass 2 between the points around the critical value', () => {
    for (const { exactCurve, critical } of result.panels) {
      const alphas = exactCurve.map(({ tailIndex }) => tailIndex);
      expect(alphas).toEqual([...alphas].sort((a, b) => b - a));
      for (const { value, tailIndex } of exactCurve)
        if (value < critical!) expect(tailIndex).toBeGreaterThan(1.999);
    }
  });

  it('makes figures and claims that are plain data', () => {
    for (const made of [fig1bPanels(result), fig1bThresholds(result), fig1bClaims(result), result])
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(fig1bClaims(result)).toHaveLength(4);
  });
});
