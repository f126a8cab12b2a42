import type { Interval } from '../interval.js';
import { rowNorms, type Rows } from '../rows.js';
import { argumentError } from '../check.js';
import { generateRegression, leastSquares, type FeatureLaw, type RegressionData } from '../data/index.js';
import {
  blockSizesThatFit,
  DegenerateSampleError,
  logMoment,
  SYNTHETIC_BLOCK_SIZES,
} from '../estimators/index.js';
import {
  createSimulator,
  type BatchSampling,
  type SgdSetting,
  type StepSizes,
  type UpdateRule,
} from '../sgd/index.js';
import { ENGINE_VERSION } from '../sgd/engineVersion.js';
import type { Seed } from '../random/index.js';
import { openStore } from './store.js';
import { runSweep, type ExperimentOptions } from './sweep.js';

/** One synthetic data set: the linear model y = a·x + noise, with isotropic Gaussian rows a unless a law is named. */
export interface LeastSquaresProblem {
  /** Rows n of the data set. */
  readonly rows: number;
  /** Dimension d. */
  readonly dimension: number;
  /** Standard deviation of every entry of a row; of a law its scale. */
  readonly sigma: number;
  /** The law of the rows; isotropic Gaussian if left out. */
  readonly law?: FeatureLaw;
  /** Standard deviation of every entry of the true x. */
  readonly parameterDeviation: number;
  /** Standard deviation of the label noise. */
  readonly noiseDeviation: number;
  readonly seed: Seed;
}

/** A step-size that varies: the engine's {@link StepSizes} in units of the cell's step-size. */
export type StepSchedule = StepSizes;

/** SGD on one data set at one step-size and batch-size, repeated: the unit that is stored. */
export interface LeastSquaresCell {
  readonly problem: LeastSquaresProblem;
  readonly stepSize: number;
  readonly batchSize: number;
  readonly iterations: number;
  /** Iterations before the average begins. */
  readonly burnIn: number;
  /** Independent runs. */
  readonly repeats: number;
  /** Standard deviation of every entry of x_0. */
  readonly initialDeviation: number;
  /** Update rule; plain SGD if left out. */
  readonly rule?: UpdateRule;
  /** How a batch is taken; without replacement if left out. `'streaming'`: fresh rows at every iteration, Gaussian data only. */
  readonly sampling?: BatchSampling | 'streaming';
  /** lambda of the L2 penalty; none if left out. */
  readonly weightDecay?: number;
  /** How the step-size varies; constant if left out. */
  readonly schedule?: StepSchedule;
  /** Estimate from the average of the iterates after the burn-in (the default) or from the last one. */
  readonly iterate?: 'averaged' | 'last';
  /**
   * Subtract the median of each coordinate over the repeats before the estimate, for algorithms that do not settle around the
   * minimiser. (The mean would not do: subtracting it makes every α below 1 look like 1.)
   */
  readonly centred?: boolean;
  readonly seed: Seed;
}

/** What the averaged iterates of a cell, less the least-squares solution, say about the tail. */
export interface LeastSquaresEstimate {
  /** Estimated tail-index: exponent of the survival function; `null` where the estimator gives none. */
  readonly tailIndex: number | null;
  /** The 95 % interval of the estimate, or `null`. */
  readonly interval: Interval | null;
  /** Repeats whose iterates overflowed to infinity. */
  readonly overflowed: number;
  /** Median distance of the averaged iterates from the minimiser; infinite ones count, as `null` if they are most. */
  readonly distance: number | null;
  /** The same from their mean over the repeats that did not overflow. */
  readonly spread: number | null;
}

/** The published settings of the synthetic experiments; n, d, K and the number of repeats as in Figure 1(a). */
export const publishedProblem = {
  rows: 10_000,
  dimension: 100,
  sigma: 1,
  parameterDeviation: 3,
  noiseDeviation: 3,
} as const;
export const publishedRun = { iterations: 1000, burnIn: 500, repeats: 1600, initialDeviation: 5 } as const;

const problems = new Map<string, { data: RegressionData; solution: Float64Array }>();

/** A problem's data and its least-squares solution; the last few are kept, for cells of a figure mostly share one. */
export function regressionOf(problem: LeastSquaresProblem): { data: RegressionData; solution: Float64Array } {
  const key = JSON.stringify(problem);
  let found = problems.get(key);
  if (!found) {
    const data = generateRegression(problem);
    found = { data, solution: leastSquares(data).solution };
    if (problems.size >= 4) problems.delete(problems.keys().next().value!);
    problems.set(key, found);
  }
  return found;
}

/** Median norm of the rows less `centre`; `null` if it is infinite. */
function medianDistance(sample: Rows, centre?: Float64Array): number | null {
  const { data, rows, columns } = sample;
  const moved = centre
    ? { rows, columns, data: data.map((entry, k) => entry - centre[k % columns]) }
    : sample;
  const norms = rowNorms(moved).map((norm) => (Number.isFinite(norm) ? norm : Infinity));
  const middle = norms.sort()[Math.floor(rows / 2)];
  return Number.isFinite(middle) ? middle : null;
}

