import { beforeAll, describe, expect, it } from 'vitest';
import {
  convergenceClaims,
  convergenceEstimates,
  convergenceHistogram,
  convergencePaths,
  convergenceSpec,
  convergenceSurvival,
  criticalStepSize,
  maxStepSize,
  runConvergence,
  tailIndex,
  type ConvergenceResult,
} from 'heavytail';

describe('convergence in distribution', () => {
  let result: ConvergenceResult;
  beforeAll(async () => {
    result = await runConvergence(convergenceSpec('smoke'), { store: null, workers: 2 });
  });

  it('has step-sizes below eta_crit, in the window and above eta_max in every preset', () => {
    for (const preset of ['smoke', 'quick', 'paper'] as const) {
      const { problem, batchSize, stepSizes } = convergenceSpec(preset);
      const law = { batchSize, dimension: problem.dimension, sigma: problem.sigma };
      const [critical, maximum] = [criticalStepSize(law), maxStepSize(law)];
      expect(stepSizes[0]).toBeLessThan(critical);
      expect(stepSizes[1]).toBeGreaterThan(critical);
      expect(stepSizes[1]).toBeLessThan(maximum);
      expect(stepSizes[2]).toBeGreaterThan(maximum);
    }
  });

  it('does not depend on the number of workers', async () => {
    expect(await runConvergence(convergenceSpec('smoke'), { store: null, workers: 7 })).toEqual(result);
  });

  it('has survival functions that fall from near 1 to one in the sample, 1/2 at the median', () => {
    for (const { averaged, final } of result.cells)
      for (const { thresholds, survival } of [averaged, final]) {
        expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
        expect(survival).toEqual([...survival].sort((a, b) => b - a));
        expect(survival.at(-1)).toBe(1 / 200);
        survival.forEach((share, i) => expect(share > 0.5).toBe(thresholds[i] < 1));
      }
  });

  it('fits densities that integrate to at most 1, and the stable law where the tail is heavy', () => {
    for (const { fit } of result.cells)
      for (const density of [fit.density, fit.stable, fit.gaussian]) {
        const mass = density.reduce((sum, value) => sum + 0.25 * value, 0);
        expect(mass).toBeGreaterThan(0);
        expect(mass).toBeLessThan(1.01);
      }
    const [light, , heavy] = result.cells.map(({ fit }) => fit);
    // 4000 coordinates; a Kolmogorov distance of 0.05 is far outside chance for a law that is right.
    expect(light.stableDistance).toBeLessThan(0.05);
    expect(heavy.stableDistance).toBeLessThan(heavy.gaussianDistance / 2);
  });

  it('starts its paths near the law of x_0 and has the exact theory beside the estimates', () => {
    for (const { paths, exact, stepSize } of result.cells) {
      expect(paths).toHaveLength(5);
      for (const path of paths) expect(path).toHaveLength(101);
      expect(exact).toBe(tailIndex({ stepSize, batchSize: 5, dimension: 20, sigma: 1 }));
    }
    const [below, , above] = result.cells;
    expect(below.overIterations.at(-1)!.distance).toBeLessThan(10);
    expect(above.overIterations.at(-1)!.distance).toBeGreaterThan(1e3);
  });

  it('makes figures and claims that are plain data, and says that there is no law above eta_max', () => {
    for (const made of [
      convergencePaths(result),
      convergenceSurvival(result, 'averaged'),
      convergenceHistogram(result.cells[1]),
      convergenceEstimates(result, 'iterations'),
      convergenceEstimates(result, 'repeats'),
      convergenceClaims(result),
      result,
    ])
      expect(JSON.parse(JSON.stringify(made))).toEqual(made);
    const claims = convergenceClaims(result);
    expect(claims).toHaveLength(6);
    expect(claims.at(-1)).toMatchObject({ verdict: 'does not hold' });
    expect(claims.at(-2)).toMatchObject({ verdict: 'holds' });
  });

  it('draws the exact α unlike every estimate, which have dashes of their own', () => {
    const { data } = convergenceEstimates(result, 'iterations');
    const dashOf = ({ line }: (typeof data)[number]): unknown => (line as { dash?: string }).dash ?? 'solid';
    const exact = data.filter(({ mode }) => mode === 'lines');
    expect(exact.length).toBeGreaterThan(0);
    for (const { line } of exact) expect((line as { width: number }).width).toBe(1);
    const dashes = data.filter(({ mode }) => mode !== 'lines').map(dashOf);
    for (const dashed of exact.map(dashOf).filter((dash) => dash !== 'solid'))
      expect(dashes).not.toContain(dashed);
  });

  it('names what of the spec is out of range', async () => {
    const spec = convergenceSpec('smoke');
    const run = (change: object) => runConvergence({ ...spec, ...change }, { store: null });
    await expect(run({ stepSizes: [] })).rejects.toThrow('stepSizes must be a list with at least one');
    await expect(run({ stepSizes: [0] })).rejects.toThrow('stepSizes[0] must be');
    await expect(run({ repeats: [5] })).rejects.toThrow('repeats[0] must be');
    await expect(run({ batchSize: 0 })).rejects.toThrow('batchSize must be');
  });
});
