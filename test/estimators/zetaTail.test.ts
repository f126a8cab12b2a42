import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paretoTail, zetaTail } from 'heavytail';

const { sample, fits } = JSON.parse(
  readFileSync(new URL('../fixtures/tails/zeta.json', import.meta.url), 'utf8'),
) as { sample: number[]; fits: { xmin: number; alpha: number; error: number; distance: number }[] };
const counts = Float64Array.from(sample);

describe('zetaTail', () => {
  it('agrees with SciPy', () => {
    for (const { xmin, alpha, error, distance } of fits) {
      const { tailIndex, standardError, diagnostics } = zetaTail(counts, { xmin });
      expect(tailIndex).toBeCloseTo(alpha, 6);
      expect(standardError! / error).toBeCloseTo(1, 4);
      expect(diagnostics.distance).toBeCloseTo(distance, 6);
    }
  });
  it('holds the exponent of a zeta law, which a continuous fit does not', () => {
    // The law has P(X = x) proportional to x^-2.5: alpha = 1.5.
    const { interval, warnings } = zetaTail(counts, { xmin: 1 });
    expect(interval!.lower).toBeLessThan(1.5);
    expect(interval!.upper).toBeGreaterThan(1.5);
    expect(warnings).toEqual([]);
    expect(paretoTail(counts, { xmin: 1 }).interval!.lower).toBeGreaterThan(1.7);
    expect(zetaTail(counts).warnings.join()).toMatch(/xmin was chosen/);
    expect(zetaTail(counts).diagnostics.xmin).toBeLessThan(10);
  });
  it('refuses what is no count', () => {
    expect(() => zetaTail(Float64Array.of(1, 2, 2.5))).toThrow(/integers from 1; one is, got 2.5/);
    expect(() => zetaTail(Float64Array.of(0, 1, 2))).toThrow(/got 0/);
    expect(() => zetaTail(Float64Array.of(3, 3, 3))).toThrow(RangeError);
    expect(() => zetaTail(counts, { xmin: 1e9 })).toThrow(/^xmin/);
  });
});
