import type { Seed } from '../../random/index.js';
import type { Preset } from '../../sweeps/preset.js';
import { onFig1a, sgd, type Variant, type VariantsSpec } from '../variants/experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

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
  { name: 'cyclic step-size', stepSize: { cycle: [0.4, 0.7, 1, 1.3, 1.6] } },
  { name: 'random step-size', stepSize: { uniform: [0.4, 1.6] } },
  { name: 'with replacement', sampling: 'withReplacement' },
  { name: 'epoch shuffle', sampling: 'epochs' },
  { name: 'cyclic order', sampling: 'cyclic' },
  { name: 'streaming', sampling: 'streaming' },
];

/**
 * The optimiser gallery: every update rule, way to choose the step-size and sampling mode on one problem, in a dimension (10) where the heavy-tailed window of
 * step-sizes is wide enough to walk through. The repeats are centred before the estimate: weight decay, and
 * algorithms that K iterations do not bring to the minimiser, leave an offset that would be read as alpha = 1.
 *
 * @example
 * const { variants } = gallerySpec('quick');
 * variants.slice(0, 4).map(({ name }) => name); // ['SGD', 'heavy ball', 'Nesterov', 'RMSProp']
 */
export function gallerySpec(preset: Preset, seed: Seed = 'gallery'): VariantsSpec {
  checkArguments('gallerySpec', { preset, seed });

  const { problem, run } = onFig1a(preset, seed, [sgd]);
  const smoke = preset === 'smoke';
  return {
    problem: { ...problem, dimension: 10, rows: smoke ? 500 : problem.rows },
    run: { ...run, center: 'median', repeats: { smoke: 200, quick: 800, paper: 1600 }[preset] },
    variants: optimisers,
    stepSizes: smoke ? [0.1, 0.4] : [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8],
    batchSizes: [5],
  };
}
