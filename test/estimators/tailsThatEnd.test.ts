import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  createGenerator,
  hill,
  homologyDimension,
  spanningTreeLength,
  temperedTail,
  truncatedPareto,
  type ConfidenceInterval,
} from 'heavytail';

interface Fit {
  readonly sample: string;
  readonly k: number;
  readonly truncatedDensityExponent: number;
  readonly temperedDensityExponent: number;
  readonly rate: number;
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/tails/ends.json', import.meta.url), 'utf8')) as {
  samples: Record<string, number[]>;
  fits: Fit[];
  clouds: { columns: number; points: number[]; length: number }[];
};
const samples = Object.fromEntries(
  Object.entries(fixture.samples).map(([name, values]) => [name, Float64Array.from(values)]),
);

/** Pareto values with alpha = 1.3, of which each is kept with a probability that depends on it. */
function kept(count: number, seed: string, chance: (x: number) => number): Float64Array {
  const g = createGenerator(seed);
  return Float64Array.from({ length: count }, () => {
    for (;;) {
      const x = (1 - g.uniform()) ** (-1 / 1.3);
      if (g.uniform() < chance(x)) return x;
    }
  });
}
const holds = (interval: ConfidenceInterval | null, alpha: number): number =>
  interval !== null && interval.lower <= alpha && alpha <= interval.upper ? 1 : 0;

describe('truncatedPareto', () => {
  it('agrees with the Python package powerlaw, whose alpha is the exponent of the density', () => {
    for (const { sample, k, truncatedDensityExponent } of fixture.fits)
      expect(truncatedPareto(samples[sample], { k }).tailIndex + 1).toBeCloseTo(truncatedDensityExponent, 6);
  });
  it('holds alpha in its interval where the tail is cut off and Hill’s estimate is too large', () => {
    let [own, hills] = [0, 0];
    for (let i = 0; i < 100; i++) {
      const x = kept(1000, `cut ${i}`, (value) => (value < 15 ? 1 : 0));
      const { interval, diagnostics } = truncatedPareto(x, { k: 500 });
      own += holds(interval, 1.3);
      hills += holds(hill(x, { k: 500 }).interval, 1.3);
      expect(diagnostics.pValue).toBeLessThan(0.05);
    }
    // Three binomial errors of 100 samples.
    expect(own).toBeGreaterThanOrEqual(88);
    expect(hills).toBeLessThan(50);
  });
  it('is Hill’s estimate where the end is far away, and sees no end in a Pareto sample', () => {
    const x = kept(2000, 'whole', () => 1);
    expect(truncatedPareto(x, { k: 400, xmax: 1e300 }).tailIndex).toBeCloseTo(
      hill(x, { k: 400 }).tailIndex,
      9,
    );
    let small = 0;
    for (let i = 0; i < 100; i++)
      if (
        truncatedPareto(
          kept(500, `p ${i}`, () => 1),
          { k: 100 },
        ).diagnostics.pValue < 0.05
      )
        small++;
    expect(small).toBeLessThanOrEqual(12);
  });
  it('refuses an end inside the sample, and values that do not thin out', () => {
    const x = kept(100, 'refused', () => 1);
    expect(() => truncatedPareto(x, { k: 20, xmax: 2 })).toThrow(/xmax must be at least the largest value/);
    const upwards = Float64Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
    expect(() =>
      truncatedPareto(
        upwards.map((v) => v ** 0.01),
        { k: 50 },
      ),
    ).toThrow(/k must be such that/);
  });
});

describe('temperedTail', () => {
  it('agrees with the Python package powerlaw', () => {
    for (const { sample, k, temperedDensityExponent, rate } of fixture.fits) {
      const { diagnostics } = temperedTail(samples[sample], { k });
      expect(diagnostics.exponent + 1).toBeCloseTo(temperedDensityExponent, 5);
      expect(diagnostics.cutoff * rate).toBeCloseTo(1, 5);
    }
  });
  it('holds alpha in its interval and sees the cut-off, where Hill’s estimate is too large', () => {
    let [own, hills, seen] = [0, 0, 0];
    for (let i = 0; i < 100; i++) {
      const x = kept(1000, `tempered ${i}`, (value) => Math.exp(-(value - 1) / 10));
      const { interval, diagnostics } = temperedTail(x, { k: 700 });
      own += holds(interval, 1.3);
      hills += holds(hill(x, { k: 700 }).interval, 1.3);
      seen += diagnostics.pValue < 0.05 ? 1 : 0;
    }
    // Three binomial errors of 100 samples; the estimate is not normal with a cut-off so near.
    expect(own).toBeGreaterThanOrEqual(86);
    expect(seen).toBeGreaterThanOrEqual(88);
    expect(hills).toBeLessThan(10);
  });
  it('is Hill’s estimate where no cut-off is seen, and sees no power range in exponential values', () => {
    const light = Float64Array.from(kept(3000, 'heavy', () => 1));
    const { tailIndex, diagnostics } = temperedTail(light, { k: 300 });
    if (diagnostics.cutoff === Infinity) expect(tailIndex).toBeCloseTo(hill(light, { k: 300 }).tailIndex, 9);
    expect(diagnostics.pValue).toBeGreaterThan(0.01);
    const g = createGenerator('exponential');
    const none = temperedTail(
      Float64Array.from({ length: 2000 }, () => g.exponential()),
      { k: 1500 },
    );
    expect(none.tailIndex).toBe(Infinity);
    expect(none.warnings.join()).toMatch(/no power range is seen/);
  });
});

describe('homologyDimension', () => {
  it('has the spanning trees of SciPy', () => {
    for (const { columns, points, length } of fixture.clouds)
      expect(
        spanningTreeLength({ data: Float64Array.from(points), rows: points.length / columns, columns }),
      ).toBeCloseTo(length, 9);
  });
  it('is the dimension of a cube, also of one that lies in a larger space', () => {
    const g = createGenerator('cubes');
    const cube = (dimension: number, columns: number) => ({
      data: Float64Array.from({ length: 1500 * columns }, (_, i) =>
        i % columns < dimension ? g.uniform() : 0,
      ),
      rows: 1500,
      columns,
    });
    // Points at the boundary make it too small, more so in more dimensions.
    expect(Math.abs(homologyDimension(cube(1, 1)).dimension - 1)).toBeLessThan(0.05);
    expect(Math.abs(homologyDimension(cube(2, 5)).dimension - 2)).toBeLessThan(0.15);
    const three = homologyDimension(cube(3, 3)).dimension;
    expect(three).toBeGreaterThan(2.6);
    expect(three).toBeLessThan(3.1);
  });
  it('does not change with scale, is the same for the same seed, and refuses one point', () => {
    const g = createGenerator('scale');
    const data = Float64Array.from({ length: 400 }, () => g.normal());
    const of = (factor: number) =>
      homologyDimension({ data: data.map((v) => factor * v), rows: 200, columns: 2 }, { seed: 3 }).dimension;
    expect(of(1000)).toBeCloseTo(of(1), 9);
    const same = { data: new Float64Array(40).fill(2), rows: 20, columns: 2 };
    expect(() => homologyDimension(same)).toThrow(/not all in one place/);
    expect(() => homologyDimension({ data, rows: 200, columns: 2 }, { sizes: [50] })).toThrow(
      /sizes must be/,
    );
  });
});
