import type { ImageSetName } from '../../data/images.js';
import { fullyConnected } from '../../nets/models.js';
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

/** What one row of Figure 3 is made from. */
export interface Fig3Spec extends NetworkGridSpec {
  /** Layers with weights. */
  readonly depth: number;
  /** Units of each hidden layer. */
  readonly width: number;
}

/** One row of Figure 3. */
export type Fig3Result = NetworkGridResult<Fig3Spec>;

const PAPER_STEP_SIZES = [
  1e-4, 1e-3, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.045, 0.05, 0.06, 0.07, 0.075, 0.08, 0.09, 0.1,
];

/**
 * The spec of one row of Figure 3: a network 784-128-128-10 on MNIST (top) or 3072-128-128-10 on CIFAR-10 (bottom), no
 * biases, batches in data-set order, the mean of the last tenth of the iterates.
 *
 * @param preset `paper` is the published grid of 48 runs x 10 000 iterations; `quick` has 12 of its runs, three quarters as long; `smoke` is tiny
 * @param images which row
 * @param seed root of all randomness
 * @example
 * const { depth, width, batchSizes, iterations } = fig3Spec('paper', 'cifar10');
 * [depth, width, iterations]; // [3, 128, 10000]
 * batchSizes; // [1, 5, 10]
 */
export function fig3Spec(preset: Preset, images: ImageSetName = 'mnist', seed: Seed = 'figure 3'): Fig3Spec {
  checkArguments('fig3Spec', { preset, images, seed });

  checkPreset(preset);
  const base = {
    images,
    depth: 3,
    width: 128,
    batchSizes: [1, 5, 10],
    iterations: 10_000,
    averageLast: 1000,
    evaluateOn: { train: 5000, test: 2000 },
    seed,
  };
  if (preset === 'paper') return { ...base, stepSizes: PAPER_STEP_SIZES };
  if (preset === 'quick')
    return {
      ...base,
      stepSizes: [1e-3, 0.02, 0.05, 0.1],
      iterations: 7500,
      averageLast: 750,
      evaluateOn: { train: 2000, test: 2000 },
    };
  return {
    ...base,
    width: 32,
    iterations: 300,
    averageLast: 100,
    evaluateOn: { train: 500, test: 200 },
    stepSizes: [0.01, 0.1],
    batchSizes: [1, 5],
  };
}

/**
 * Computes one row of Figure 3: trains a fully connected network at every (step-size, batch-size) and estimates the tail
 * index of each layer of the mean of the last iterates by the published recipe.
 *
 * @example
 * const images = { source: 'procedural', procedural: { train: 600, test: 200 } } as const;
 * const { cells } = await runFig3(fig3Spec('smoke'), { images });
 * cells.map(({ stepSize, batchSize }) => stepSize / batchSize); // [0.01, 0.1, 0.002, 0.02]
 * cells.map(({ tails }) => tails[0].tailIndex); // [1.86, 1.35, 1.86, 1.38]
 */
export const runFig3 = (spec: Fig3Spec, options: NetworkGridOptions<Fig3Spec> = {}): Promise<Fig3Result> => {
  spec = checkedSpec('runFig3', spec, { options });

  return runNetworkGrid(
    spec,
    (inputShape) => fullyConnected({ depth: spec.depth, width: spec.width, inputShape }),
    options,
  );
};
