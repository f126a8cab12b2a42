import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createGenerator, generalisedPareto, meanExcess, meanExcessPlot, thresholdPlot } from 'heavytail';

const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/tails/peaks.json', import.meta.url), 'utf8'),
) as {
  samples: Record<string, number[]>;
  fits: { sample: string; k: number; gamma: number; scale: number }[];
};
const pareto = (count: number, alpha: number, seed: string): Float64Array => {
  const g = createGenerator(seed);
  return Float64Array.from({ length: count }, () => (1 - g.uniform()) ** (-1 / alpha));
};

describe('generalisedPareto', () => {
  it('agrees with SciPy for heavy, exponential and bounded tails', () => {
    for (const { sample, k, gamma, scale } of fixture.fits) {
      const { diagnostics, tailIndex } = generalisedPareto(Float64Array.from(fixture.samples[sample]), { k });
      expect(diagnostics.gamma).toBeCloseTo(gamma, 5);
      expect(diagnostics.scale / scale).toBeCloseTo(1, 5);
      expect(tailIndex).toBe(diagnostics.gamma > 0 ? 1 / diagnostics.gamma : Infinity);
    }
  });
  it('agrees with the R package evd, in its standard errors too where gamma is above 0', () => {
    const { fits } = JSON.parse(
      readFileSync(new URL('../fixtures/tails/evd.json', import.meta.url), 'utf8'),
    ) as { fits: { sample: string; k: number; gamma: number; scale: number; error: number }[] };
    for (const { sample, k, gamma, scale, error } of fits) {
      const { diagnostics, standardError } = generalisedPareto(Float64Array.from(fixture.samples[sample]), {
        k,
      });
      expect(diagnostics.gamma).toBeCloseTo(gamma, 5);
      expect(diagnostics.scale / scale).toBeCloseTo(1, 5);
      // evd has the observed information, here the expected one: for 150 values they differ by a few per cent.
      if (k === 150) expect((standardError! * diagnostics.gamma ** 2) / error).toBeCloseTo(1, 0);
    }
  });
  it('agrees with the R package fExtremes to what its optimiser reaches', () => {
    const { fits } = JSON.parse(
      readFileSync(new URL('../fixtures/tails/fExtremes.json', import.meta.url), 'utf8'),
    ) as { fits: { sample: string; k: number; gamma: number; scale: number }[] };
    expect(fits).toHaveLength(4);
    for (const { sample, k, gamma, scale } of fits) {
      const { diagnostics } = generalisedPareto(Float64Array.from(fixture.samples[sample]), { k });
      // It stops at relative changes of the likelihood of 1e-8, where gamma is known to 3e-4.
      expect(Math.abs(diagnostics.gamma - gamma)).toBeLessThan(3e-4);
      expect(Math.abs(diagnostics.scale / scale - 1)).toBeLessThan(3e-4);
    }
  });
  it('holds alpha in its interval in about 95 % of samples, shifted or not', () => {
    for (const shift of [0, 5]) {
      let held = 0;
      for (let i = 0; i < 100; i++) {
        const x = pareto(1000, 1.5, `peaks ${i}`).map((value) => value + shift);
        const { interval } = generalisedPareto(x, { k: 200 });
        if (interval!.lower <= 1.5 && 1.5 <= interval!.upper) held++;
      }
      expect(held).toBeGreaterThanOrEqual(88); // three binomial errors of 100 samples
    }
  });
  it('says that no power tail is seen, and refuses a k that is too small', () => {
    const bounded = generalisedPareto(Float64Array.from(fixture.samples.bounded), { k: 150 });
    expect(bounded.interval).toBeNull();
    expect(bounded.warnings.join()).toMatch(/not positive: no power tail is seen/);
    expect(() => generalisedPareto(pareto(100, 1, 'x'), { k: 9 })).toThrow(/^k must be/);
  });
});

describe('meanExcess', () => {
  it('is the mean of what the k largest values exceed the next by', () => {
    const x = pareto(300, 3, 'mean excess');
    const sorted = x.slice().sort().reverse();
    const { threshold, mean, lower, upper } = meanExcess(x, { kMax: 100 });
    expect(threshold).toHaveLength(91);
    for (const k of [10, 37, 100]) {
      const excesses = Array.from(sorted.subarray(0, k), (value) => value - sorted[k]);
      const average = excesses.reduce((a, b) => a + b) / k;
      const variance = excesses.reduce((sum, y) => sum + (y - average) ** 2, 0) / (k - 1);
      expect(threshold[k - 10]).toBe(sorted[k]);
      expect(mean[k - 10]).toBeCloseTo(average, 10);
      expect((upper[k - 10] - lower[k - 10]) / 2 / 1.959964).toBeCloseTo(Math.sqrt(variance / k), 6);
    }
    expect(() => meanExcess(x, { kMax: 5 })).toThrow(/^kMax/);
  });
  it('agrees with the R package evd', () => {
    const { excesses } = JSON.parse(
      readFileSync(new URL('../fixtures/tails/evd.json', import.meta.url), 'utf8'),
    ) as {
      excesses: {
        sample: string;
        k: number;
        threshold: number;
        lower: number;
        mean: number;
        upper: number;
      }[];
    };
    expect(excesses).toHaveLength(4);
    for (const { sample, k, ...theirs } of excesses) {
      const ours = meanExcess(Float64Array.from(fixture.samples[sample]), { kMax: 150 });
      for (const name of ['threshold', 'lower', 'mean', 'upper'] as const)
        expect(ours[name][k - 10]).toBeCloseTo(theirs[name], 6);
    }
  });
  it('makes figures of plain data', () => {
    const x = pareto(3000, 3, 'figures');
    for (const figure of [meanExcessPlot(x), thresholdPlot(x, { exact: 3 })]) {
      expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
      expect(JSON.stringify(figure)).not.toMatch(/null/);
    }
    expect(thresholdPlot(x, { exact: 3 }).data).toHaveLength(4);
  });
});
