import type { Seed } from '../random/index.js';
import { fig1aSpec } from './fig1a/experiment.js';
import { checkPreset, type Preset } from '../sweeps/preset.js';
import type { Variant, VariantsSpec } from './variants/experiment.js';

/** Plain SGD. */
const sgd: Variant = { name: 'SGD' };

/** The problem, run and grid of Figure 1(a), whose stored SGD cells are used again. */
function onFig1a(preset: Preset, seed: Seed, variants: readonly Variant[]): VariantsSpec {
  checkPreset(preset);
  const { problem, run, stepSizes, batchSizes } = fig1aSpec(preset, seed);
  return { problem, run, variants, stepSizes, batchSizes };
}

/**
 * The spec of Figure 2: RMSProp in the setting of Figure 1(a), beside SGD. The paper does not give RMSProp's constants; these are
 * PyTorch's defaults, decay 0.99 and epsilon 1e-8. The default seed is that of Figure 1(a): the same data set and batches.
 */
export const fig2Spec = (preset: Preset, seed: Seed = 'figure 1(a)'): VariantsSpec =>
  onFig1a(preset, seed, [sgd, { name: 'RMSProp', rule: { name: 'rmsProp', decay: 0.99, epsilon: 1e-8 } }]);

/**
 * Figure 2 at two batch-sizes with other constants of RMSProp: decays from 0.9 to 0.999, and a large epsilon; and with the
 * median over the repeats subtracted, because at small step-sizes RMSProp has not arrived within K.
 */
export function rmsPropConstantsSpec(preset: Preset, seed: Seed = 'figure 1(a)'): VariantsSpec {
  const rmsProp = (decay: number, epsilon: number): Variant => ({
    name: `decay ${decay}, ε = ${epsilon}`,
    rule: { name: 'rmsProp', decay, epsilon },
  });
  const centred = { ...rmsProp(0.99, 1e-8), name: 'decay 0.99, centred', centred: true };
  const variants = [
    rmsProp(0.9, 1e-8),
    rmsProp(0.99, 1e-8),
    rmsProp(0.999, 1e-8),
    rmsProp(0.99, 10),
    centred,
  ];
  return { ...onFig1a(preset, seed, variants), batchSizes: [1, 5] };
}

/** Iterations between two snapshots of SVRG in {@link svrgSpec}. */
export const svrgSnapshotLength = 50;

/**
 * SVRG beside SGD in the setting of Figure 1(a), at step-sizes where both are stable, after K, 2K and 4K iterations: SGD levels
 * off at its stationary law, SVRG goes on to the minimiser. `snapshotLength` is the m of Johnson & Zhang 2013, the number
 * of iterations between two full gradients; their advice m = 2n/b exceeds K here, so it is shortened to 50.
 */
export function svrgSpec(preset: Preset, seed: Seed = 'svrg'): VariantsSpec {
  const { problem, run } = onFig1a(preset, seed, [sgd]);
  const smoke = preset === 'smoke';
  const variants = [1, 2, 4].flatMap((times) => {
    const length = { iterations: times * run.iterations, burnIn: times * run.burnIn };
    const rule = { name: 'svrg', snapshotLength: svrgSnapshotLength } as const;
    return [
      { name: `SGD, K = ${length.iterations}`, ...length },
      { name: `SVRG, K = ${length.iterations}`, ...length, rule },
    ];
  });
  return {
    problem,
    run: { ...run, repeats: preset === 'paper' ? run.repeats : Math.min(run.repeats, 400) },
    variants,
    stepSizes: smoke ? [0.02, 0.05] : [0.01, 0.02, 0.04, 0.08],
    batchSizes: smoke ? [5] : [5, 20],
  };
}

/**
 * Laws of the data rows on one problem, all with covariance of trace d: what differs is the shape of the entries and of the
 * spectrum. Student-t rows are scaled to unit variance; the spectrum falls in constant ratio over a factor of 10.
 */
export function dataLawsSpec(preset: Preset, seed: Seed = 'data laws'): VariantsSpec {
  const gallery = gallerySpec(preset, seed);
  const { dimension } = gallery.problem;
  const powers = Array.from({ length: dimension }, (_, j) => 10 ** (-j / (dimension - 1)));
  const trace = powers.reduce((sum, value) => sum + value, 0);
  return {
    ...gallery,
    run: { ...gallery.run, centred: false },
    variants: [
      { name: 'Gaussian' },
      { name: 'uniform', law: { name: 'uniform' } },
      { name: 'Rademacher', law: { name: 'rademacher' } },
      {
        name: 'anisotropic',
        law: { name: 'anisotropic', spectrum: powers.map((value) => (value * dimension) / trace) },
      },
      { name: 'Student-t, 5 degrees', law: { name: 'studentT', degrees: 5 }, sigma: Math.sqrt(3 / 5) },
      { name: 'sparse, density 0.2', law: { name: 'sparse', density: 0.2 } },
    ],
    stepSizes:
      preset === 'smoke'
        ? [0.2, 0.6]
        : [0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8],
  };
}

/** The optimisers of the gallery. The published protocol averages the iterates; cyclic and random step-sizes have the same mean. */
const optimisers: readonly Variant[] = [
  sgd,
  { name: 'heavy ball', rule: { name: 'heavyBall', momentum: 0.9 } },
  { name: 'Nesterov', rule: { name: 'nesterov', momentum: 0.9 } },
  { name: 'RMSProp', rule: { name: 'rmsProp' } },
  { name: 'Adam', rule: { name: 'adam' } },
  { name: 'AdaGrad', rule: { name: 'adaGrad' } },
  { name: 'clipped by norm', rule: { name: 'clipNorm', threshold: 10 } },
  { name: 'clipped per coordinate', rule: { name: 'clipCoordinates', threshold: 1 } },
  { name: 'weight decay 0.1', weightDecay: 0.1 },
  { name: 'last iterate', iterate: 'last' },
  { name: 'cyclic step-size', schedule: { cycle: [0.4, 0.7, 1, 1.3, 1.6] } },
  { name: 'random step-size', schedule: { uniform: [0.4, 1.6] } },
  { name: 'with replacement', sampling: 'withReplacement' },
  { name: 'epoch shuffle', sampling: 'epochs' },
  { name: 'cyclic order', sampling: 'cyclic' },
  { name: 'streaming', sampling: 'streaming' },
];

/**
 * The optimiser gallery: every update rule, way to choose the step-size and sampling mode on one problem, in a dimension (10) where the heavy-tailed window of
 * step-sizes is wide enough to walk through. The repeats are centred before the estimate, because weight decay and
 * algorithms that have not arrived settle beside the minimiser, and an offset would be read as alpha = 1.
 */
export function gallerySpec(preset: Preset, seed: Seed = 'gallery'): VariantsSpec {
  const { problem, run } = onFig1a(preset, seed, [sgd]);
  const smoke = preset === 'smoke';
  return {
    problem: { ...problem, dimension: 10, rows: smoke ? 500 : problem.rows },
    run: { ...run, centred: true, repeats: preset === 'paper' ? 1600 : Math.min(run.repeats, 800) },
    variants: optimisers,
    stepSizes: smoke ? [0.1, 0.4] : [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8],
    batchSizes: [5],
  };
}
