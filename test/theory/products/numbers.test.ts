import { describe, it } from 'vitest';
import * as lab from 'heavytail';
import { expectPinned } from '../../pinned.js';

const generator = lab.createGenerator('products');
const features = Float64Array.from({ length: 24 }, () => generator.normal());
const data = { features, rows: 8, dimension: 3 };
const stream = (law: lab.FeatureLaw, stepSize: number): lab.SgdDynamics => ({
  ...{ stream: { dimension: 3, law }, stepSize, batchSize: 2 },
});
const gaussian = stream({ name: 'gaussian' }, 0.5);

/** One of each law of rows, way of sampling, rule and schedule, with the least work that finds a root. */
const cases: Record<string, lab.SgdDynamics | lab.MatrixLaw> = {
  gaussian,
  'light, by expanding matrices': stream({ name: 'gaussian' }, 0.1),
  uniform: stream({ name: 'uniform' }, 0.8),
  rademacher: stream({ name: 'rademacher' }, 0.8),
  anisotropic: stream({ name: 'anisotropic', spectrum: [2, 1, 0.5] }, 0.5),
  studentT: stream({ name: 'studentT', degrees: 6 }, 0.3),
  sparse: stream({ name: 'sparse', density: 0.3 }, 0.3),
  'no stationary law': stream({ name: 'gaussian' }, 2),
  'wide rows': { stream: { dimension: 18 }, stepSize: 0.13, batchSize: 2 },
  data: { data, stepSize: 0.7, batchSize: 2 },
  replacement: { data, stepSize: 0.7, batchSize: 2, sampling: 'withReplacement' },
  cyclic: { data, stepSize: 0.7, batchSize: 2, sampling: 'cyclic' },
  epochs: { data, stepSize: 0.7, batchSize: 2, sampling: 'epochs' },
  'orthogonal rows': {
    data: { features: Float64Array.of(1, 0), rows: 1, dimension: 2 },
    stepSize: 0.5,
    batchSize: 1,
  },
  'rows along one line': {
    ...{
      data: { features: Float64Array.of(1, 1, 2, 2, -1, -1), rows: 3, dimension: 2 },
      stepSize: 0.3,
      batchSize: 1,
    },
  },
  decay: { ...gaussian, weightDecay: 0.2 },
  heavyBall: { ...gaussian, rule: { name: 'heavyBall', momentum: 0.5 }, stepSize: 0.4 },
  nesterov: { ...gaussian, rule: { name: 'nesterov', momentum: 0.5 }, stepSize: 0.3 },
  cycle: { ...gaussian, stepSize: { cycle: [0.2, 0.8] } },
  choice: { ...gaussian, stepSize: { choice: [0.2, 0.8] } },
  'uniform step-sizes': { ...gaussian, stepSize: { uniform: [0.2, 0.8] } },
  network: { ...gaussian, network: { kind: 'ring', nodes: 3 } },
  hessian: lab.hessianLaw({
    ...{ dimension: 2, stepSize: 0.8 },
    drawHessian: (g, hessian) => {
      hessian[0] = g.exponential();
      hessian[3] = g.exponential();
      hessian[1] = hessian[2] = 0.3 * g.normal();
    },
  }),
  diffusion: lab.homogenisedLaw({
    eigenvalues: [4, 1],
    stepSize: 0.3,
    batchSize: 1,
    substeps: 4,
    weightDecay: 0.1,
  }),
};

describe('the numbers of products of random matrices', () => {
  it.each(Object.entries(cases))('%s', async (name, setting) => {
    const short = { seed: 7, walkers: 24, burnIn: 50, relativeError: 0.2, maxSteps: 4000 };
    const found = await lab
      .sampleTailIndex(setting, short)
      .catch((error: unknown) => (error as Error).message);
    expectPinned({ [name]: found }, 7);
  });

  it('the bound by norms', () =>
    expectPinned({
      'b >= d': lab.normBound(
        { stream: { dimension: 2 }, stepSize: 0.6, batchSize: 4 },
        { seed: 1, samples: 300 },
      ),
      'b < d': lab.normBound(gaussian, { seed: 1, samples: 300 }),
      'large steps': lab.normBound(
        { stream: { dimension: 2 }, stepSize: 3, batchSize: 4 },
        { seed: 1, samples: 300 },
      ),
      'never above 1': lab.normBound({ stream: { dimension: 1, law: { name: 'rademacher' } }, stepSize: 0.5, batchSize: 4 }, { seed: 1, samples: 300 }), // prettier-ignore
    }));

  it('numbers as factors', () =>
    expectPinned({
      tailIndex: [[0.5, 1.2], [0.1, 3], [-2, 0.2, 0.3], [0.5, 0.9], [2, 1], [0, 1.5], [1]].map((factors) =>
        lab.scalarTailIndex(factors),
      ),
      support: (
        [
          [[0.5, 0.5], [-1, 1]],
          [[0.5, -0.3], [1, 2]],
          [[-0.5, -0.7], [1, 3]],
          [[0.5, 1.2], [1, 1]],
          [[0, 0.5], [2, 0]],
        ] as const
      ).map(([factors, shifts]) => lab.scalarSupport(factors, shifts)),
    })); // prettier-ignore
});
