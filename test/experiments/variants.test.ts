import { beforeAll, describe, expect, it } from 'vitest';
import {
  dataLawClaims,
  dataLawsSpec,
  dataLawTheory,
  fig1aSpec,
  fig2Claims,
  fig2Spec,
  galleryClaims,
  gallerySpec,
  generateRegression,
  runFig1a,
  runVariants,
  svrgClaims,
  svrgSpec,
  tailIndex,
  updateRules,
  variantCurves,
  variantDistances,
  variantMaps,
  type VariantsResult,
  type VariantsSpec,
} from 'heavytail';

describe('Figure 2', () => {
  let result: VariantsResult;
  beforeAll(async () => {
    result = await runVariants(fig2Spec('smoke'), { store: null });
  });

  it('has SGD as in Figure 1(a), bit for bit', async () => {
    const { cells } = await runFig1a(fig1aSpec('smoke'), { store: null });
    const sgd = result.cells.filter(({ variant }) => variant === 'SGD');
    expect(sgd.map(({ tailIndex }) => tailIndex)).toEqual(cells.map(({ tailIndex }) => tailIndex));
  });

  it('names the constants of RMSProp in its spec', () => {
    expect(fig2Spec('paper').variants[1].rule).toEqual({ name: 'rmsProp', decay: 0.99, epsilon: 1e-8 });
    expect(fig2Spec('paper').stepSizes).toHaveLength(10);
    expect(fig2Spec('paper').batchSizes).toEqual([1, 2, 3, 4, 5, 10, 20]);
  });

  it('makes figures and claims that are plain data', () => {
    for (const made of [
      fig2Claims(result),
      variantMaps(result, 't'),
      variantCurves(result, 1, 't'),
      variantDistances(result, 1, 't'),
    ])
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
  });
});

describe('SVRG', () => {
  it('goes to the minimiser as the run grows, where SGD stays at its distance; degenerate cells are said to be so', async () => {
    const smoke = svrgSpec('smoke');
    // One stable cell, long enough to arrive: contraction 1 - eta per step, so 0.95^4000 is far below the bound of 1e-6.
    const spec = {
      ...smoke,
      run: { ...smoke.run, repeats: 40, iterations: 1000, burnIn: 900 },
      variants: smoke.variants.map((v, i) => ({
        ...v,
        iterations: [250, 1000, 4000][i >> 1],
        burnIn: [200, 900, 3900][i >> 1],
      })),
      stepSizes: [0.05],
      batchSizes: [20],
    };
    const { cells } = await runVariants(spec, { store: null });
    const distance = (name: string): number[] =>
      cells.filter(({ variant }) => variant.startsWith(name)).map((cell) => cell.distance!);
    const [short, , long] = distance('SVRG');
    expect(long).toBeLessThan(1e-6 * short);
    const [, sgdMiddle, sgdLong] = distance('SGD');
    expect(sgdLong).toBeGreaterThan(0.3 * sgdMiddle);
    expect(cells.map(({ degenerate }) => degenerate)).toEqual([
      false,
      false,
      false,
      expect.any(Boolean),
      false,
      true,
    ]);
    expect(svrgClaims({ spec, cells })[1].verdict).toBe('holds');
  });
});

describe('data laws', () => {
  it('all have a covariance of trace d, and heavier rows give heavier tails', async () => {
    const spec = dataLawsSpec('smoke');
    const { dimension } = spec.problem;
    for (const { law, sigma = 1, name } of spec.variants) {
      const { features } = generateRegression({ rows: 20_000, dimension, sigma, law, seed: 'trace' });
      const trace = features.reduce((sum, value) => sum + value * value, 0) / 20_000;
      // Student-t with 5 degrees varies most: a standard error of about 0.1.
      expect(Math.abs(trace - dimension), name).toBeLessThan(0.5);
    }
    const result = await runVariants({ ...spec, stepSizes: [0.4] }, { store: null });
    const alpha = Object.fromEntries(result.cells.map((cell) => [cell.variant, cell.tailIndex!]));
    expect(alpha['Student-t, 5 degrees']).toBeLessThan(alpha.Gaussian - 0.2);
    expect(alpha['sparse, density 0.2']).toBeLessThan(alpha.Gaussian - 0.2);
    const [gaussian, ...others] = result.cells.map(({ plainSgd }) => plainSgd);
    const p = { stepSize: 0.4, batchSize: 5, dimension, sigma: 1 };
    expect(gaussian).toEqual({ status: 'found', tailIndex: tailIndex(p), standardError: 0 });
    // Uniform and Rademacher entries have alpha above 4 there; the spectrum, Student-t and sparse rows below that of Gaussian ones.
    const found = others.map((tail) => tail.tailIndex !== null);
    expect(found).toEqual([false, false, true, true, true]);
    for (const tail of others.slice(2)) {
      expect(tail.tailIndex!).toBeLessThan(gaussian.tailIndex!);
      expect(tail.standardError!).toBeLessThan(0.15 * tail.tailIndex!);
    }
    expect(dataLawClaims(result)).toHaveLength(5);
    const figure = dataLawTheory(result, 5);
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
    const data = figure.data as { name: string; y: (number | null)[] }[];
    expect(data.map(({ name, y }) => [name, y[0]])).toEqual(
      result.cells.map(({ variant, plainSgd }) => [variant, plainSgd.tailIndex]),
    );
  });
});

