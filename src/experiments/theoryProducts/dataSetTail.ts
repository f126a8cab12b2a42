import { checkInteger, checkPositive } from '../../check.js';
import type { Seed } from '../../random/index.js';
import {
  exactTail,
  lyapunov,
  momentGrowth,
  sampleTailIndex,
  tailIndex,
  type SampleStatus,
} from '../../theory/index.js';
import { POPULATION_VERSION } from '../../theory/products/population.js';
import { fig1aSpec } from '../fig1a/experiment.js';
import { problemData, type LeastSquaresProblem } from '../../sweeps/problem.js';
import { checkPreset, type Preset } from '../../sweeps/preset.js';
import { openStore } from '../../sweeps/store.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** What a cell is called where it is sent to a worker elsewhere. */
export const DATA_SET_TAIL = 'tail of a data set';

/** The tail of SGD on one data set, by random matrix products over batches of its very rows. */
export interface DataSetTailSpec {
  readonly problem: LeastSquaresProblem;
  readonly settings: readonly { readonly stepSize: number; readonly batchSize: number }[];
  readonly relativeError: number;
  readonly walkers: number;
  readonly maxSteps: number;
  readonly seed: Seed;
}

/** One step-size and batch-size: on the data set, and on an endless stream of rows of the same law. */
export interface DataSetTailCell {
  readonly stepSize: number;
  readonly batchSize: number;
  readonly status: SampleStatus;
  readonly tailIndex: number | null;
  readonly standardError: number | null;
  readonly lyapunov: number;
  readonly lyapunovError: number;
  /** h(2) of the data set, by linear algebra: alpha > 2 exactly where it is below 1 */
  readonly secondMoment: number;
  /** exact values of the stream */
  readonly stream: {
    readonly tailIndex: number | null;
    readonly lyapunov: number;
    readonly secondMoment: number;
  };
}

export interface DataSetTailResult {
  readonly spec: DataSetTailSpec;
  readonly cells: readonly DataSetTailCell[];
}

/**
 * The data set of Figure 1(a) at batch-size 5, in the narrow window of heavy tails: alpha of the stream is 4.8, then just above 2; the
 * last step-size is beyond eta_max. `smoke` has a small set in place of it.
 *
 * @param seed that of Figure 1(a), which decides the data
 * @example
 * const { settings } = dataSetTailSpec('quick');
 * settings.map(({ stepSize }) => stepSize); // [0.094, 0.0943, 0.096]
 * maxStepSize({ batchSize: 5, dimension: 100, sigma: 1 }); // 0.09458
 */
export function dataSetTailSpec(preset: Preset, seed?: Seed): DataSetTailSpec {
  checkArguments('dataSetTailSpec', { preset, seed });

  checkPreset(preset);
  const { problem } = fig1aSpec(preset, seed);
  const size = {
    smoke: { relativeError: 0.05, walkers: 128, maxSteps: 10_000 },
    quick: { relativeError: 0.02, walkers: 256, maxSteps: 20_000 },
    paper: { relativeError: 0.01, walkers: 1024, maxSteps: 50_000 },
  }[preset];
  const stepSizes = {
    smoke: [0.35, 0.5],
    quick: [0.094, 0.0943, 0.096],
    paper: [0.094, 0.0943, 0.09442, 0.096],
  }[preset];
  return {
    problem,
    settings: stepSizes.map((stepSize) => ({ stepSize, batchSize: 5 })),
    ...size,
    seed: 'data set',
  };
}

/**
 * Samples the products for every setting; finished settings are kept in the store.
 *
 * @example
 * const { cells } = await runDataSetTail(dataSetTailSpec('smoke'));
 * [cells[0].stepSize, cells[0].stream.tailIndex]; // [0.35, 6.50]
 * cells.map(({ status }) => status); // ['found', 'no-stationary-law']
 */
export async function runDataSetTail(
  spec: DataSetTailSpec,
  options: ExperimentOptions = {},
): Promise<DataSetTailResult> {
  spec = checkedSpec('runDataSetTail', spec, { options });
  const { store = openStore(), signal, progress } = options;
  const { problem, settings, ...size } = spec;
  checkPositive('relativeError', size.relativeError);
  checkInteger('walkers', size.walkers);
  checkInteger('maxSteps', size.maxSteps);
  const cells = await runSweep<DataSetTailSpec['settings'][number], DataSetTailCell>({
    name: 'Walkers over the data set',
    cells: settings,
    key: (setting) => ({
      kind: 'tail of a data set',
      version: 2,
      population: POPULATION_VERSION,
      problem,
      setting,
      ...size,
    }),
    work: () => 1,
    compute: (setting, onShare) => dataSetTailCell(spec, setting, signal, onShare),
    task: (setting) => ({ kind: DATA_SET_TAIL, data: { spec, setting } }),
    atOnce: 1,
    ...{ store, signal, progress, on: options.on },
  });
  return { spec, cells };
}

/** Samples the products of one setting. */
export async function dataSetTailCell(
  { problem, settings: _, ...size }: DataSetTailSpec,
  setting: DataSetTailSpec['settings'][number],
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<DataSetTailCell> {
  const data = problemData(problem);
  const found = await sampleTailIndex(
    { data, ...setting },
    { ...size, signal, progress: ({ fraction }) => onShare(0.9 * fraction) },
  );
  const isotropic = { ...setting, dimension: problem.dimension, sigma: problem.sigma };
  return {
    ...setting,
    status: found.status,
    tailIndex: found.tailIndex,
    standardError: found.standardError,
    lyapunov: found.lyapunov,
    lyapunovError: found.lyapunovError,
    secondMoment: exactTail({ data, ...setting }).secondMoment!,
    stream: {
      tailIndex: tailIndex(isotropic),
      lyapunov: lyapunov(isotropic),
      secondMoment: momentGrowth(isotropic, 2),
    },
  };
}
