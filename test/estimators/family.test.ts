import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bootstrap,
  chooseK,
  compareTails,
  createGenerator,
  hill,
  hillCurve,
  kernelEstimator,
  koutrouvelis,
  logMoment,
  logOrder,
  logVariance,
  mcculloch,
  moments,
  paretoPlausibility,
  paretoTail,
  pickands,
  smoothedHill,
  stableMaximumLikelihood,
  stableSample,
  type Sample,
  type TailEstimate,
} from 'heavytail';

const pareto = (count: number, alpha: number, seed: string) => {
  const g = createGenerator(seed);
  return Float64Array.from({ length: count }, () => (1 - g.uniform()) ** (-1 / alpha));
};

/** Estimators of the Pareto family at k = n / 8, where their asymptotic laws hold for an exact Pareto sample. */
const family: Record<string, (x: Sample) => TailEstimate> = {
  hill: (x) => hill(x, { k: 500 }),
  moments: (x) => moments(x, { k: 500 }),
  pickands: (x) => pickands(x, { k: 500 }),
  'smoothed-hill': (x) => smoothedHill(x, { k: 500 }),
  kernel: (x) => kernelEstimator(x, { k: 500 }),
  'pareto-tail': (x) => paretoTail(x, { xmin: 1.5 }),
};

/** Spread of an estimator over independent samples, next to what it says of itself. */
function spread(estimate: (seed: string) => TailEstimate, repeats: number) {
  const all = Array.from({ length: repeats }, (_, i) => estimate(`repeat ${i}`));
  const mean = all.reduce((sum, e) => sum + e.tailIndex / repeats, 0);
  const deviation = Math.sqrt(all.reduce((sum, e) => sum + (e.tailIndex - mean) ** 2, 0) / (repeats - 1));
  const stated = all.reduce((sum, e) => sum + (e.standardError as number) / repeats, 0);
  return { mean, deviation, stated };
}

describe('estimators of a Pareto tail', () => {
  for (const [name, estimate] of Object.entries(family))
    it(`${name} is right on Pareto samples, and its standard error matches its spread`, () => {
      const { mean, deviation, stated } = spread((seed) => estimate(pareto(4000, 1.5, seed)), 100);
      expect(Math.abs(mean - 1.5)).toBeLessThan(0.03 + (4 * deviation) / 10); // bias of order 1/k and sampling error
      // The spread of 100 repeats is known to 7 %.
      expect(stated / deviation).toBeGreaterThan(0.72);
      expect(stated / deviation).toBeLessThan(1.35);
    });
  it('do not change with scale or order, and say heavier when the largest value grows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: -200, max: 200 }), (seed, exponent) => {
        const x = pareto(300, 1, String(seed));
        const estimates: ((y: Float64Array) => TailEstimate)[] = [
          (y) => hill(y, { k: 40 }),
          (y) => smoothedHill(y, { k: 40 }),
          (y) => kernelEstimator(y, { k: 40 }),
          (y) => paretoTail(y),
        ];
        for (const estimate of estimates) {
          const base = estimate(x).tailIndex;
          expect(estimate(x.map((v) => v * 2 ** exponent)).tailIndex).toBeCloseTo(base, 7);
          expect(estimate(x.slice().reverse()).tailIndex).toBe(base);
        }
        const top = Math.max(...x);
        const worse = x.map((v) => (v === top ? 10 * v : v));
        for (const estimate of estimates.slice(0, 3))
          expect(estimate(worse).tailIndex).toBeLessThan(estimate(x).tailIndex);
      }),
      { seed: 7, numRuns: 40 },
    );
  });
  it('sees no power tail in an exponential-like one by moments, and says so', () => {
    const uniform = Float64Array.from({ length: 2000 }, (_, i) => 1 + i / 2000);
    const answer = moments(uniform, { k: 300 });
    expect(answer.tailIndex).toBe(Infinity);
    expect(answer.warnings.join()).toMatch(/not positive: no power tail/);
  });
  it('draws the Hill plot of every k', () => {
    const x = pareto(200, 2, 'curve');
    const curve = hillCurve(x);
    for (const k of [1, 17, 199]) expect(curve.tailIndex[k - 1]).toBeCloseTo(hill(x, { k }).tailIndex, 10);
    expect(curve.k).toHaveLength(199);
  });
  it('chooses k near all there is where the whole sample is Pareto, and less for a body of another law', () => {
    const x = pareto(2000, 1.2, 'k');
    const g = createGenerator('body');
    const mixed = Float64Array.from(x, (v, i) => (i % 5 === 0 ? 10 * v : 10 * g.uniform()));
    for (const rule of ['double-bootstrap', 'kolmogorov'] as const) {
      expect(chooseK(x, { rule, repeats: 60 })).toBeGreaterThan(200);
      expect(chooseK(mixed, { rule, repeats: 60 })).toBeLessThan(chooseK(x, { rule, repeats: 60 }) + 1);
    }
    const k = chooseK(mixed, { rule: 'reiss-thomas' });
    expect(Math.abs(hill(mixed, { k }).tailIndex - 1.2)).toBeLessThan(0.4);
    expect(() => chooseK(x.subarray(0, 20), { rule: 'kolmogorov' })).toThrow(/at least 40/);
  });
  it('finds a Pareto tail plausible where there is one and not in a normal sample; prefers the true law', () => {
    const x = pareto(400, 1.5, 'plausible');
    expect(paretoPlausibility(x, { repeats: 40, candidates: 50 })).toBeGreaterThan(0.1);
    const g = createGenerator('exp');
    const light = Float64Array.from({ length: 1000 }, () => 1 + g.exponential());
    expect(paretoPlausibility(light, { xmin: 1, repeats: 40 })).toBe(0);
    const answer = compareTails(light, { xmin: 1, alternative: 'exponential' });
    expect(answer.logRatio).toBeLessThan(0);
    expect(answer.pValue).toBeLessThan(0.01);
  });
  it('refuses a bad xmin and k', () => {
    const x = pareto(100, 1, 'bad');
    expect(() => paretoTail(x, { xmin: -1 })).toThrow(/xmin must be a finite number above 0, got -1/);
    expect(() => paretoTail(x, { xmin: 1e9 })).toThrow(/two distinct values/);
    expect(() => paretoTail(new Float64Array(9).fill(2))).toThrow(/two distinct positive values/);
    expect(() => pickands(x, { k: 26 })).toThrow(/k must be an integer from 1 to 25, got 26/);
    expect(() => moments(new Float64Array(9).fill(2), { k: 3 })).toThrow(/distinct/);
    expect(() => smoothedHill(x, { k: 60 })).toThrow(/k must be/);
    expect(() => compareTails(x, { xmin: 1, alternative: 'cauchy' as 'lognormal' })).toThrow(/alternative/);
  });
});

