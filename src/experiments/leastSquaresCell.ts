import { generateRegression, leastSquares, type RegressionData } from '../data/index.js';
import { blockSizesThatFit, logMoment, SYNTHETIC_BLOCK_SIZES } from '../estimators/index.js';
import { createSimulator, type BatchSampling, type Simulation, type UpdateRule } from '../sgd/index.js';
import { ENGINE_VERSION } from '../sgd/engineVersion.js';
import type { Seed } from '../random/index.js';
import { openStore } from './store.js';
import { runSweep, type ExperimentOptions } from './sweep.js';

/** One synthetic data set: the linear model y = a·x + noise with isotropic Gaussian rows a. */
export interface LeastSquaresProblem {
  /** Rows n of the data set. */
  readonly rows: number;
  /** Dimension d. */
  readonly dimension: number;
  /** Standard deviation of every entry of a row. */
  readonly sigma: number;
  /** Standard deviation of every entry of the true x. */
  readonly parameterDeviation: number;
  /** Standard deviation of the label noise. */
  readonly noiseDeviation: number;
  readonly seed: Seed;
}

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
  /** How a batch is taken; without replacement if left out. */
  readonly sampling?: BatchSampling;
  /** lambda of the L2 penalty; none if left out. */
  readonly weightDecay?: number;
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
  /** Lower and upper end of the 95 % interval of the estimate, or `null`. */
  readonly interval: readonly [number, number] | null;
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

/** Generates a problem, or gives the last few generated again: cells of a figure mostly share one. */
function regressionOf(problem: LeastSquaresProblem): { data: RegressionData; solution: Float64Array } {
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
function medianDistance(
  { data, rows, columns }: Simulation['averaged'],
  centre?: Float64Array,
): number | null {
  const norms = Float64Array.from({ length: rows }, (_, i) => {
    const row = data.subarray(i * columns, (i + 1) * columns);
    const norm = Math.hypot(...(centre ? row.map((entry, j) => entry - centre[j]) : row));
    return Number.isFinite(norm) ? norm : Infinity;
  });
  const middle = norms.sort()[Math.floor(rows / 2)];
  return Number.isFinite(middle) ? middle : null;
}

/** The mean of the rows that are finite. */
function meanRow({ data, rows, columns }: Simulation['averaged']): Float64Array {
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

function estimate({ averaged, overflowed }: Simulation, centred: boolean): LeastSquaresEstimate {
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
      interval: interval && [interval.lower, interval.upper],
      overflowed,
      distance,
      spread,
    };
  } catch (error) {
    // Nothing left to estimate from, because (nearly) every repeat overflowed: the count says so.
    if (error instanceof RangeError && overflowed > 0)
      return { tailIndex: null, interval: null, overflowed, distance, spread };
    throw error;
  }
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
      compute: async ({ problem, initialDeviation, centred = false, ...run }, onShare) => {
        const { data, solution } = regressionOf(problem);
        // Every cell its own randomness, so that the errors of neighbours are independent.
        const seed = JSON.stringify([run.seed, run.stepSize, run.batchSize]);
        const simulation = await simulator.run(
          { ...run, seed, data, center: solution, start: { deviation: initialDeviation } },
          { signal, onProgress: ({ done, total }) => onShare(done / total) },
        );
        return estimate(simulation, centred);
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
