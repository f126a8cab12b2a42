import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stableCdf, stablePdf, stableSurvival } from 'heavytail';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/stable/${name}`, import.meta.url), 'utf8')).rows;

/** Tables made by inverting the characteristic function at 60 digits; see the generator beside them. */
const rows: number[][] = read('stable.json');

/** Random parameters and places, half of them near alpha = 1 and 2, from validated quadrature at 500 bits. */
const random: [number, number, number, 'S0' | 'S1', ...(number | null)[]][] = read('random.json');

describe('stable laws against tables of another program', () => {
  it('agrees to 1e-8 in the body and 1e-6 at a million', () => {
    expect(rows.length).toBeGreaterThan(50);
    for (const [alpha, beta, x, density, below, above] of rows) {
      const law = { alpha, beta };
      const tolerance = Math.abs(x) > 1e4 ? 1e-6 : 1e-8;
      expect(Math.abs(stablePdf(x, law) / density - 1)).toBeLessThan(tolerance);
      // The generator has the larger probability as 1 minus the smaller, or the reverse: 28 digits of 1.
      if (below > 1e-16) expect(Math.abs(stableCdf(x, law) / below - 1)).toBeLessThan(tolerance);
      if (above > 1e-16) expect(Math.abs(stableSurvival(x, law) / above - 1)).toBeLessThan(tolerance);
    }
  });
  it('agrees at random parameters: alpha within 1e-9 of 1 and 2, totally skewed, both forms, x from 1e-8 to 1e6', () => {
    expect(random.length).toBeGreaterThan(300);
    for (const [alpha, beta, x, parametrization, ...values] of random) {
      const law = { alpha, beta, parametrization };
      const tolerance = Math.abs(x) > 1e4 ? 1e-6 : 1e-8;
      [stablePdf, stableCdf, stableSurvival].forEach((f, i) => {
        const expected = values[i];
        if (expected !== null) expect(Math.abs(f(x, law) / expected - 1)).toBeLessThan(tolerance);
      });
    }
  });
});
