import type { Seed } from '../../random/index.js';
import type { Preset } from '../../sweeps/preset.js';
import { onFig1a, sgd, type Variant, type VariantsSpec } from '../variants/experiment.js';
import { checkArguments } from '../../shapes/checkArguments.js';

const pytorchRmsProp = { name: 'rmsProp', decay: 0.99, epsilon: 1e-8 } as const;

/**
 * The spec of Figure 2: RMSProp in the setting of Figure 1(a), beside SGD. The paper does not give RMSProp's constants; these are
 * PyTorch's defaults, decay 0.99 and epsilon 1e-8. The default seed is that of Figure 1(a): the same data set and batches.
 *
 * RMSProp is read twice: as published, less the minimiser, and with the mean over the repeats subtracted too. Its steps are about eta
 * long, so that at small step-sizes K iterations do not bring it to the minimiser: the repeats lag behind it on the same side, and sums
 * of m of them grow like m, which reads as alpha near 1 whatever the tail.
 *
 * @example
 * const [sgd, rmsProp] = fig2Spec('paper').variants;
 * rmsProp; // { name: 'RMSProp', rule: { name: 'rmsProp', decay: 0.99, epsilon: 1e-8 } }
 */
export const fig2Spec = (preset: Preset, seed: Seed = 'figure 1(a)'): VariantsSpec => {
  checkArguments('fig2Spec', { preset, seed });

  return onFig1a(preset, seed, [
    sgd,
    { name: 'RMSProp', rule: pytorchRmsProp },
    { name: 'RMSProp, centred', rule: pytorchRmsProp, center: 'mean' },
  ]);
};

/**
 * Figure 2 at one batch-size with other constants of RMSProp: decays from 0.9 to 0.999, and a large epsilon; and with the
 * mean over the repeats subtracted, because at small step-sizes K iterations do not bring RMSProp to the minimiser.
 *
 * @example
 * const { variants } = rmsPropConstantsSpec('quick');
 * variants.slice(3).map(({ name }) => name); // ['decay 0.99, ε = 10', 'decay 0.99, centred']
 */
export function rmsPropConstantsSpec(preset: Preset, seed: Seed = 'figure 1(a)'): VariantsSpec {
  checkArguments('rmsPropConstantsSpec', { preset, seed });

  const rmsProp = (decay: number, epsilon: number): Variant => ({
    name: `decay ${decay}, ε = ${epsilon}`,
    rule: { name: 'rmsProp', decay, epsilon },
  });
  const centred = { ...rmsProp(0.99, 1e-8), name: 'decay 0.99, centred', center: 'mean' as const };
  const variants = [
    rmsProp(0.9, 1e-8),
    rmsProp(0.99, 1e-8),
    rmsProp(0.999, 1e-8),
    rmsProp(0.99, 10),
    centred,
  ];
  return { ...onFig1a(preset, seed, variants), batchSizes: [5] };
}
