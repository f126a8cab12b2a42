import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fig1aSpec, openStore, runFig1a, type Fig1aResult } from 'heavytail';

const spec = fig1aSpec('smoke');
let directory: string;
let result: Fig1aResult;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heavytail-fig1a-'));
  result = await runFig1a(spec, { store: openStore({ directory }) });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the spec of Figure 1(a)', () => {
  it('is the published one for paper, from a quarter of the starts for quick', () => {
    for (const preset of ['quick', 'paper'] as const) {
      const { problem, run, stepSizes, batchSizes } = fig1aSpec(preset);
      expect(problem).toMatchObject({
        rows: 10_000,
        dimension: 100,
        sigma: 1,
        parameterDeviation: 3,
        noiseDeviation: 3,
      });
      const repeats = { quick: 400, paper: 1600 }[preset];
      expect(run).toMatchObject({ iterations: 1000, burnIn: 500, repeats, start: { deviation: 5 } });
      expect(stepSizes).toEqual([0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2]);
      expect(batchSizes).toEqual([1, 2, 3, 4, 5, 10, 20]);
    }
  });
  it('names a preset that does not exist', () => {
    expect(() => fig1aSpec('large' as 'paper')).toThrow(/preset must be one of "smoke", .*got "large"/);
  });
});

describe('Figure 1(a)', () => {
  it('has one cell per step-size and batch-size, each with an estimate and the exact value', () => {
    expect(result.cells.map((c) => [c.batchSize, c.stepSize])).toEqual(
      spec.batchSizes.flatMap((b) => spec.stepSizes.map((eta) => [b, eta])),
    );
    for (const cell of result.cells) {
      expect(cell.tailIndex).toBeGreaterThan(0);
      expect(cell.overflowed).toBe(0);
      expect(cell.exact === null).toBe(cell.regime === 'no-stationary-law');
    }
  });

  it('ends its exact curves between alpha near 0 at eta_max and above 2 before eta_crit', () => {
    for (const [i, curve] of result.exactCurves.entries()) {
      const { critical, maximum } = result.thresholds[i];
      curve.stepSizes.forEach((eta, j) => {
        expect(curve.tailIndices[j] > 2).toBe(eta < critical);
        expect(eta).toBeLessThanOrEqual(maximum);
      });
      expect(curve.tailIndices.at(-1)).toBeLessThan(0.2);
    }
  });

  it('gives the same bits from the store, from one worker, and after a damaged and a missing file', async () => {
    const again = await runFig1a(spec, { store: openStore({ directory }) });
    expect(again).toEqual(result);
    expect(await runFig1a(spec, { store: null, workers: 1 })).toEqual(result);
    const names = await readdir(directory, { recursive: true });
    const files = names.filter((name) => name.endsWith('.json'));
    expect(files).toHaveLength(6);
    await writeFile(join(directory, files[0]), '{"spec":');
    await rm(join(directory, files[1]));
    const damaged: string[] = [];
    const store = openStore({ directory, onDamaged: (message) => damaged.push(message) });
    expect(await runFig1a(spec, { store })).toEqual(result);
    expect(damaged).toHaveLength(1);
  });

  it('stops when its signal says so', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(runFig1a(spec, { store: null, signal })).rejects.toThrow('enough');
  });

  it('reports progress up to 1', async () => {
    const fractions: number[] = [];
    await runFig1a(spec, { store: null, progress: ({ fraction }) => fractions.push(fraction) });
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  it.each([
    [{ ...spec, stepSizes: [] }, /stepSizes must be a list with at least one step-size/],
    [{ ...spec, stepSizes: [-0.1] }, /stepSize must be a finite number above 0, got -0.1/],
    [{ ...spec, batchSizes: [2000] }, /batchSize must be an integer from 1 to 1000, got 2000/],
    [{ ...spec, run: { ...spec.run, burnIn: 200 } }, /burnIn .*got 200/],
  ])('refuses a bad spec in one clear sentence', async (bad, message) => {
    await expect(runFig1a(bad, { store: null })).rejects.toThrow(message);
  });
});
