import { expect, it } from 'vitest';
import {
  continuousTimeClaims,
  continuousTimeCurves,
  continuousTimeMap,
  continuousTimeSpec,
  runContinuousTime,
  runSpectra,
  sameRatioCurves,
  spectraClaims,
  spectraFigure,
  spectraSpec,
  tailIndex,
} from 'heavytail';

it('compares the diffusion with the exact alpha; the ratio at eta_crit is (b + 3)/2', () => {
  const result = runContinuousTime(continuousTimeSpec('smoke'));
  for (const { model, stepSizes, critical, exact, diffusion } of [...result.curves, ...result.map]) {
    const { batchSize: b, dimension: d } = model;
    stepSizes.forEach((stepSize, i) => {
      expect(exact[i]).toBe(tailIndex({ ...model, stepSize }));
      // alpha of the diffusion is (d + b + 1) eta_crit/eta - (d - 2).
      const alpha = ((d + b + 1) * critical) / stepSize - (d - 2);
      if (diffusion[i] === null) expect(alpha).toBeLessThan(1e-9);
      else expect(diffusion[i]! / alpha).toBeCloseTo(1, 9);
    });
  }
  // Bad near the critical step-size, good for small steps: what is known of it.
  expect(continuousTimeClaims(result).map((claim) => claim.verdict)).toEqual([
    'holds',
    'holds',
    'does not hold',
    'holds',
    'holds',
    'does not hold',
  ]);
  for (const figure of [continuousTimeCurves(result), continuousTimeMap(result), sameRatioCurves(result)])
    expect(JSON.parse(JSON.stringify(figure))).toEqual(figure);
});

it('holds sampled tail-indices against the bounds of the diffusion', async () => {
  const spec = spectraSpec('smoke', 'test');
  const result = await runSpectra(spec, { store: null });
  const [equal] = result.cells;
  // Isotropic: SGD's alpha is exact, and the bounds meet at the diffusion's.
  const { tailIndex: sampled, standardError } = equal.sgd;
  const exact = tailIndex({ stepSize: equal.stepSize, batchSize: 2, dimension: 4, sigma: 1 })!;
  expect(Math.abs(sampled! - exact)).toBeLessThan(4 * standardError! + 0.02 * exact);
  expect(equal.bounds.lower).toBeCloseTo(equal.bounds.upper!, 10);
  expect(spectraClaims(result)[0]).toMatchObject({ verdict: 'holds' });
  expect(spectraFigure(result).data).toHaveLength(3);
});
