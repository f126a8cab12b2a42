import { beforeAll, describe, expect, it } from 'vitest';
import {
  dataSetTailClaims,
  dataSetTailSpec,
  productAgreementClaims,
  productAgreementFigure,
  productAgreementSpec,
  productsClaims,
  productsComparison,
  productsSpec,
  productsSurvival,
  runDataSetTail,
  runProductAgreement,
  runProducts,
  tailIndex,
  variantName,
  type DataSetTailCell,
  type ProductsCell,
  type ProductsResult,
} from 'heavytail';
import { away, good } from './productsCells.js';

const spec = productsSpec('smoke', 'test');

describe('products against simulation', () => {
  let result: ProductsResult;
  beforeAll(async () => {
    result = await runProducts(spec, { store: null, workers: 2 });
  });

  it('has every kind of variant, with and without a stationary law, at d = 1, 2 and 5', () => {
    const { variants } = productsSpec('quick');
    for (const kind of ['momentum', 'cycle', 'random', 'network'])
      expect(variants.filter((v) => v.kind === kind).length).toBeGreaterThan(3);
    expect(new Set(variants.map(({ setting }) => setting.stream!.dimension))).toEqual(new Set([1, 2, 5]));
    expect(new Set(variants.map(variantName)).size).toBe(variants.length);
  });
  it('finds the growth rate that SGD has, of either sign', () => {
    // Five standard errors of both; seeded.
    for (const { lyapunov, lyapunovError, growth, growthError } of result.cells)
      expect(Math.abs(growth - lyapunov)).toBeLessThan(5 * Math.hypot(lyapunovError, growthError));
    expect(result.cells.some(({ growth }) => growth > 0)).toBe(true);
  });
  it('finds the exact rate of step-sizes that change', () => {
    const known = result.cells.filter(({ exact }) => exact.lyapunov !== undefined);
    expect(known.length).toBe(2);
    for (const { exact, growth, growthError } of known)
      expect(Math.abs(growth - exact.lyapunov!)).toBeLessThan(5 * growthError);
  });
  it('finds the tail that SGD has, and none where it runs away', () => {
    // 4000 iterates, Hill's estimate from 100 of them: 10 % of error and some of bias.
    for (const { status, tailIndex, hill, lyapunov } of result.cells) {
      if (lyapunov > 0) expect([status, tailIndex, hill]).toEqual(['no-stationary-law', null, null]);
      else expect(Math.abs(hill! / tailIndex! - 1)).toBeLessThan(0.4);
    }
  });
  it('is the same for any number of workers, can be stopped, and names bad settings', async () => {
    const one = { ...spec, variants: spec.variants.slice(1, 2), growthRepeats: 50, repeats: 1000 };
    const run = (workers: number) => runProducts(one, { store: null, workers });
    expect(await run(3)).toEqual(await run(1));
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(runProducts(one, { store: null, signal })).rejects.toThrow('enough');
    await expect(runProducts({ ...one, repeats: 1001 }, { store: null })).rejects.toThrow(/^repeats must be/);
    await expect(runProducts({ ...one, relativeError: 0 }, { store: null })).rejects.toThrow(
      /^relativeError/,
    );
    await expect(runProducts({ ...one, growthSteps: 5000 }, { store: null })).rejects.toThrow(
      /^growthSteps must be few enough/,
    );
    expect(() => productsSpec('big' as 'smoke')).toThrow(/^preset must be/);
  });
  it('makes figures and claims that are plain data', () => {
    for (const made of [result, productsComparison(result), productsSurvival(result), productsClaims(result)])
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    expect(productsClaims(result)).toHaveLength(16);
    expect(productsClaims(result).filter(({ verdict }) => verdict === 'does not hold')).toEqual([]);
  });
});

describe('productsClaims', () => {
  const verdicts = (...cells: ProductsCell[]): string[] =>
    productsClaims({ spec, cells })
      .slice(4, 8)
      .map(({ verdict }) => verdict);
  it('hold of what agrees', () => {
    expect(verdicts(good, away)).toEqual(['holds', 'holds', 'holds', 'holds']);
  });
  it('do not hold of what does not', () => {
    expect(verdicts({ ...good, hill: 3 })[0]).toBe('does not hold');
    expect(verdicts({ ...good, tailIndex: 1.5 })[1]).toBe('does not hold');
    expect(verdicts({ ...good, growth: -0.8 })[2]).toBe('does not hold');
    expect(verdicts({ ...away, status: 'found', tailIndex: 1, standardError: 0.1 })[3]).toBe('does not hold');
  });
  it('are left open where nothing was compared or something is undecided', () => {
    expect(verdicts()).toEqual(Array(4).fill('inconclusive'));
    const open: ProductsCell = { ...good, status: 'undecided', tailIndex: null, standardError: null };
    expect(verdicts(good, open).slice(0, 2)).toEqual(['inconclusive', 'inconclusive']);
    expect(productsComparison({ spec, cells: [] }).data).toHaveLength(5);
    expect(productsSurvival({ spec, cells: [open] }).data).toHaveLength(0);
  });
});

