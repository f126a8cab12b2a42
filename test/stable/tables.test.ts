import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stableCdf, stablePdf, stableSurvival } from 'heavytail';

/** Tables made by inverting the characteristic function at 60 digits; see the generator beside them. */
const rows: number[][] = JSON.parse(
  readFileSync(new URL('../fixtures/stable/stable.json', import.meta.url), 'utf8'),
).rows;

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
});
