import { describe, expect, it } from 'vitest';
import {
  chainsSpec,
  contractionClaims,
  contractionFigure,
  criticalStepSize,
  growthCurves,
  logspace,
  maxStepSize,
  momentClaims,
  monotoneClaims,
  monotoneCurves,
  monotoneFigure,
  phaseDiagram,
  phaseDiagramClaims,
  runChains,
  runPhaseDiagram,
  stationaryVariance,
  stepSizeClaims,
  sumClaims,
  sumsFigure,
  survivalFigure,
  tailClaims,
  tailIndex,
  type PhaseDiagramSpec,
} from 'heavytail';

describe('runPhaseDiagram', async () => {
  const spec: PhaseDiagramSpec = {
    over: 'dimension',
    values: [1, 3, 10],
    stepSizes: logspace(0.1, 3, 9),
    model: { batchSize: 2, dimension: 1, sigma: 1 },
  };
  const result = await runPhaseDiagram(spec);
  it('is the same for any number of workers, and can be stopped', async () => {
    expect(await runPhaseDiagram(spec, { workers: 3 })).toEqual(result);
    await expect(runPhaseDiagram(spec, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow(
      'stop',
    );
    const stop = new AbortController();
    const stopped = runPhaseDiagram(spec, {
      signal: stop.signal,
      progress: () => stop.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
  });
  it('names what is wrong', async () => {
    await expect(runPhaseDiagram({ ...spec, values: [] })).rejects.toThrow(/values must be/);
    await expect(runPhaseDiagram({ ...spec, values: [1, 2.5] })).rejects.toThrow(
      /dimension must be an integer/,
    );
    await expect(runPhaseDiagram({ ...spec, stepSizes: [0.1, -1] })).rejects.toThrow(
      /stepSizes\[1\] must be/,
    );
  });
  it('has alpha 2 on eta_crit between its neighbours, and null beyond eta_max', () => {
    result.tailIndex.forEach((row, i) => {
      const model = { batchSize: 2, dimension: result.spec.values[i], sigma: 1 };
      expect(result.critical[i]).toBe(criticalStepSize(model));
      expect(result.maximum[i]).toBe(maxStepSize(model));
      row.forEach((alpha, j) => {
        const stepSize = result.spec.stepSizes[j];
        expect(alpha === null).toBe(stepSize >= result.maximum[i]);
        if (alpha !== null) expect(alpha > 2).toBe(stepSize < result.critical[i]);
      });
    });
  });
  it('obeys Theorem 4', () => {
    expect(phaseDiagramClaims(result).map((claim) => claim.verdict)).toEqual(['holds', 'holds']);
  });
  it('becomes a figure of plain data', () => {
    const figure = phaseDiagram(result);
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
    expect(figure.data[0].z).toHaveLength(3);
  });
});

describe('exact curves', () => {
  it('obey Theorem 4 along eta, b, d and sigma, also where alpha < 1', () => {
    const curves = monotoneCurves(20);
    expect(monotoneClaims(curves).map((claim) => claim.verdict)).toEqual(Array(4).fill('holds'));
    // The curves over eta and sigma go from light tails to alpha near 0.
    for (const over of ['stepSize', 'sigma']) {
      const all = curves.filter((curve) => curve.over === over).flatMap((curve) => curve.tailIndex);
      expect(Math.min(...all.map((alpha) => alpha ?? Infinity))).toBeLessThan(0.01);
      expect(Math.max(...all.map((alpha) => alpha ?? 0))).toBeGreaterThan(2);
    }
    expect(monotoneFigure(curves).data).toHaveLength(12);
  });
  it('obey Proposition 5', () => {
    const models = [1, 3, 50].flatMap((batchSize) =>
      [1, 2, 100].map((dimension) => ({ batchSize, dimension, sigma: 0.7 })),
    );
    expect(stepSizeClaims(models).map((claim) => claim.verdict)).toEqual(['holds', 'holds']);
  });
});

describe('runChains', () => {
  it('shows the exact tail and contraction, and is the same for the same seed', async () => {
    const spec = { ...chainsSpec('smoke', 'test'), chains: 100, steps: 512 };
    const small = { ...spec, settings: [spec.settings[2]] };
    const result = await runChains(small, { store: null });
    expect(await runChains(small, { store: null })).toEqual(result);
    const [cell] = result.cells;
    expect(cell.exact).toBe(tailIndex(cell.setting));
    // Few chains and a finite threshold: within 35 % of the exact 2.
    expect(Math.abs(cell.hill / 2 - 1)).toBeLessThan(0.35);
    for (const claims of [tailClaims, momentClaims, sumClaims, contractionClaims])
      expect(claims(result)).toHaveLength(1);
    // 25 600 dependent iterates with alpha = 2: E|x| is finite, E|x|^4 is not.
    expect(cell.largestShare[0]).toBeLessThan(0.05);
    expect(cell.largestShare[1]).toBeGreaterThan(0.1);
    expect(contractionClaims(result)[0]).toMatchObject({ verdict: 'holds' });
    for (const figure of [
      survivalFigure(result),
      sumsFigure(result),
      contractionFigure(result),
      growthCurves(small.settings, 3),
    ])
      expect(figure.data.length).toBeGreaterThan(1);
  });
  it('has the same bits for 1, 2 and 7 workers', async () => {
    const spec = { ...chainsSpec('smoke', 'test'), chains: 120, steps: 128 };
    const small = { ...spec, settings: spec.settings.slice(2, 4) };
    const [one, ...others] = await Promise.all(
      [1, 2, 7].map((workers) => runChains(small, { store: null, workers })),
    );
    for (const other of others) expect(other).toEqual(one);
  });
  it('has the exact variance, tail and contraction where they are known', async () => {
    const spec = { ...chainsSpec('smoke', 'exact'), chains: 400, steps: 4096 };
    const light = { stepSize: 0.2, batchSize: 1, dimension: 2, sigma: 1 };
    const heavy = { stepSize: 0.9, batchSize: 1, dimension: 1, sigma: 1 };
    const { cells } = await runChains({ ...spec, settings: [light, heavy] }, { store: null });
    // At alpha = 7.8 the middle of the law is nearly Gaussian, a little more peaked: the squared median norm is at most that of a
    // Gaussian of the exact variance, 2 v log 2, and not 15 per cent less. The error of a median of 409 600 iterates is below 2 per cent.
    const median = cells[0].thresholds[0] ** 2 / (2 * Math.LN2 * stationaryVariance(light, 1));
    expect(median).toBeGreaterThan(0.85);
    expect(median).toBeLessThan(1.02);
    // At alpha = 1.29 the largest 0.5 per cent of 409 600 norms leave a bias below 5 per cent; three standard errors are added.
    const { exact, hill, hillError } = cells[1];
    expect(Math.abs(hill - exact!)).toBeLessThan(0.05 * exact! + 3 * hillError);
    // In one dimension E|x_k - x'_k|^p is h(p)^k exactly.
    cells[1].distance.forEach((distance, k) =>
      expect(Math.abs(distance - cells[1].bound[k])).toBeLessThanOrEqual(4 * cells[1].distanceError[k]),
    );
  });
  it('names a spec that cannot be', async () => {
    const spec = chainsSpec('smoke');
    await expect(runChains({ ...spec, chains: 50 })).rejects.toThrow(
      /chains must be a multiple of 20, got 50/,
    );
    await expect(runChains({ ...spec, steps: 100 })).rejects.toThrow(/steps must be a power of 2, got 100/);
  });
  it('stops when told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(runChains(chainsSpec('smoke'), { store: null, signal: stop.signal })).rejects.toThrow(
      'enough',
    );
  });
});
