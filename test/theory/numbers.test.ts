import { describe, it } from 'vitest';
import * as lab from 'heavytail';
import { contractionLaw } from '../../src/theory/contraction.js';
import { expectPinned } from '../pinned.js';

/** Both sides of the critical step-size, of d + b = 32 (where the line of chi variables is no longer split), of 1 and 2 dimensions. */
const models = [
  { batchSize: 1, dimension: 1, sigma: 1 },
  { batchSize: 2, dimension: 2, sigma: 0.7 },
  { batchSize: 5, dimension: 40, sigma: 1.5 },
  { batchSize: 50, dimension: 2, sigma: 2 },
];
const settings = models.flatMap((model) =>
  [1e-4, 0.7, 0.98, 1, 1.1, 1.5].map((share) => ({
    ...model,
    stepSize: share * lab.criticalStepSize(model),
  })),
);
const at = { stepSize: 0.3, batchSize: 2, dimension: 3, sigma: 1 };
const generator = lab.createGenerator('theory');
const features = Float64Array.from({ length: 24 }, () => generator.normal());
const data = { features, rows: 8, dimension: 3 };

const stream = (law: lab.FeatureLaw): lab.SgdDynamics => ({ stream: { dimension: 3, law }, stepSize: 0.3, batchSize: 2 }); // prettier-ignore
const line: lab.SgdDynamics = { stream: { dimension: 1 }, stepSize: 0.3, batchSize: 1 };
const cases: Record<string, lab.SgdDynamics> = {
  gaussian: stream({ name: 'gaussian' }),
  uniform: stream({ name: 'uniform' }),
  rademacher: stream({ name: 'rademacher' }),
  anisotropic: stream({ name: 'anisotropic', spectrum: [2, 1, 0.5] }),
  studentT: stream({ name: 'studentT', degrees: 6 }),
  'studentT, no fourth moment': stream({ name: 'studentT', degrees: 4 }),
  sparse: stream({ name: 'sparse', density: 0.3 }),
  'sigma and decay': {
    stream: { dimension: 3, sigma: 1.4 },
    stepSize: 0.2,
    batchSize: 3,
    weightDecay: 0.1,
  },
  data: { data, stepSize: 0.3, batchSize: 2 },
  replacement: { data, stepSize: 0.3, batchSize: 2, sampling: 'withReplacement' },
  'one row': {
    data: { ...data, rows: 1, features: features.subarray(0, 3) },
    stepSize: 0.3,
    batchSize: 1,
  },
  momentum: { ...stream({ name: 'gaussian' }), rule: { name: 'heavyBall', momentum: 0.6 } },
  cycle: { ...line, stepSize: { cycle: [0.1, 0.9] } },
  choice: { ...line, stepSize: { choice: [0.1, 0.9] } },
  network: { ...stream({ name: 'gaussian' }), network: { kind: 'ring', nodes: 4 } },
};

describe('the exact numbers of', () => {
  it.each(settings.map((p) => [JSON.stringify(p), p] as const))('isotropic data, %s', (name, p) =>
    expectPinned({
      [name]: [lab.tailIndex(p), lab.lyapunov(p), ...[-0.4, 3].map((s) => lab.logMomentGrowth(p, s))],
    }),
  );

  it.each([
    { batchSize: 1, dimension: 1, scale: 0.5, exponents: [0, 2], logGrowth: [0, 0] },
    { batchSize: 2, dimension: 3, scale: 0.4, exponents: [0, 30], logGrowth: [0, 0] },
    { batchSize: 2, dimension: 3, scale: 0.1, exponents: [-1.5, 4], logGrowth: [0, -1] },
    { batchSize: 3, dimension: 2, scale: 1e-3, exponents: [100, 200], logGrowth: [0, 0], depth: 20 },
    { batchSize: 4, dimension: 60, scale: 0.02, exponents: [0, 2], logGrowth: [0, 0], step: 0.8 },
  ])('the law of one step: nodes and their weights, no more than matter, %j', (needs) => {
    const { logNorm, weight, logWeight } = contractionLaw(needs);
    const some = [0, 0.3, 0.5, 0.9].map((share) => Math.floor(share * logNorm.length));
    const total = weight.reduce((sum, w) => sum + w);
    const mean = weight.reduce((sum, w, i) => sum + w * logNorm[i], 0);
    expectPinned({ law: [logNorm.length, total, mean, ...some.flatMap((i) => [logNorm[i], logWeight[i]])] });
  });

  it('what follows from it', () =>
    expectPinned({
      maxStepSize: models.map((model) => lab.maxStepSize(model)),
      regime: settings.map((p) => lab.regime(p)),
      variance: settings.map((p) => lab.stationaryVariance(p, 0.5)),
      spectrum: lab.spectrumCriticalStepSize({ eigenvalues: [3, 1, 0.2], batchSize: 2 }),
      bound: [0.5, 1, 1.5, 2].map((order) => lab.momentBound(at, order, 0.7)),
      tiny: [1e-5, 1e-8, 1e-11, 1e-14, 1e-30].map((stepSize) => lab.tailIndex({ ...at, stepSize })),
      'tiny, many dimensions': [1e-4, 1e-6].map((stepSize) =>
        lab.tailIndex({ ...at, dimension: 5000, stepSize }),
      ),
      growth: [-2.5, -1.5, 10, 300, 2e4].map((s) => lab.logMomentGrowth({ ...at, stepSize: 0.05 }, s)),
      'bound on the way': lab.momentBound(at, 0.8, 0.7, { iterations: 7, start: 2 }),
      constant: lab.tailConstant({ ...at, stepSize: 0.7 }, 0.5, { steps: 2000, seed: 3 }),
      'constant, heavier': lab.tailConstant({ ...at, stepSize: 0.85 }, 2, { steps: 2000 }),
      sums: [0.5, 1, 1.5, 2, 3].map((alpha) => {
        const limit = lab.limitOfSums(alpha);
        return [limit, limit.scale(50)];
      }),
    }));

  it('the diffusion', () => {
    const p = { eigenvalues: [4, 2, 1], stepSize: 0.2, batchSize: 2 };
    const two = { eigenvalues: [4, 1], multiplicities: [1, 3], stepSize: 0.2, batchSize: 2 } as const;
    expectPinned({
      isotropic: lab.diffusionTail(at),
      decay: lab.diffusionTail({ ...at, weightDecay: 0.2 }),
      'no law': lab.diffusionTail({ ...at, stepSize: 30 }),
      bounds: [p, { ...p, weightDecay: 0.3 }, { ...p, stepSize: 0.9 }].map((each) =>
        lab.diffusionTailBounds(each),
      ),
      theorems: [p, { ...p, weightDecay: 0.3 }, { ...p, stepSize: 0.9 }].map((each) =>
        lab.homogenisedTailBounds(each),
      ),
      twoLevels: [0.2, 0.6].map((stepSize) => lab.twoLevelDiffusionTail({ ...two, stepSize })),
      'twoLevels, decay': lab.twoLevelDiffusionTail({ ...two, weightDecay: 0.5, multiplicities: [2, 1] }),
    });
  });

  it.each(Object.entries(cases))('other laws and rules: %s', (name, setting) => {
    expectPinned({ [name]: lab.exactTail(setting) });
  });
});