describe('the tail of a data set', () => {
  it('is sampled beside its second moments, the same each time', async () => {
    const small = dataSetTailSpec('smoke', 'test');
    const problem = { ...small.problem, rows: 60, dimension: 4 };
    const own = { ...small, problem, settings: [0.9, 1.5].map((stepSize) => ({ stepSize, batchSize: 4 })) };
    const result = await runDataSetTail(own, { store: null });
    expect(await runDataSetTail(own, { store: null })).toEqual(result);
    const [tail, none] = result.cells;
    expect(tail.status).toBe('found');
    expect(none).toMatchObject({ status: 'no-stationary-law', tailIndex: null });
    const claims = dataSetTailClaims(result);
    expect(claims.map(({ verdict }) => verdict).slice(0, 2)).toEqual(['holds', 'holds']);
    expect(JSON.parse(JSON.stringify(claims))).toEqual(claims);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(runDataSetTail(own, { store: null, signal })).rejects.toThrow('enough');
    await expect(runDataSetTail({ ...own, walkers: 1.5 }, { store: null })).rejects.toThrow(/^walkers must/);
  });
  it('is compared with the stream by standard errors', () => {
    const cell: DataSetTailCell = {
      ...{ stepSize: 0.1, batchSize: 1, status: 'found', tailIndex: 1.8, standardError: 0.02 },
      ...{ lyapunov: -0.1, lyapunovError: 0.001, secondMoment: 1.01 },
      stream: { tailIndex: 2.2, lyapunov: -0.1, secondMoment: 0.99 },
    };
    const last = (more: Partial<DataSetTailCell>) =>
      dataSetTailClaims({ spec: dataSetTailSpec('smoke'), cells: [{ ...cell, ...more }] }).map(
        (c) => c.verdict,
      );
    expect(last({})).toEqual(['holds', 'holds']);
    expect(last({ tailIndex: 2.19 })).toEqual(['does not hold', 'does not hold']);
    expect(last({ status: 'undecided', tailIndex: null, standardError: null })).toEqual([
      'inconclusive',
      'inconclusive',
    ]);
  });
});

describe('agreement of the products with the exact tail-index', () => {
  const small = productAgreementSpec('smoke', 'test');
  const settings = [small.settings[0], { stepSize: 3, batchSize: 1, dimension: 2, sigma: 1 }];
  it('is the same for any number of workers, and can be stopped', async () => {
    const run = (workers: number) => runProductAgreement({ ...small, settings }, { store: null, workers });
    const result = await run(2);
    expect(await run(1)).toEqual(result);
    expect(result.cells.map(({ status }) => status)).toEqual(['found', 'no-stationary-law']);
    expect(productAgreementClaims(result).map(({ verdict }) => verdict)).toEqual(Array(3).fill('holds'));
    expect(JSON.parse(JSON.stringify(productAgreementFigure(result)))).toEqual(
      productAgreementFigure(result),
    );
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(runProductAgreement(small, { store: null, signal })).rejects.toThrow('enough');
    await expect(runProductAgreement({ ...small, walkers: 2 }, { store: null })).rejects.toThrow(/^walkers/);
  });
  it('has 20 settings with alpha from 0.3 to 20 and d up to 100', () => {
    const all = productAgreementSpec('quick').settings;
    const exact = all.map((p) => tailIndex(p)!);
    expect(all).toHaveLength(20);
    expect([Math.min(...exact), Math.max(...exact)].map((alpha) => Math.round(10 * alpha))).toEqual([3, 200]);
    expect(Math.max(...all.map(({ dimension }) => dimension))).toBe(100);
  });
  it('is not claimed of what is far off, or of nothing', () => {
    const cell = { setting: settings[0], exact: 1, status: 'found', standardError: 0.1, steps: 1 } as const;
    const verdicts = (...values: number[]): string[] =>
      productAgreementClaims({
        spec: small,
        cells: values.map((tailIndex) => ({ ...cell, tailIndex })),
      }).map(({ verdict }) => verdict);
    expect(verdicts(1.2)).toEqual(['holds', 'holds']);
    expect(verdicts(1.4, 1.6)).toEqual(['inconclusive', 'does not hold', 'does not hold']);
    expect(verdicts()).toEqual(['inconclusive']);
  });
});
