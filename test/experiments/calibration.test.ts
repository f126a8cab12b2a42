import { describe, expect, it } from 'vitest';
import {
  calibrationBias,
  calibrationClaims,
  calibrationConvergence,
  calibrationCoverage,
  calibrationLaws,
  calibrationSpec,
  createGenerator,
  hill,
  maxStepSize,
  runCalibration,
  runSgdReadings,
  sgdReadingsClaims,
  sgdReadingsFigure,
  sgdReadingsSpec,
  stationaryVariance,
  streamingSgdLaw,
  type CalibrationLaw,
  type CalibrationSpec,
  type OwnCalibrationLaw,
  type SampleEstimator,
} from 'heavytail';

describe('runCalibration', async () => {
  const spec = { sizes: [{ size: 900, repeats: 12 }], seed: 'test' };
  const rows = await runCalibration(spec, { store: null, workers: 2 });
  const row = (law: string, estimator: string) => {
    const found = rows.find((one) => one.law === law && one.estimator === estimator);
    if (found === undefined) throw new Error(`no row for ${law} and ${estimator}`);
    return found;
  };
  // Medians of 12 samples of 900: a spread of about 0.05 for stable laws by log moments, 0.15 alpha for Hill at k = 45.
  it('finds stable samples by the log-moment estimator and Pareto samples by Hill', () => {
    expect(Math.abs((row('stable 1.5', 'log-moment').median as number) - 1.5)).toBeLessThan(0.15);
    expect(Math.abs((row('Pareto 3', 'hill, k = n/20').median as number) - 3)).toBeLessThan(0.6);
  });
  it('shows that the log-moment estimator reads lighter tails as 2 or less', () => {
    for (const law of ['Gaussian', 'Student t 3'])
      expect(row(law, 'log-moment').median as number).toBeLessThan(2.25);
  });
  it('has the exact tail-index of SGD from the theory', () => {
    const sgd = rows.filter(
      (one) => /^SGD, η = (0.4|0.8|1.2), d = 1/.test(one.law) && one.estimator === 'log-moment',
    );
    expect(sgd.map((one) => one.exact as number).every((alpha) => alpha > 0)).toBe(true);
    const medians = sgd.map((one) => one.median as number);
    expect(medians).toEqual([...medians].sort((a, b) => b - a));
    expect(() => streamingSgdLaw(5)).toThrow(/stepSize must be one that leaves a stationary law, got 5/);
  });
  it('does not depend on the number of workers, and makes claims and figures', async () => {
    const small = { sizes: [{ size: 40, repeats: 3 }], seed: 'test' };
    const one = await runCalibration(small, { store: null, workers: 1 });
    expect(await runCalibration(small, { store: null, workers: 2 })).toEqual(one);
    expect(calibrationClaims(rows)).toHaveLength(7);
    expect(calibrationClaims(rows)[3].verdict).toBe('does not hold');
    expect(calibrationBias(rows, 900).data[0].y).toHaveLength(25);
    expect(JSON.stringify(calibrationCoverage(rows, 900))).not.toMatch(/NaN/);
    expect(calibrationConvergence(rows, 'Pareto 3', ['log-moment']).data).toHaveLength(2);
  });
  it('draws at a size the laws that are named, with the same samples, and those of one’s own', async () => {
    const named = ['Pareto 3', 'stable 1.5'];
    const size = { size: 60, repeats: 3 };
    const only = ['log-moment'];
    const draw = (count: number): Float64Array =>
      Float64Array.from({ length: count }, (_, i) => (i + 1) ** 2);
    const laws = { mine: { tailIndex: 2, draw } };
    const all = await runCalibration({ sizes: [size], seed: 'test', only, laws }, { store: null });
    const sizes = [size, { ...size, size: 80, laws: named }];
    const some = await runCalibration({ sizes, seed: 'test', only, laws }, { store: null });
    expect(some.slice(0, all.length)).toEqual(all);
    expect(some.slice(all.length).map(({ law }) => law)).toEqual(['stable 1.5', 'Pareto 3', 'mine']);
    const first = { ...size, laws: named };
    expect(await runCalibration({ sizes: [first], seed: 'test', only, laws }, { store: null })).toEqual(
      all.filter(({ law }) => [...named, 'mine'].includes(law)),
    );
    // At quick every law is at the size that maps and claims look at, and those of the plots at all.
    const quick = calibrationSpec('quick').sizes;
    expect(quick.filter(({ laws: some }) => some === undefined).map((one) => one.size)).toEqual([1000]);
    expect(calibrationSpec('paper').sizes.every(({ laws: some }) => some === undefined)).toBe(true);
  });
  it.each([
    [['Pareto 4'], /^sizes\[0\].laws\[0\] must be/],
    [['Fréchet 3'], /^sizes\[0\].laws\[0\] must be/],
    [[], /sizes\[0\].laws must be/],
  ])('refuses laws at a size that are not of the set: %j', async (laws, message) => {
    const spec = { sizes: [{ size: 60, repeats: 1, laws }], seed: 'test' };
    await expect(runCalibration(spec, { store: null })).rejects.toThrow(message);
  });
  it('measures estimators and laws of one’s own on the samples of the built-in ones', async () => {
    const spec = { sizes: [{ size: 60, repeats: 4 }], seed: 'test' };
    const built = await runCalibration(spec, { store: null });
    const mine: SampleEstimator = (sample, { hill, values }) => hill(sample, { k: values.k as number });
    // Uniform powers: P(u^(-1/2) > t) = t^-2 exactly.
    const power: OwnCalibrationLaw = {
      tailIndex: 2,
      draw: (count, random) => Float64Array.from({ length: count }, () => (1 - random.uniform()) ** -0.5),
    };
    const own = {
      estimators: { mine, 'log-moment again': 'logMoment' },
      laws: { power },
      values: { k: 5 },
    } as const;
    const rows = await runCalibration({ ...spec, ...own }, { store: null, workers: 1 });
    expect(await runCalibration({ ...spec, ...own }, { store: null, workers: 2 })).toEqual(rows);
    const laws = calibrationLaws().length;
    expect(rows.filter(({ estimator }) => estimator === 'mine')).toHaveLength(laws + 1);
    const builtIn = new Set(built.map(({ estimator }) => estimator)).size;
    expect(rows.filter(({ law }) => law === 'power')).toHaveLength(builtIn + 2);
    const without = rows.filter(({ law, estimator }) => law !== 'power' && !(estimator in own.estimators));
    expect(without).toEqual(built);
    const named = (name: string) =>
      rows.filter(({ estimator }) => estimator === name).map(({ median }) => median);
    expect(named('log-moment again')).toEqual(named('log-moment'));
    const hillOfPower = rows.find(({ law, estimator }) => law === 'power' && estimator === 'hill, k = n/20')!;
    expect([hillOfPower.exact, hillOfPower.samples]).toEqual([2, 4]);
  });
  it('take the mean of the two middle estimates of an even count for their median', async () => {
    // The samples are constant and their own estimate: with two of them the median lies between.
    const draw = (size: number, { uniform }: { uniform: () => number }) => {
      const value = 1 + uniform();
      return Array<number>(size).fill(value);
    };
    const rows = await runCalibration(
      {
        ...{ sizes: [{ size: 20, repeats: 2 }], seed: 'test', only: [] },
        ...{
          estimators: { first: (sample: { data: Float64Array }) => sample.data[0] },
          laws: { level: { tailIndex: 1, draw } },
        },
      },
      { store: null, workers: 1 },
    );
    const { median, low, high } = rows.find(
      ({ law, estimator }) => law === 'level' && estimator === 'first',
    )!;
    expect(low! < high!).toBe(true);
    expect(median).toBeCloseTo((low! + high!) / 2, 12);
  });
  it.each([
    // A failure of a sample is counted, a mistake of the function is not one.
    [{ estimators: { mine: () => '1' as never } }, /^the result of estimate must be a number or .*got "1"/],
    [
      { estimators: { mine: () => ({ tailIndex: 1, intervall: null }) as never } },
      /^the result of estimate has no field "intervall": did you mean "interval"\?/,
    ],
    [
      { estimators: { 'log-moment': 'hill' } },
      /^estimators must be another name: a built-in one is called so, got "log-moment"/,
    ],
    [{ laws: { Gaussian: { tailIndex: 2, draw: () => [] } } }, /^laws must be another name/],
    [
      { laws: { mine: { tailIndex: 0, draw: () => [] } } },
      /^laws\["mine"\].tailIndex must be a number above 0, or Infinity, got 0/,
    ],
    [
      { laws: { mine: { tailIndex: 1, draw: () => Math.random() } } },
      /^laws\["mine"\].draw uses Math.random/,
    ],
    [
      { laws: { mine: { tailIndex: 1, draw: () => [1] } } },
      /^the result of laws\["mine"\].draw must be 60 finite numbers/,
    ],
    [{ estimator: {} }, /^spec has no field "estimator": did you mean "estimators"/],
  ])('refuses a bad estimator or law of one’s own: %j', async (own, message) => {
    const spec = { sizes: [{ size: 60, repeats: 1 }], seed: 'test', ...own };
    await expect(runCalibration(spec as CalibrationSpec, { store: null })).rejects.toThrow(message);
  });
  it('draws SGD from its stationary law, of known variance and tail', async () => {
    const count = 40_000;
    const draw = (law: CalibrationLaw) => law.draw(count, createGenerator('laws', law.name));
    // alpha is 5.7, 7.8 and 15.4: the fourth moment is finite, and with a kurtosis below 10 the standard error of the variance,
    // sqrt((kurtosis - 1) / n), is at most 1.5 per cent; four of them are allowed.
    for (const [stepSize, dimension] of [
      [0.28, 1],
      [0.2, 2],
      [0.07, 20],
    ]) {
      const x = await draw(streamingSgdLaw(stepSize, dimension));
      expect(x).toHaveLength(count);
      const exact = stationaryVariance({ stepSize, batchSize: 1, dimension, sigma: 1 }, 1);
      const variance = x.reduce((sum, value) => sum + value * value, 0) / count;
      expect(Math.abs(variance / exact - 1)).toBeLessThan(0.06);
    }
    // Hill's estimate from 400 order statistics has a standard error of 5 per cent; four of them are allowed.
    for (const stepSize of [0.8, 1.2]) {
      const law = streamingSgdLaw(stepSize);
      const { tailIndex } = hill(await draw(law), { k: 400 });
      expect(Math.abs(tailIndex / law.tailIndex - 1)).toBeLessThan(0.2);
    }
    const law = streamingSgdLaw(0.8);
    expect(await draw(law)).toEqual(await draw(law));
  });
  it('refuses sizes that are too small', async () => {
    await expect(runCalibration({ sizes: [{ size: 5, repeats: 1 }], seed: 1 })).rejects.toThrow(/sizes\[0\]/);
    expect(calibrationLaws().length).toBeGreaterThan(10);
    expect(calibrationSpec('paper').sizes.at(-1)?.size).toBe(1_000_000);
  });
});

