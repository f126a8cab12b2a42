import { argumentError, checkInteger } from '../../check.js';
import { hill, logMoment, type ConfidenceInterval } from '../../estimators/index.js';
import { createGenerator, type Seed } from '../../random/index.js';
import { maxStepSize, tailIndex } from '../../theory/index.js';

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

/** Step-sizes from a tenth of eta_max to 1.2 of it, in one dimension, where the heavy-tailed window is wide. */
export function sgdReadingsSpec(seed: Seed = 'readings'): SgdReadingsSpec {
  const most = maxStepSize({ batchSize: 1, dimension: 1, sigma: 1 });
  const stepSizes = Array.from({ length: 23 }, (_, i) => Number((most * (0.1 + 0.05 * i)).toFixed(3)));
  return { stepSizes, repeats: 1600, iterations: 1000, seed };
}

/** Runs SGD at every step-size and reads the tail-index off its iterates. */
export function runSgdReadings({ stepSizes, repeats, iterations, seed }: SgdReadingsSpec): SgdReading[] {
  checkInteger('repeats', repeats, 100);
  checkInteger('iterations', iterations, 10);
  return stepSizes.map((stepSize) => {
    const last = new Float64Array(repeats);
    const averaged = new Float64Array(repeats);
    for (let r = 0; r < repeats; r++) {
      const g = createGenerator(seed, 'readings', stepSize, r);
      let [x, sum] = [5 * g.normal(), 0];
      for (let k = 1; k <= iterations; k++) {
        const a = g.normal();
        x -= stepSize * a * (a * x - g.normal());
        if (2 * k > iterations) sum += x;
      }
      last[r] = x;
      averaged[r] = sum / Math.ceil(iterations / 2);
    }
    if (!averaged.every(Number.isFinite))
      throw argumentError('stepSizes', stepSize, 'small enough for iterates that do not overflow; one is');
    const reading = logMoment(averaged);
    return {
      stepSize,
      exact: tailIndex({ stepSize, batchSize: 1, dimension: 1, sigma: 1 }),
      last: logMoment(last).tailIndex,
      averaged: reading.tailIndex,
      averagedInterval: reading.interval,
      hill: hill(last, { k: Math.floor(repeats / 20) }).tailIndex,
    };
  });
}