/** The mean of the rows that are finite. */
function meanRow({ data, rows, columns }: Rows): Float64Array {
  const mean = new Float64Array(columns);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    const row = data.subarray(i * columns, (i + 1) * columns);
    if (!row.every(Number.isFinite)) continue;
    count++;
    row.forEach((entry, j) => (mean[j] += (entry - mean[j]) / count));
  }
  return mean;
}

/** Repeats with a component that is not finite. */
const countOverflowed = ({ data, rows, columns }: Rows): number => {
  let count = 0;
  for (let i = 0; i < rows; i++)
    if (!data.subarray(i * columns, (i + 1) * columns).every(Number.isFinite)) count++;
  return count;
};

/** The published estimate from iterates less the minimiser, one row per repeat; rows that overflowed are left out and counted. */
export function estimateTail(averaged: Rows, centred = false): LeastSquaresEstimate {
  const overflowed = countOverflowed(averaged);
  const distance = medianDistance(averaged);
  const spread = medianDistance(averaged, meanRow(averaged));
  try {
    const { tailIndex, interval } = logMoment(averaged, {
      blockSizes: blockSizesThatFit(SYNTHETIC_BLOCK_SIZES, averaged.rows - overflowed),
      nonFinite: 'drop',
      centre: centred ? 'median' : undefined,
    });
    return {
      tailIndex,
      interval: interval && { lower: interval.lower, upper: interval.upper },
      overflowed,
      distance,
      spread,
    };
  } catch (error) {
    // A single point has no tail-index: spread or distance say so. Nothing left because (nearly) every repeat overflowed: the count does.
    if (error instanceof DegenerateSampleError || (error instanceof RangeError && overflowed > 0))
      return { tailIndex: null, interval: null, overflowed, distance, spread };
    throw error;
  }
}

const scaledBy = (stepSize: number, schedule: StepSchedule | undefined): number | StepSizes => {
  if (schedule === undefined) return stepSize;
  const scale = (factor: number): number => factor * stepSize;
  if ('cycle' in schedule) return { cycle: schedule.cycle.map(scale) };
  if ('choice' in schedule) return { choice: schedule.choice.map(scale) };
  return { uniform: [scale(schedule.uniform[0]), scale(schedule.uniform[1])] };
};

/** Where the engine takes rows from, and the minimiser, which is subtracted from the iterates. */
function source({
  problem,
  sampling,
}: LeastSquaresCell): Pick<SgdSetting, 'data' | 'stream' | 'sampling' | 'center'> {
  const { data, solution } = regressionOf(problem);
  if (sampling !== 'streaming') return { data, sampling, center: solution };
  if (problem.law !== undefined && problem.law.name !== 'gaussian')
    throw argumentError('problem.law.name', problem.law.name, '"gaussian" for streaming data');
  const { trueParameter } = data;
  const { dimension, sigma, noiseDeviation } = problem;
  return { stream: { dimension, sigma, noiseDeviation, trueParameter }, center: trueParameter };
}

/** The engine's setting for a cell; every cell has its own randomness, so that the errors of neighbours are independent. */
function settingOf(cell: LeastSquaresCell): SgdSetting {
  const {
    batchSize,
    burnIn,
    initialDeviation,
    iterations,
    repeats,
    rule,
    schedule,
    seed,
    stepSize,
    weightDecay,
  } = cell;
  return {
    ...source(cell),
    ...{ batchSize, burnIn, iterations, repeats, rule, weightDecay },
    stepSize: scaledBy(stepSize, schedule),
    start: { deviation: initialDeviation },
    seed: JSON.stringify([seed, stepSize, batchSize]),
  };
}

/**
 * Simulates every cell and estimates its tail-index from the averaged iterates less the least-squares solution: the median
 * over the published block sizes. Finished cells are kept in the store.
 *
 * @returns one estimate per cell, in order
 */
export async function runLeastSquaresCells(
  cells: readonly LeastSquaresCell[],
  { store = openStore(), signal, onProgress, workers }: ExperimentOptions = {},
): Promise<LeastSquaresEstimate[]> {
  const simulator = createSimulator({ workers });
  try {
    return await runSweep<LeastSquaresCell, LeastSquaresEstimate>({
      cells,
      key: (cell) => ({
        kind: 'least squares with distance, spread and median centring',
        engine: ENGINE_VERSION,
        ...cell,
      }),
      work: (cell) => cell.batchSize * cell.problem.dimension * cell.iterations * cell.repeats,
      compute: async (cell, onShare) => {
        const { averaged, final } = await simulator.run(settingOf(cell), {
          signal,
          onProgress: ({ done, total }) => onShare(done / total),
        });
        return estimateTail(cell.iterate === 'last' ? final : averaged, cell.centred);
      },
      atOnce: 2,
      store,
      signal,
      onProgress,
    });
  } finally {
    await simulator.close();
  }
}
