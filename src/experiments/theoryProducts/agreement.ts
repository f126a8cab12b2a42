import { availableParallelism } from 'node:os';
import { checkInteger, checkPositive } from '../../check.js';
import { interruptSignal } from '../../interruptSignal.js';
import { withTaskPool } from '../../parallel/taskPool.js';
import type { Seed } from '../../random/index.js';
import {
  sampleTailIndex,
  tailIndex,
  type IsotropicParameters,
  type SampleStatus,
} from '../../theory/index.js';
import { POPULATION_VERSION } from '../../theory/products/population.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a setting is called where it is sent to a worker elsewhere. */
export const AGREEMENT = 'agreement of products';

/** Sampled tail-indices at isotropic Gaussian settings, where the exact one is known. */
export interface ProductAgreementSpec {
  readonly settings: readonly IsotropicParameters[];
  readonly relativeError: number;
  readonly walkers: number;
  readonly burnIn: number;
  readonly maxSteps: number;
  readonly seed: Seed;
}

export interface ProductAgreementCell {
  readonly setting: IsotropicParameters;
  readonly exact: number | null;
  readonly status: SampleStatus;
  readonly tailIndex: number | null;
  readonly standardError: number | null;
  /** steps of the population */
  readonly steps: number;
}

export interface ProductAgreementResult {
  readonly spec: ProductAgreementSpec;
  readonly cells: readonly ProductAgreementCell[];
}

/** [eta, b, d] with exact alpha from 0.3 to 20, sigma = 1; `smoke` takes the first few. */
const settings: readonly (readonly [number, number, number])[] = [
  [1.75, 1, 1],
  [0.09434, 5, 100],
  [0.91, 4, 4],
  [0.1667, 1, 10],
  [1.011, 10, 10],
  [0.1496, 2, 5],
  [0.7721, 1, 2],
  [1.67, 2, 1],
  [1.052, 1, 1],
  [0.3097, 1, 5],
  [0.8962, 2, 2],
  [0.6347, 3, 5],
  [0.5953, 5, 10],
  [0.08854, 1, 20],
  [0.1658, 2, 20],
  [0.179, 5, 50],
  [0.1753, 5, 50],
  [0.1798, 10, 100],
  [0.1607, 1, 2],
  [0.3558, 4, 4],
];

/**
 * The spec: 20 settings with alpha from 0.3 to 20 and d up to 100; `smoke` has 4 of them.
 *
 * @example
 * const { settings, relativeError } = productAgreementSpec('quick');
 * settings[0]; // { stepSize: 1.75, batchSize: 1, dimension: 1, sigma: 1 }
 * [settings.length, relativeError]; // [20, 0.03]
 */
export function productAgreementSpec(preset: Preset, seed: Seed = 'agreement'): ProductAgreementSpec {
  checkArguments('productAgreementSpec', { preset, seed });

  checkPreset(preset);
  const size = {
    smoke: { relativeError: 0.1, walkers: 128, burnIn: 50, maxSteps: 10_000 },
    quick: { relativeError: 0.03, walkers: 256, burnIn: 200, maxSteps: 20_000 },
    paper: { relativeError: 0.005, walkers: 2048, burnIn: 1000, maxSteps: 200_000 },
  }[preset];
  return {
    settings: settings
      .slice(0, preset === 'smoke' ? 4 : undefined)
      .map(([stepSize, batchSize, dimension]) => ({ stepSize, batchSize, dimension, sigma: 1 })),
    ...size,
    seed,
  };
}

/** What a worker computes: one setting, from a stream of random numbers of its own. */
export async function productAgreementCell(
  setting: IsotropicParameters,
  { seed, ...size }: Omit<ProductAgreementSpec, 'settings'>,
): Promise<ProductAgreementCell> {
  const { dimension, sigma, stepSize, batchSize } = setting;
  const found = await sampleTailIndex(
    { stream: { dimension, sigma }, stepSize, batchSize },
    { ...size, seed: JSON.stringify([seed, setting]) },
  );
  const { status, tailIndex: sampled, standardError, steps } = found;
  return { setting, exact: tailIndex(setting), status, tailIndex: sampled, standardError, steps };
}

/**
 * Samples alpha at every setting, on worker threads; finished settings are kept in the store.
 *
 * @example
 * const { settings, ...spec } = productAgreementSpec('smoke');
 * const { cells } = await runProductAgreement({ ...spec, settings: settings.slice(2) });
 * cells.map(({ exact, tailIndex }) => [exact, tailIndex]); // [[1.800, 1.802], [1.995, 1.995]]
 */
export async function runProductAgreement(
  spec: ProductAgreementSpec,
  options: ExperimentOptions = {},
): Promise<ProductAgreementResult> {
  spec = checkedSpec('runProductAgreement', spec, { options });

  const { settings: all, ...shared } = spec;
  const {
    store = openStore(),
    signal = interruptSignal(),
    progress,
    workers = availableParallelism(),
  } = options;
  checkPositive('relativeError', spec.relativeError);
  checkInteger('workers', workers, 1, 1024);
  const cells = await withTaskPool<IsotropicParameters, ProductAgreementCell, ProductAgreementCell[]>(
    {
      ...{ module: import.meta.url, name: 'productAgreementCell', shared, signal },
      workers: Math.min(workers, Math.max(1, all.length)),
    },
    (run) =>
      runSweep({
        name: 'Sampled beside exact',
        cells: all,
        key: (setting) => ({
          kind: 'agreement of products',
          population: POPULATION_VERSION,
          setting,
          ...shared,
        }),
        work: ({ dimension, batchSize }) => 20 + dimension * batchSize,
        compute: (setting) => run(setting),
        task: (setting) => ({ kind: AGREEMENT, data: { setting, size: shared } }),
        atOnce: workers,
        ...{ store, signal, progress, on: options.on },
      }),
  );
  return { spec, cells };
}
