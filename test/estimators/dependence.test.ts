import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  automaticBlockLength,
  biasReducedHill,
  bootstrap,
  chooseK,
  createGenerator,
  extremalIndex,
  feuervergerHall,
  hill,
  logMoment,
  secondOrder,
  stableSample,
} from 'heavytail';

const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/tails/dependence.json', import.meta.url), 'utf8'),
) as {
  chain: number[];
  burr: number[];
  blockLength: number;
  secondOrder: { k: number; rho: number[]; beta: number[] };
  spacings: { k: number; rho: number; alpha: number; logError: number }[];
};
const burr = Float64Array.from(fixture.burr);

describe('agreement with other programs', () => {
  it('automaticBlockLength: the package arch', () => {
    expect(automaticBlockLength(Float64Array.from(fixture.chain))).toBe(Math.round(fixture.blockLength));
  });
  it('secondOrder: NumPy, with one of the two tunings', () => {
    const { k, rho, beta } = secondOrder(burr);
    const place = fixture.secondOrder.rho.findIndex((value) => Math.abs(value - rho) < 1e-9);
    expect(place).toBeGreaterThanOrEqual(0);
    expect(beta).toBeCloseTo(fixture.secondOrder.beta[place], 9);
    expect(k).toBe(fixture.secondOrder.k);
  });
  it('extremalIndex: the R package fExtremes', () => {
    const { chain, extremalIndex: given } = JSON.parse(
      readFileSync(new URL('../fixtures/tails/fExtremes.json', import.meta.url), 'utf8'),
    ) as { chain: number[]; extremalIndex: { k: number; threshold: number; theta: number }[] };
    for (const { k, threshold, theta } of given) {
      const found = extremalIndex(Float64Array.from(chain), { k });
      expect(found.threshold).toBe(threshold);
      expect(found.extremalIndex).toBeCloseTo(theta, 10);
    }
  });
  it('feuervergerHall: a generalised linear model of statsmodels', () => {
    for (const { k, rho, alpha, logError } of fixture.spacings) {
      const { tailIndex, standardError } = feuervergerHall(burr, { k, rho });
      expect(tailIndex / alpha).toBeCloseTo(1, 8);
      expect(standardError! / tailIndex / logError).toBeCloseTo(1, 6);
    }
  });
});

describe('biasReducedHill', () => {
  it('takes the leading bias off Hill, by the parameters given or found', () => {
    // Fréchet with alpha = 1: rho = -1, beta = 1/2, and quantiles 1 / -log(1 - u).
    const g = createGenerator('frechet');
    const x = Float64Array.from({ length: 20_000 }, () => 1 / -Math.log(1 - g.uniform()));
    const exact = { rho: -1, beta: 0.5 };
    for (const k of [2000, 4000]) {
      const plain = hill(x, { k });
      const reduced = biasReducedHill(x, { k, order: exact });
      expect(1 / reduced.tailIndex).toBeCloseTo((1 / plain.tailIndex) * (1 - (0.5 * k) / x.length / 2), 12);
      // Three standard errors; what Hill is off by is more.
      expect(Math.abs(reduced.tailIndex - 1)).toBeLessThan(3 / Math.sqrt(k));
    }
    expect(Math.abs(hill(x, { k: 4000 }).tailIndex - 1)).toBeGreaterThan(2 / Math.sqrt(4000));
    expect(Math.abs(biasReducedHill(x, { k: 4000 }).tailIndex - 1)).toBeLessThan(3 / Math.sqrt(4000));
  });
  it('needs a hundred positive values and a k among them', () => {
    expect(() => biasReducedHill(burr.subarray(0, 99), { k: 10 })).toThrow(/at least 100/);
    expect(() => biasReducedHill(burr, { k: 500 })).toThrow(/^k must be/);
    expect(() => biasReducedHill(burr, { k: 400, order: { rho: -0.1, beta: 9 } })).toThrow(
      /leaves gamma above 0/,
    );
  });
});

