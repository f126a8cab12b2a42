import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGenerator, paretoTail, zetaTail } from 'heavytail';
import { scaledHurwitz } from '../../src/estimators/zetaTail.js';

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

describe('Hurwitz’ zeta function', () => {
  const hurwitz = (s: number, q: number): number => scaledHurwitz(s, q) * q ** -s;
  it('has its known values', () => {
    for (const [s, value] of [
      [2, Math.PI ** 2 / 6],
      [3, 1.2020569031595942],
      [4, Math.PI ** 4 / 90],
      [6, Math.PI ** 6 / 945],
      [1.5, 2.612375348685488],
      [1.01, 100.57794333849687],
    ])
      expect(hurwitz(s, 1) / value).toBeCloseTo(1, 13);
    // At a half: (2^s - 1) zeta(s).
    expect(hurwitz(2, 0.5) / (Math.PI ** 2 / 2)).toBeCloseTo(1, 13);
  });
  it('is its first term and the rest, also where both are below every number', () => {
    for (const s of [1.001, 1.5, 2.7, 6, 20, 300])
      for (const q of [0.3, 1, 2, 15, 1e4])
        expect((1 + (1 + 1 / q) ** -s * scaledHurwitz(s, q + 1)) / scaledHurwitz(s, q)).toBeCloseTo(1, 12);
  });
});

it('zetaTail reads a light tail of large counts, whose probabilities under the law are below every number', () => {
  // From 10000 on P(X > x) falls like (x/10000)^-200: nearly the continuous law, whose alpha is 1 over the mean log.
  const g = createGenerator('large counts');
  const large = Float64Array.from({ length: 2000 }, () =>
    Math.floor(10_000 * (1 - g.uniform()) ** (-1 / 200)),
  );
  const { tailIndex, standardError, diagnostics } = zetaTail(large, { xmin: 10_000 });
  expect(Math.abs(tailIndex - 200)).toBeLessThan(4 * standardError!);
  // That of n values of an exponential law: alpha / sqrt(n).
  expect(standardError! / (200 / Math.sqrt(2000))).toBeCloseTo(1, 1);
  expect(diagnostics.distance).toBeLessThan(0.05);
});
