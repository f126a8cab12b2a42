import { describe, expect, it } from 'vitest';
import {
  criticalStepSize,
  diffusionTail,
  diffusionTailBounds,
  homogenisedLaw,
  homogenisedTailBounds,
  sampleTailIndex,
  tailIndex,
  twoLevelDiffusionTail,
} from 'heavytail';

/** Each of two eigenvalues so often. */
const spectrum = (
  [first, second]: readonly [number, number],
  [m, n]: readonly [number, number],
): { eigenvalues: [number, number]; multiplicities: [number, number]; all: number[] } => ({
  eigenvalues: [first, second],
  multiplicities: [m, n],
  all: [...Array<number>(m).fill(first), ...Array<number>(n).fill(second)],
});

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
it('has Theorems 3.2 and 3.3 of Jiao & Keller-Ressel in their own notation', () => {
  // n rows, singular values lambda, learning rate gamma, batch-size B, ridge delta.
  const [n, gamma, B, delta] = [200, 0.03, 2, 50];
  const lambda = [30, 12, 5];
  const squares = lambda.map((v) => v * v);
  const p = { eigenvalues: squares.map((v) => v / n), stepSize: gamma, batchSize: B, weightDecay: delta / n };
  const upper = 1 + (2 * n * B * (squares[0] + delta)) / (gamma * squares[0] ** 2);
  const lower = upper - (squares[1] + squares[2]) / squares[0];
  const bounds = homogenisedTailBounds(p);
  expect(bounds.upper).toBeCloseTo(upper, 10);
  expect(bounds.lower).toBeCloseTo(lower, 10);
  const total = squares[0] + squares[1] + squares[2];
  const limit = (2 * n * B * (squares[0] + delta)) / (squares[0] * total);
  expect(homogenisedTailBounds({ ...p, stepSize: limit * 0.999 }).lower).toBeGreaterThan(2);
  expect(homogenisedTailBounds({ ...p, stepSize: limit * 1.001 }).lower).toBeNull();
  // Where Theorem 3.3 applies, the bound that holds at every step-size is the same; without weight decay.
  const plain = { ...p, weightDecay: 0 };
  expect(diffusionTailBounds(plain).lower).toBeCloseTo(homogenisedTailBounds(plain).lower!, 10);
});
it('rises with weight decay and batch-size, falls with step-size and the largest eigenvalue (Corollary 3.5)', () => {
  const p = { eigenvalues: [2, 1, 0.5], stepSize: 0.3, batchSize: 3, weightDecay: 0.2 };
  const base = homogenisedTailBounds(p);
  const compare = (other: typeof p, sign: 1 | -1): void => {
    const bounds = homogenisedTailBounds(other);
    expect(sign * (bounds.upper - base.upper)).toBeGreaterThan(0);
    expect(sign * (bounds.lower! - base.lower!)).toBeGreaterThan(0);
  };
  compare({ ...p, weightDecay: 0.3 }, 1);
  compare({ ...p, batchSize: 4 }, 1);
  compare({ ...p, stepSize: 0.4 }, -1);
  compare({ ...p, eigenvalues: [2.5, 1, 0.5] }, -1);
});

