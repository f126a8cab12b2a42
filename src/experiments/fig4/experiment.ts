import { vgg11 } from '../../nets/models.js';
import type { Seed } from '../../random/index.js';
import {
  runNetworkGrid,
  type NetworkGridOptions,
  type NetworkGridResult,
  type NetworkGridSpec,
} from '../networks/grid.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What Figure 4 is made from. */
export interface Fig4Spec extends NetworkGridSpec {
  /** Factor on the channels of VGG-11. */
  readonly widthScale: number;
}

/** Figure 4: VGG-11 on CIFAR-10 at every (step-size, batch-size). */
export type Fig4Result = NetworkGridResult<Fig4Spec>;

/** Up to 0.0017 as believed published; from 0.01 on the tails of a narrow network begin to move. */
const STEP_SIZES = [1e-4, 5e-4, 0.0017, 0.01, 0.03, 0.05, 0.1];

/**
 * The spec of Figure 4: VGG-11 on CIFAR-10, no dropout, no batch norm, batches in data-set order, the mean of the last
 * tenth of the iterates. Set `untilAccuracy` (and more `iterations`) to train every network to one training accuracy.
 *
 * @param preset `paper` is the full width, a day-long job that goes on where it was stopped; `quick` is width 1/16 on a
 *   grid on which most of its networks learn; `smoke` is tiny
 * @param seed root of all randomness
 * @example
 * const spec = { ...fig4Spec('quick'), untilAccuracy: 0.9, iterations: 50_000 };
 * spec.stepSizes; // [0.0017, 0.005, 0.01, 0.02]
 * spec.widthScale; // 0.0625
 */
export function fig4Spec(preset: Preset, seed: Seed = 'figure 4'): Fig4Spec {
  checkArguments('fig4Spec', { preset, seed });

  checkPreset(preset);
  const base = {
    images: 'cifar10',
    widthScale: 1,
    stepSizes: STEP_SIZES,
    batchSizes: [1, 5, 10],
    iterations: 10_000,
    averageLast: 1000,
    evaluateOn: { train: 2000, test: 2000 },
    seed,
  } as const;
  if (preset === 'paper') return base;
  if (preset === 'quick')
    return {
      ...base,
      widthScale: 1 / 16,
      stepSizes: [0.0017, 0.005, 0.01, 0.02],
      batchSizes: [1, 5],
    };
  return {
    ...base,
    widthScale: 1 / 32,
    stepSizes: [0.01, 0.1],
    batchSizes: [1, 5],
    iterations: 100,
    averageLast: 50,
    evaluateOn: { train: 200, test: 100 },
  };
}

/**
 * Computes Figure 4: trains VGG-11 at every (step-size, batch-size) and estimates the tail-index of each layer's weights
 * of the mean of the last iterates by the published recipe.
 *
 * @example
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const spec = { ...fig4Spec('smoke'), stepSizes: [0.01], batchSizes: [5], iterations: 20, averageLast: 9 };
 * const { cells } = await runFig4(spec, { images });
 * cells[0].tails.at(-1)?.name; // 'dense3'
 */
export const runFig4 = (spec: Fig4Spec, options: NetworkGridOptions<Fig4Spec> = {}): Promise<Fig4Result> => {
  spec = checkedSpec('runFig4', spec, { options });

  return runNetworkGrid(spec, (inputShape) => vgg11({ widthScale: spec.widthScale, inputShape }), options);
};