describe('chooseK by the plateau', () => {
  it('ends where the Hill plot of a Pareto law with another body leaves its level', () => {
    // The largest 1000 of 5000 are Pareto above 2, the others uniform below 2.
    const g = createGenerator('plateau');
    const x = Float64Array.from({ length: 5000 }, (_, i) =>
      i < 1000 ? 2 / (1 - g.uniform()) : 2 * g.uniform(),
    );
    const k = chooseK(x, { rule: 'plateau' });
    expect(k).toBeGreaterThan(200);
    expect(k).toBeLessThanOrEqual(1050);
    expect(Math.abs(hill(x, { k }).tailIndex - 1)).toBeLessThan(4 / Math.sqrt(k));
  });
});

describe('extremalIndex', () => {
  const movingMaximum = (terms: number, seed: string): Float64Array => {
    const g = createGenerator(seed);
    const z = Float64Array.from({ length: 10_000 + terms }, () => 1 / (1 - g.uniform()));
    return Float64Array.from({ length: 10_000 }, (_, i) => Math.max(...z.subarray(i, i + terms)));
  };
  it('is 1/m for maxima of m terms, in most intervals', () => {
    for (const terms of [1, 2, 4]) {
      let [held, sum] = [0, 0];
      for (let i = 0; i < 40; i++) {
        const { extremalIndex: theta, interval } = extremalIndex(movingMaximum(terms, `${terms} ${i}`));
        sum += theta / 40;
        if (interval.lower <= 1 / terms && 1 / terms <= interval.upper) held++;
      }
      expect(sum * terms).toBeGreaterThan(0.88);
      expect(sum * terms).toBeLessThan(1.12);
      expect(held).toBeGreaterThanOrEqual(35); // of 40, three binomial errors below 97 %
    }
  });
  it('refuses what it cannot use', () => {
    expect(() => extremalIndex(new Float64Array(30).fill(1))).toThrow(/at least 40/);
    expect(() => extremalIndex(movingMaximum(1, 'x'), { k: 5 })).toThrow(/^k must be/);
  });
});

describe('bootstrap of what depends on the order of rows', () => {
  it('covers with logMoment, and warns of BCa, which does not', () => {
    const estimator = (x: Parameters<typeof logMoment>[0]) => logMoment(x, { blockSizes: 10 });
    let held = 0;
    for (let i = 0; i < 60; i++) {
      const x = stableSample(1000, { alpha: 1.5 }, `order ${i}`);
      const { interval } = bootstrap(x, estimator, { repeats: 150, seed: i });
      expect(interval!.method).toBe('centred');
      if (interval!.lower <= 1.5 && 1.5 <= interval!.upper) held++;
    }
    // BCa holds it in about 42 of 60; three binomial errors below 95 %.
    expect(held).toBeGreaterThanOrEqual(52);
    const x = stableSample(1000, { alpha: 1.5 }, 'bca');
    const forced = bootstrap(x, estimator, { repeats: 50, method: 'bca' });
    expect(forced.warnings.join()).toMatch(/BCa does not apply: the estimate depends on the order/);
    const ordinary = bootstrap(x, (s) => hill(s, { k: 50 }), { repeats: 50 });
    expect(ordinary.interval!.method).toBe('bca');
    expect(ordinary.warnings).toEqual([]);
  });
  it('draws blocks of automatic length from a chain, and then by percentiles', () => {
    const g = createGenerator('ar');
    let x = 0;
    const chain = Float64Array.from(
      { length: 3000 },
      () => (x = 0.9 * x + g.normal() / Math.sqrt(g.uniform())),
    );
    const estimator = (s: Parameters<typeof hill>[0]) => hill(s, { k: 100 });
    const single = bootstrap(chain, estimator, { repeats: 100 });
    const blocks = bootstrap(chain, estimator, { repeats: 100, blockLength: 'auto' });
    expect(blocks.interval!.method).toBe('percentile');
    expect(blocks.standardError! / single.standardError!).toBeGreaterThan(1.3);
  });
});
