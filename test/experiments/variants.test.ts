import { beforeAll, describe, expect, it } from 'vitest';
import {
  fig1aSpec,
  fig2Claims,
  fig2Spec,
  galleryClaims,
  gallerySpec,
  runFig1a,
  runVariants,
  svrgClaims,
  svrgSpec,
  updateRules,
  variantCurves,
  variantDistances,
  variantMaps,
  type VariantsResult,
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

describe('the gallery', () => {
  it('has every update rule but SVRG, each with an estimate', async () => {
    const spec = gallerySpec('smoke');
    const names = new Set(spec.variants.map(({ rule }) => rule?.name ?? 'sgd'));
    expect([...names, 'svrg'].sort()).toEqual([...updateRules].sort());
    const result = await runVariants({ ...spec, stepSizes: [0.1] }, { store: null });
    expect(result.cells).toHaveLength(spec.variants.length);
    for (const { tailIndex, variant } of result.cells) expect(tailIndex, variant).toBeGreaterThan(0);
    expect(galleryClaims(result).length).toBeGreaterThan(0);
  });

  it('refuses two variants of one name', async () => {
    const spec = gallerySpec('smoke');
    await expect(runVariants({ ...spec, variants: [spec.variants[0], spec.variants[0]] })).rejects.toThrow(
      'variants must be variants with different names',
    );
  });
});