describe('twoLevelDiffusionTail', () => {
  it('names rates that are too large to be squared', () => {
    const p = { multiplicities: [1, 2], stepSize: 0.1, batchSize: 2 } as const;
    expect(() => twoLevelDiffusionTail({ ...p, eigenvalues: [1e300, 1] })).toThrow(
      'eigenvalues, weightDecay and',
    );
    expect(() => twoLevelDiffusionTail({ ...p, eigenvalues: [2, 1], weightDecay: 1e300 })).toThrow(
      'of rates below',
    );
  });

  it('is the closed form for equal eigenvalues, however they are split, with weight decay too', () => {
    for (const weightDecay of [0, 0.4])
      for (const multiplicities of [
        [1, 1],
        [2, 5],
        [6, 1],
      ] as const) {
        const dimension = multiplicities[0] + multiplicities[1];
        const p = { stepSize: 0.11, batchSize: 1, weightDecay };
        const alpha = twoLevelDiffusionTail({ ...p, eigenvalues: [1.7, 1.7], multiplicities });
        expect(alpha).toBeCloseTo(diffusionTail({ ...p, dimension, sigma: Math.sqrt(1.7) }).tailIndex!, 8);
      }
  });
  it('is 2 at eta = 2b/tr Sigma, where the second moment is conserved, for any spectrum', () => {
    for (const [values, multiplicities] of [
      [
        [3, 1],
        [1, 4],
      ],
      [
        [0.2, 5],
        [3, 1],
      ],
    ] as const) {
      const trace = values[0] * multiplicities[0] + values[1] * multiplicities[1];
      expect(
        twoLevelDiffusionTail({ eigenvalues: values, multiplicities, stepSize: 6 / trace, batchSize: 3 }),
      ).toBeCloseTo(2, 8);
    }
  });
  it('lies between the bounds, of the generator and of Theorems 3.2 and 3.3, for 60 spectra and step-sizes', () => {
    for (const ratio of [1.5, 4, 20])
      for (const multiplicities of [
        [1, 1],
        [1, 9],
        [3, 2],
        [5, 1],
      ] as const)
        for (const [share, weightDecay] of [
          [0.25, 0],
          [0.7, 0],
          [1.1, 0],
          [1.1, 0.3],
          [0.7, 1],
        ] as const) {
          const { all, ...two } = spectrum([ratio, 1], multiplicities);
          const stepSize = (share * 2) / all.reduce((sum, v) => sum + v, 0);
          const rest = { stepSize, batchSize: 1, weightDecay };
          const alpha = twoLevelDiffusionTail({ ...two, ...rest })!;
          const { lower, upper } = diffusionTailBounds({ eigenvalues: all, ...rest });
          const theorem = homogenisedTailBounds({ eigenvalues: all, ...rest });
          const slack = 1e-6 * alpha;
          expect(lower ?? 0).toBeLessThanOrEqual(alpha + slack);
          expect(upper!).toBeGreaterThanOrEqual(alpha - slack);
          expect(theorem.lower ?? 0).toBeLessThanOrEqual(alpha + slack);
          expect(theorem.upper).toBeGreaterThanOrEqual(upper!);
        }
  });
  it('agrees with a simulated product of the linear equation with the same law', async () => {
    const { all, ...two } = spectrum([4, 1], [1, 2]);
    const p = { stepSize: 0.25, batchSize: 1 };
    const exact = twoLevelDiffusionTail({ ...two, ...p })!;
    const sampled = await sampleTailIndex(homogenisedLaw({ eigenvalues: all, ...p, substeps: 40 }), {
      seed: 'sde',
      relativeError: 0.01,
    });
    // Four standard errors and the bias of the Euler scheme, eta l/(2 substeps) relative.
    const bias = ((0.25 * 4) / 2 / 40) * exact;
    expect(Math.abs(sampled.tailIndex! - exact)).toBeLessThan(4 * sampled.standardError! + bias);
  });
  it('is null where there is no stationary law, and names what is wrong', () => {
    const two = { eigenvalues: [2, 1], multiplicities: [4, 4], batchSize: 1 } as const;
    expect(twoLevelDiffusionTail({ ...two, stepSize: 0.5 })).toBeNull();
    expect(
      diffusionTailBounds({ eigenvalues: [2, 2, 2, 2, 1, 1, 1, 1], stepSize: 0.5, batchSize: 1 }),
    ).toEqual({
      lower: null,
      upper: null,
    });
    expect(() => twoLevelDiffusionTail({ ...two, multiplicities: [1, 0], stepSize: 0.5 })).toThrow(
      /^multiplicities\[1\] must be/,
    );
    expect(() =>
      diffusionTail({ stepSize: 1, batchSize: 1, dimension: 1, sigma: 1, weightDecay: -1 }),
    ).toThrow(/^weightDecay must be/);
  });
});
