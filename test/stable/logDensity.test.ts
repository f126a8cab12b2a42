/** The log density for many points, on panels that are made once, beside that of single points. */
import { describe, expect, it } from 'vitest';
import { stableLogPdf, stableSample } from 'heavytail';
import { standardLaw, standardLogDensity } from '../../src/stable/standard.js';

const sizes = Array.from({ length: 60 }, (_, i) => Math.exp((i - 25) / 2)); // 4e-6 to 2e7
const ys = [0, ...sizes, ...sizes.map((y) => -y)];

describe('the log density of a law for many points', () => {
  // Both are quadratures: of the log, the tables of another program allow 1e-8 and tabulated densities 1e-10.
  it.each([
    [0.2, 0],
    [0.5, 0.5],
    [0.8, 0],
    [0.8, -0.95],
    [0.9, 1],
    [0.97, 0.3],
    [1, 0.5],
    [1.06, 0],
    [1.2, -1],
    [1.5, 0],
    [1.9, 0.7],
    [1.9999, 0],
    [2, 0],
  ])('is that of its points: α = %d, β = %d', (alpha, beta) => {
    const [law, density] = [standardLaw(alpha, beta), standardLogDensity(alpha, beta)];
    for (const form of alpha === 1 ? (['S0'] as const) : (['S0', 'S1'] as const))
      for (const y of ys) {
        const { logDensity } = law(y, form);
        if (logDensity < -700) expect(density(y, form)).toBeLessThan(-690);
        else expect(Math.abs(density(y, form) - logDensity)).toBeLessThan(5e-11 * Math.max(1, -logDensity));
      }
  });
  it('is read from a table of one side for a symmetric law', () => {
    for (const alpha of [0.7, 1, 1.6]) {
      const x = stableSample(1500, { alpha }, 'table');
      const logs = stableLogPdf(x, { alpha });
      expect(stableLogPdf(x.map((value) => -value), { alpha })).toEqual(logs); // prettier-ignore
      for (let i = 0; i < x.length; i += 50) {
        const alone = stableLogPdf(x[i], { alpha });
        const tolerance = Math.abs(x[i]) > 1e4 ? 1e-8 : 2e-10;
        expect(Math.abs(logs[i] - alone)).toBeLessThan(tolerance * Math.max(1, -alone));
      }
    }
  });
});
