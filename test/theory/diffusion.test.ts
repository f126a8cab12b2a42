import { expect, it } from 'vitest';
import { criticalStepSize, diffusionTail, diffusionTailBounds, tailIndex } from 'heavytail';

it('is 2 at the critical step-size up to (d + b + 1)/d', () => {
  const model = { batchSize: 3, dimension: 50, sigma: 2 };
  const stepSize = (criticalStepSize(model) * (50 + 3 + 1)) / 50;
  expect(diffusionTail({ ...model, stepSize }).tailIndex).toBeCloseTo(2, 12);
});
it('is 11 % above the exact alpha for tiny steps', () => {
  // Large deviations: alpha c -> 1.79556…, half the root of 1 + y = y log y, where the diffusion has 2.
  const p = { batchSize: 1, dimension: 1, sigma: 1, stepSize: 1e-5 };
  let y = 3.6;
  for (let i = 0; i < 20; i++) y = (1 + y) / Math.log(y);
  expect(tailIndex(p)! / diffusionTail(p).tailIndex!).toBeCloseTo(y / 4, 4);
});
it('has equal bounds for isotropic data, and bounds that contain it otherwise', () => {
  const p = { stepSize: 0.5, batchSize: 3 };
  const { lower, upper } = diffusionTailBounds({ ...p, eigenvalues: [4, 4, 4] });
  expect(lower).toBeCloseTo(upper!, 12);
  expect(lower).toBeCloseTo(diffusionTail({ ...p, dimension: 3, sigma: 2 }).tailIndex!, 12);
  const wide = diffusionTailBounds({ ...p, eigenvalues: [1, 2, 4] });
  expect(wide.lower!).toBeLessThan(wide.upper!);
});
it('names bad eigenvalues', () => {
  expect(() => diffusionTailBounds({ stepSize: 1, batchSize: 1, eigenvalues: [1, 0] })).toThrow(
    /^eigenvalues\[1\] must be/,
  );
});
