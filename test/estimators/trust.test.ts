import { describe, expect, it } from 'vitest';
import {
  compareTails,
  createGenerator,
  feuervergerHall,
  hill,
  koutrouvelis,
  logMoment,
  mcculloch,
  paretoTail,
  stableSample,
  type TailEstimate,
} from 'heavytail';

const words = ({ warnings }: TailEstimate): string => warnings.join('\n');
const student3 = (count: number, seed: string): Float64Array => {
  const g = createGenerator(seed);
  const z = (): number => g.normal() ** 2;
  return Float64Array.from({ length: count }, () => g.normal() / Math.sqrt((z() + z() + z()) / 3));
};

describe('warnings that fire', () => {
  it('rows off the origin, and skewed ones', () => {
    const off = stableSample(5000, { alpha: 1.5, location: 3 }, 1);
    expect(words(logMoment(off))).toMatch(/do not lie about 0/);
    expect(words(logMoment(off, { centre: 'median' }))).not.toMatch(/do not lie about 0|skewed/);
    const g = createGenerator('one-sided');
    const pareto = Float64Array.from({ length: 5000 }, () => (1 - g.uniform()) ** (-1 / 1.5));
    expect(words(logMoment(pareto))).toMatch(/do not lie about 0/);
    expect(words(logMoment(pareto, { centre: 'median' }))).toMatch(/skewed/);
  });
  it('a reading below 2 that the largest values contradict, or do not confirm', () => {
    for (const seed of ['a', 'b', 'c'])
      expect(words(logMoment(student3(5000, seed)))).toMatch(
        /lighter than a stable law of that alpha|below 2 rests on the supposition of a stable law/,
      );
    expect(words(logMoment(student3(50_000, 'many')))).toMatch(/lighter than a stable law of that alpha/);
    expect(words(koutrouvelis(student3(5000, 'a')))).toMatch(/lighter than|rests on the supposition/);
    expect(words(logMoment(stableSample(50_000, { alpha: 1.2 }, 'stable')))).toBe('');
    const few = Array.from({ length: 10 }, (_, i) => words(logMoment(stableSample(1000, { alpha: 1.2 }, i))));
    expect(few.filter((text) => /at least \d+\u00a0?000 rows would be/.test(text)).length).toBeGreaterThan(4);
  });
  it('a heavy tail in a light bulk, which sums read as a law between the two', () => {
    // One value in twenty has a Pareto tail of 1.2; the estimate is 1.8 and its interval a hundredth wide.
    const g = createGenerator('light bulk');
    const mixed = Float64Array.from({ length: 20_000 }, () =>
      g.uniform() < 0.05 ? Math.sign(g.normal()) * (1 - g.uniform()) ** (-1 / 1.2) : g.normal(),
    );
    expect(logMoment(mixed).interval!.lower).toBeGreaterThan(1.5);
    for (const estimate of [logMoment(mixed), koutrouvelis(mixed)])
      expect(words(estimate)).toMatch(/heavier than a stable law of that alpha has/);
  });
  it('contradictions in stable samples about as often as two intervals of 95 % miss', () => {
    // 4 of 80 are expected at most; 10 or more once in 100 000 times 80 of probability 0.03.
    const said = Array.from({ length: 80 }, (_, i) =>
      words(logMoment(stableSample(2000, { alpha: [0.8, 1.2, 1.5, 1.7][i % 4] }, `seldom ${i}`))),
    );
    expect(said.filter((text) => /than a stable law of that alpha/.test(text)).length).toBeLessThan(10);
  });
  it('one trajectory in place of independent rows', () => {
    const g = createGenerator('chain');
    let x = 0;
    const chain = Float64Array.from(
      { length: 5000 },
      () => (x = (1 - 0.7 * g.normal() ** 2) * x + g.normal()),
    );
    for (const estimate of [logMoment(chain), hill(chain, { k: 100 }), koutrouvelis(chain)])
      expect(words(estimate)).toMatch(/Consecutive rows depend on each other/);
  });
  it('ties, zeros, whole numbers', () => {
    // Zeta-like: the integer part of a Pareto law of the same exponent.
    const g = createGenerator('zeta');
    const counts = Float64Array.from({ length: 3000 }, () => Math.floor((1 - g.uniform()) ** (-1 / 1.5)));
    expect(words(paretoTail(counts, { xmin: 1 }))).toMatch(/distinct ones, all whole numbers/);
    const rounded = stableSample(2000, { alpha: 1.5 }, 'round').map((v) => Math.round(v));
    expect(words(koutrouvelis(rounded))).toMatch(/all whole numbers, \d+ of them 0/);
    const smooth = paretoTail(stableSample(2000, { alpha: 1 }, 'smooth'), { xmin: 3 });
    expect(smooth.warnings).toEqual([]);
    expect(words(paretoTail(stableSample(2000, { alpha: 1 }, 'smooth')))).toMatch(/xmin was chosen/);
  });
  it('a few zeros, and a sample that is cut off', () => {
    const x = stableSample(3000, { alpha: 1.5 }, 'whole');
    const zeros = x.map((v, i) => (i % 100 === 0 ? 0 : v));
    for (const estimate of [koutrouvelis(zeros), mcculloch(zeros)])
      expect(words(estimate)).toMatch(/30 of them 0/);
    expect(words(logMoment(zeros))).toMatch(/30 rows of 3000 exactly zero/);
    const clipped = x.map((v) => Math.max(-20, Math.min(20, v)));
    for (const estimator of [logMoment, koutrouvelis, mcculloch, paretoTail, feuervergerHall]) {
      expect(words(estimator(clipped))).toMatch(/largest values are equal/);
      expect(words(estimator(x))).not.toMatch(/largest values are equal|of them 0/);
    }
  });
  it('an alternative that has become the Pareto law', () => {
    const g = createGenerator('pareto');
    const x = Float64Array.from({ length: 3000 }, () => (1 - g.uniform()) ** (-1 / 1.5));
    for (const alternative of ['lognormal', 'stretched-exponential'] as const) {
      const { pValue, normalised, warnings } = compareTails(x, { xmin: 1, alternative });
      expect([pValue, normalised]).toEqual([1, 0]);
      expect(warnings.join()).toMatch(/has become the Pareto law itself/);
    }
    const lognormal = Float64Array.from({ length: 3000 }, () => Math.exp(g.normal()));
    const real = compareTails(lognormal, { xmin: 1, alternative: 'lognormal' });
    expect(real.logRatio).toBeLessThan(-10);
    expect(real.warnings).toEqual([]);
  });
  it('a Hill plot that is not level', () => {
    expect(words(hill(student3(20_000, 'bent'), { k: 4000 }))).toMatch(/not level down to this k/);
    const g = createGenerator('level');
    const level = Float64Array.from({ length: 20_000 }, () => 1 / (1 - g.uniform()));
    expect(hill(level, { k: 1000 }).warnings).toEqual([]);
  });
});