describe('runSgdReadings', async () => {
  const most = maxStepSize({ batchSize: 1, dimension: 1, sigma: 1 });
  const spec = { stepSizes: [0.3, 1, 1.1 * most], repeats: 600, iterations: 300, seed: 2 };
  const readings = await runSgdReadings(spec, { workers: 1 });
  it('has the same bits for any number of workers', async () => {
    for (const workers of [2, 7]) expect(await runSgdReadings(spec, { workers })).toEqual(readings);
  });
  it('names a step-size at which the iterates overflow', async () => {
    const wild = { ...spec, stepSizes: [1, 1e4] };
    await expect(runSgdReadings(wild)).rejects.toThrow(/stepSizes must be small enough .* one is, got 10000/);
  });
  it('reads 2 where alpha is 5, and a number where there is no stationary law', () => {
    expect(readings[0].exact as number).toBeGreaterThan(4.5);
    // Spread of the log-moment estimate over samples of 600 is about 0.12 near 2.
    expect(Math.abs(readings[0].averaged - 2)).toBeLessThan(0.5);
    expect(readings[2].exact).toBeNull();
    expect(readings[2].averaged).toBeLessThan(1);
    expect(sgdReadingsClaims(readings).map(({ verdict }) => verdict)).toContain('holds');
    expect(sgdReadingsFigure(readings, most).data).toHaveLength(4);
    expect(sgdReadingsSpec().stepSizes.at(-1) as number).toBeGreaterThan(most);
  });
});
