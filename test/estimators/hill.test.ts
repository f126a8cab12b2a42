import { describe, expect, it } from 'vitest';
import { createGenerator, hill } from 'heavytail';

const pareto = (count: number, tailIndex: number, seed: string) => {
  const g = createGenerator(seed);
  return Float64Array.from({ length: count }, () => (1 - g.uniform()) ** (-1 / tailIndex));
};

describe('hill', () => {
  it('is the reciprocal mean of log excesses over the (k + 1)-th largest value', () => {
    const answer = hill(Float64Array.of(1, 16, -4, 2, 8), { k: 3 });
    // log2 of 16, 8, 4 over 2: 3, 2, 1
    expect(answer.tailIndex).toBeCloseTo(1 / (2 * Math.LN2), 14);
    expect(answer.diagnostics).toEqual({ k: 3, threshold: 2 });
    expect(answer.standardError).toBeCloseTo(answer.tailIndex / Math.sqrt(3), 14);
    expect(answer.warnings.join()).toMatch(/Only 3 points/);
  });
  it('finds the exponent of the survival function of a Pareto law', () => {
    for (const alpha of [0.3, 1, 2.5, 8]) {
      const { tailIndex, standardError, interval } = hill(pareto(20_000, alpha, `p${alpha}`), { k: 5000 });
      expect(Math.abs(tailIndex - alpha)).toBeLessThan(4 * (standardError as number));
      expect(interval).toMatchObject({ level: 0.95, method: 'asymptotic' });
    }
  });
  it('looks at one tail or both', () => {
    const x = Float64Array.from(pareto(4000, 1, 'up'), (value, i) => (i % 2 ? value : -(value ** 0.25)));
    const se = (a: number) => (4 * a) / Math.sqrt(1500);
    expect(Math.abs(hill(x, { k: 1500, tail: 'upper' }).tailIndex - 1)).toBeLessThan(se(1));
    expect(Math.abs(hill(x, { k: 1500, tail: 'lower' }).tailIndex - 4)).toBeLessThan(se(4));
  });
  it('takes norms of vectors and does not change with scale or order', () => {
    const x = pareto(300, 1.5, 'v');
    const base = hill(x, { k: 50 }).tailIndex;
    const vectors = Float64Array.from({ length: 600 }, (_, i) => x[299 - (i >> 1)] * (i % 2 ? 0.6 : -0.8));
    expect(hill({ data: vectors, rows: 300, columns: 2 }, { k: 50 }).tailIndex).toBeCloseTo(base, 10);
    for (const scale of [1e-300, 1e290])
      expect(
        hill(
          x.map((v) => v * scale),
          { k: 50 },
        ).tailIndex,
      ).toBeCloseTo(base, 8);
  });
  it('refuses k out of range, thresholds that are not positive and tails without spread', () => {
    const x = Float64Array.of(3, 1, 0, -2);
    for (const k of [0, 4, 1.5, NaN])
      expect(() => hill(x, { k })).toThrow(/k must be an integer from 1 to 3/);
    expect(() => hill(x, { k: 3 })).toThrow(/k must be below the number of positive values in this tail, 3/);
    expect(() => hill(x, { k: 1, tail: 'lower' })).toThrow(/positive values in this tail, 1/);
    expect(() => hill(new Float64Array(5).fill(2), { k: 2 })).toThrow(/distinct values among the 3 largest/);
    expect(() => hill({ data: x, rows: 2, columns: 2 }, { k: 1, tail: 'upper' })).toThrow(/tail/);
    expect(() => hill(x, undefined as never)).toThrow(/options must be an object/);
  });
  it('warns of ties', () => {
    const x = pareto(1000, 2, 'ties').map((value) => Math.round(value * 4) / 4);
    expect(hill(x, { k: 100 }).warnings.join()).toMatch(/of the 101 values used are tied/);
  });
});