describe('a cell', () => {
  const keysOf = async (spec: VariantsSpec): Promise<object[]> => {
    const keys: object[] = [];
    const store = {
      directory: 'nowhere',
      get: async (key: unknown) => void keys.push(key as object),
      put: async () => {},
    };
    await runVariants(spec, { store });
    return keys;
  };
  it('is stored under plain JSON that holds all its result depends on', async () => {
    const smoke = gallerySpec('smoke');
    const variants = smoke.variants.filter(({ stepSize, sampling }) => stepSize || sampling === 'streaming');
    const run = { ...smoke.run, iterations: 4, burnIn: 2, repeats: 50 };
    const keys = await keysOf({ ...smoke, run, variants, stepSizes: [0.1] });
    const common = {
      ...{
        kind: 'point of a sweep',
        engine: expect.any(Number),
        distances: expect.any(Number),
        source: { problem: smoke.problem },
      },
      ...{ stepSize: 0.1, batchSize: 5, iterations: 4, burnIn: 2, repeats: 50, start: { deviation: 5 } },
      ...{ rule: { name: 'sgd' }, loss: { name: 'squares' }, weightDecay: 0, sampling: 'withoutReplacement' },
      ...{
        iterate: 'averaged',
        center: 'median',
        estimate: { name: 'logMoment', options: {} },
        seed: 'gallery',
      },
      // The version of the estimator.
      estimators: { logMoment: expect.any(Number) },
    };
    expect(JSON.parse(JSON.stringify(keys))).toEqual(keys);
    expect(keys).toHaveLength(3);
    for (const own of [
      { stepSize: { cycle: [0.4, 0.7, 1, 1.3, 1.6], unit: 0.1 } },
      { stepSize: { uniform: [0.4, 1.6], unit: 0.1 } },
      { sampling: 'streaming' },
    ])
      expect(keys).toContainEqual({ ...common, ...own });
  });
  it('streams rows of the law of its problem', async () => {
    const spec = dataLawsSpec('smoke');
    const law = { name: 'sparse', density: 0.2 } as const;
    const variants = [
      { name: 'data', law },
      { name: 'stream', law, sampling: 'streaming' },
    ] as const;
    const run = { ...spec.run, repeats: 800 };
    const problem = { ...spec.problem, rows: 10_000 };
    const { cells } = await runVariants(
      { ...spec, run, problem, variants, stepSizes: [0.35] },
      { store: null },
    );
    // Both have 800 repeats: an error of about 5 % each.
    expect(Math.abs(cells[1].tailIndex! / cells[0].tailIndex! - 1)).toBeLessThan(0.2);
    expect(cells[0].tailIndex!).toBeLessThan(1.9);
    expect(cells[0].plainSgd).toEqual(cells[1].plainSgd);
  });
});

describe('the gallery', () => {
  it('has every update rule but SVRG, each with an estimate', async () => {
    const spec = gallerySpec('smoke');
    const names = new Set(spec.variants.map(({ rule }) => (rule && 'name' in rule ? rule.name : 'sgd')));
    expect([...names, 'svrg'].sort()).toEqual([...updateRules].sort());
    const result = await runVariants({ ...spec, stepSizes: [0.1] }, { store: null });
    expect(result.cells).toHaveLength(spec.variants.length);
    for (const { tailIndex, variant } of result.cells) expect(tailIndex, variant).toBeGreaterThan(0);
    expect(galleryClaims(result).length).toBeGreaterThan(0);
  });

  it('makes tails heavier by step-sizes that vary, and leaves them by streaming', async () => {
    const spec = { ...gallerySpec('smoke'), stepSizes: [0.6] };
    const names = ['SGD', 'cyclic step-size', 'random step-size', 'streaming'];
    const variants = spec.variants.filter(({ name }) => names.includes(name));
    const run = { ...spec.run, repeats: 800, iterations: 500, burnIn: 250 };
    const { cells } = await runVariants({ ...spec, run, variants }, { store: null });
    const [sgd, cyclic, random, streaming] = cells.map(({ interval }) => interval!);
    expect(cyclic.upper).toBeLessThan(sgd.lower);
    expect(random.upper).toBeLessThan(sgd.lower);
    // The data set is small (500 rows), so its tail is near to that of fresh data, not equal.
    expect(Math.abs(streaming.lower / sgd.lower - 1)).toBeLessThan(0.25);
  });

  it('refuses a variant with a unit of its own, in the place of which the grid has many', async () => {
    const variants = [{ name: 'two', stepSize: { cycle: [1, 2], unit: 0.1 } }];
    await expect(runVariants({ ...gallerySpec('smoke'), variants })).rejects.toThrow(
      'stepSize.unit of the variant two must be left out: the units are the stepSizes of the grid, got 0.1',
    );
  });

  it('refuses two variants of one name', async () => {
    const spec = gallerySpec('smoke');
    await expect(runVariants({ ...spec, variants: [spec.variants[0], spec.variants[0]] })).rejects.toThrow(
      'variants must be variants with different names',
    );
  });
});