describe('estimators of a stable law', () => {
  const x = stableSample(4000, { alpha: 1.4 }, 'stable');
  it('find alpha', () => {
    expect(Math.abs(logVariance(x).tailIndex - 1.4)).toBeLessThan(
      4 * (logVariance(x).standardError as number),
    );
    // Widths from Koutrouvelis 1980, Akgiray & Lamoureux 1989 and our bootstraps: about 1.5 and 2 over sqrt(n).
    expect(Math.abs(koutrouvelis(x).tailIndex - 1.4)).toBeLessThan(0.1);
    expect(Math.abs(mcculloch(x, { shape: 'symmetric' }).tailIndex - 1.4)).toBeLessThan(0.13);
    expect(Math.abs(logOrder(x, { blockSize: 10 }).tailIndex - 1.4)).toBeLessThan(0.3);
  });
  it('find the skewed law with its scale and location by quantiles', () => {
    const y = stableSample(20_000, { alpha: 1.2, beta: -0.6, scale: 3, location: 10 }, 'skewed');
    const { alpha, beta, scale, location } = mcculloch(y).diagnostics;
    expect(Math.abs(alpha - 1.2)).toBeLessThan(0.06);
    expect(Math.abs(beta + 0.6)).toBeLessThan(0.08);
    expect(Math.abs(scale / 3 - 1)).toBeLessThan(0.05);
    expect(Math.abs(location - 10)).toBeLessThan(0.3);
    expect(Math.abs(logVariance(y, { form: 'differences' }).tailIndex - 1.2)).toBeLessThan(0.08);
  });
  it('find the most likely law', () => {
    const y = stableSample(600, { alpha: 1.5, scale: 2, location: -1 }, 'likely');
    const answer = stableMaximumLikelihood(y, { shape: 'symmetric' });
    expect(Math.abs(answer.tailIndex - 1.5)).toBeLessThan(4 * (answer.standardError as number));
    // Nolan 2001 gives a standard error of about 1.6 / sqrt(n) near alpha = 1.5.
    expect(answer.standardError as number).toBeGreaterThan(0.04);
    expect(answer.standardError as number).toBeLessThan(0.1);
    expect(answer.diagnostics.scale).toBeCloseTo(2, 0);
  });
});

describe('bootstrap', () => {
  it('takes any function that gives a number: as for its estimate, with an interval', () => {
    const x = stableSample(300, { alpha: 1.5 }, 1);
    const options = { repeats: 60, seed: 2 };
    const { interval, standardError } = bootstrap(x, (s) => hill(s, { k: 30 }), options);
    const number = bootstrap(x, (s) => hill(s, { k: 30 }).tailIndex, options);
    expect(number).toMatchObject({ tailIndex: hill(x, { k: 30 }).tailIndex, interval, standardError });
    const least = bootstrap(x, (s) => Math.min(...(s as Float64Array)), options);
    expect(least.interval!.lower).toBe(Math.min(...x));
    expect(() => bootstrap(x, () => NaN)).toThrow(
      /^the result of the estimator must be a number or an estimate, got NaN/,
    );
    expect(() => bootstrap(x, () => 'two' as never)).toThrow(/^the result of the estimator must be .*"two"/);
  });
  const x = stableSample(500, { alpha: 1.3 }, 'boot');
  const estimator = (sample: Sample) => logMoment(sample, { blockSizes: 5 });
  it('gives the same interval for the same seed, around the estimate, about as wide as theory says', () => {
    const own = estimator(x);
    for (const method of ['percentile', 'bca'] as const) {
      const a = bootstrap(x, estimator, { repeats: 300, seed: 3, method });
      expect(bootstrap(x, estimator, { repeats: 300, seed: 3, method })).toEqual(a);
      expect(a.tailIndex).toBe(own.tailIndex);
      expect(a.interval).toMatchObject({ method, level: 0.95 });
      expect(a.interval?.lower as number).toBeLessThan(a.tailIndex);
      expect(a.interval?.upper as number).toBeGreaterThan(a.tailIndex);
      expect((a.standardError as number) / (own.standardError as number)).toBeGreaterThan(0.6);
      expect((a.standardError as number) / (own.standardError as number)).toBeLessThan(1.7);
    }
  });
  it('draws blocks of rows, and says what it refuses', () => {
    const data = { data: x, rows: 250, columns: 2 };
    expect(bootstrap(data, estimator, { repeats: 50, blockLength: 10 }).interval).not.toBeNull();
    expect(() => bootstrap(data, estimator, { repeats: 5 })).toThrow(/repeats/);
    expect(() => bootstrap(data, estimator, { blockLength: 251 })).toThrow(/blockLength/);
  });
});
