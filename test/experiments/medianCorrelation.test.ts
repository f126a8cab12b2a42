import { describe, expect, it } from 'vitest';
import { createGenerator, type Generator } from 'heavytail';
import { medianCorrelation } from '../../src/experiments/networks/medianCorrelation.js';

const NETWORKS = 24;
const normals = (g: Generator) => Array.from({ length: NETWORKS }, () => g.normal());
/** Layers whose alphas go with the values in so many of them; all layers share half of their noise. */
function draw(g: Generator, layers: number, connected: number, strength: number) {
  const [values, shared] = [normals(g), normals(g)];
  const alphas = Array.from({ length: layers }, (_, layer) =>
    normals(g).map((x, i) => (layer < connected ? strength * values[i] : 0) + (x + shared[i]) / Math.SQRT2),
  );
  return { values, alphas };
}
/** Samples of 100 in which the p-value is below 5 %. */
const clear = (layers: number, connected: number, strength: number) =>
  Array.from({ length: 100 }, (_, i) => {
    const { values, alphas } = draw(
      createGenerator('median', layers, connected, strength, i),
      ...([layers, connected, strength] as const),
    );
    return medianCorrelation(alphas, values).pValue < 0.05;
  }).filter(Boolean).length;

describe('the median correlation over layers', { timeout: 120_000 }, () => {
  it('is called clear in one sample in twenty where nothing is connected, though layers depend on each other', () => {
    // Binomial(100, 0.05): 13 and more once in 700.
    expect(clear(3, 0, 0)).toBeLessThan(13);
  });
  it('is seen where most layers are connected, and hardly where one of five is', () => {
    expect(clear(3, 3, 1)).toBeGreaterThan(90);
    expect(clear(5, 1, 3)).toBeLessThan(25);
  });
  it('is the middle correlation, over the networks that a layer has an estimate of', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    const up = values.map((x) => 2 * x);
    const down = values.map((x) => -x);
    expect(medianCorrelation([up, down, up], values).correlation).toBeCloseTo(1, 12);
    expect(medianCorrelation([up, down], values).correlation).toBeCloseTo(0, 12);
    expect(medianCorrelation([[NaN, ...down.slice(1)]], values).correlation).toBeCloseTo(-1, 12);
    // 2 of 8! orders are as far: none of the 999 drawn.
    expect(medianCorrelation([down], values).pValue).toBe(0.001);
    expect(medianCorrelation([values.map(() => 1)], values)).toEqual({ correlation: 0, pValue: 1 });
  });
});
