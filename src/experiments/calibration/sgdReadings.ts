import { argumentError, checkInteger } from '../../check.js';
import { hill, logMoment, type ConfidenceInterval } from '../../estimators/index.js';
import type { Seed } from '../../random/index.js';
import { createSimulator, type Simulator } from '../../sgd/index.js';
import { runSweep, type ExperimentOptions } from '../../sweeps/sweep.js';
import { maxStepSize, tailIndex } from '../../theory/index.js';
import { checkArguments } from '../../shapes/checkArguments.js';
import { checkedSpec } from '../../sweeps/checkedSpec.js';

/** Independent runs of SGD on streaming least squares in one dimension, batch-size 1, sigma 1, at several step-sizes. */
export interface SgdReadingsSpec {
  readonly stepSizes: readonly number[];
  /** Runs per step-size. */
  readonly repeats: number;
  /** Iterations of each; the second half is averaged. */
  readonly iterations: number;
  readonly seed: Seed;
}

/** What two estimators read at one step-size, beside the exact tail-index. */
export interface SgdReading {
  readonly stepSize: number;
  /** `null` from eta_max on: there is no stationary law. */
  readonly exact: number | null;
  /** The published estimate, of the last iterates and of the averages of the second half. */
  readonly last: number;
  readonly averaged: number;
  readonly averagedInterval: ConfidenceInterval | null;
  /** Hill's estimate of the last iterates from the largest 5 %. */
  readonly hill: number;
}

/**
 * Step-sizes from a tenth of eta_max to 1.2 of it, in one dimension, where the heavy-tailed window is wide.
 *
 * @example
 * const { stepSizes } = sgdReadingsSpec();
 * maxStepSize({ batchSize: 1, dimension: 1, sigma: 1 }); // 2.421
 * [stepSizes[0], stepSizes.at(-1)]; // [0.242, 2.905]
 */
export function sgdReadingsSpec(seed: Seed = 'readings'): SgdReadingsSpec {
  checkArguments('sgdReadingsSpec', { seed });

  const most = maxStepSize({ batchSize: 1, dimension: 1, sigma: 1 });
  const stepSizes = Array.from({ length: 23 }, (_, i) => Number((most * (0.1 + 0.05 * i)).toFixed(3)));
  return { stepSizes, repeats: 1600, iterations: 1000, seed };
}

/**
 * Runs SGD at every step-size and reads the tail-index off its iterates, in a few seconds: nothing is kept in the store.
 *
 * @throws RangeError for a step-size at which an iterate overflows
 * @example
 * const readings = await runSgdReadings({ ...sgdReadingsSpec(), stepSizes: [0.5, 1, 1.5], repeats: 200 });
 * readings.map(({ exact }) => exact); // [2.904, 1.091, 0.477]
 */
export async function runSgdReadings(
  spec: SgdReadingsSpec,
  options: Omit<ExperimentOptions, 'store'> = {},
): Promise<SgdReading[]> {
  spec = checkedSpec('runSgdReadings', spec, { options });
  const { stepSizes, ...run } = spec;
  const { signal, progress, workers } = options;
  checkInteger('repeats', run.repeats, 100);
  checkInteger('iterations', run.iterations, 10);
  const simulator = createSimulator({ workers });
  try {
    return await runSweep<number, SgdReading>({
      name: 'SGD at every step-size',
      cells: stepSizes,
      key: (stepSize) => stepSize,
      work: () => 1,
      compute: (stepSize) => readAt(stepSize, run, simulator, signal),
      atOnce: 2,
      store: null,
      ...{ signal, progress },
    });
  } finally {
    await simulator.close();
  }
}

async function readAt(
  stepSize: number,
  { repeats, iterations, seed }: Omit<SgdReadingsSpec, 'stepSizes'>,
  simulator: Simulator,
  signal: AbortSignal | undefined,
): Promise<SgdReading> {
  const { averaged, final, overflowed } = await simulator.run(
    {
      stream: { dimension: 1, noiseDeviation: 1 },
      ...{ stepSize, batchSize: 1, iterations, repeats, start: { deviation: 5 } },
      seed: JSON.stringify([seed, 'readings', stepSize]),
    },
    { signal },
  );
  if (overflowed > 0)
    throw argumentError('stepSizes', stepSize, 'small enough for iterates that do not overflow; one is');
  const reading = logMoment(averaged.data);
  return {
    stepSize,
    exact: tailIndex({ stepSize, batchSize: 1, dimension: 1, sigma: 1 }),
    last: logMoment(final.data).tailIndex,
    averaged: reading.tailIndex,
    averagedInterval: reading.interval,
    hill: hill(final.data, { k: Math.floor(repeats / 20) }).tailIndex,
  };
}
