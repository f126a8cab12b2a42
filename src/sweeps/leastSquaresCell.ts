import type { Interval } from '../interval.js';
import { rowNorms, type Rows } from '../rows.js';
import { generateRegression, leastSquares, type FeatureLaw, type RegressionData } from '../data/index.js';
import {
  blockSizesThatFit,
  DegenerateSampleError,
  logMoment,
  SYNTHETIC_BLOCK_SIZES,
} from '../estimators/index.js';
import { createSimulator, type SgdSetting } from '../sgd/index.js';
import { ENGINE_VERSION } from '../sgd/engineVersion.js';
import type { Seed } from '../random/index.js';
import { openStore } from './store.js';
import { runSweep, type ExperimentOptions } from './sweep.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** One synthetic data set: the linear model y = a·x + noise, with rows a of a law. */
export interface LeastSquaresProblem {
  /** Rows n of the data set. */
  readonly rows: number;
  /** Dimension d. */
  readonly dimension: number;
  /** The scale of the rows: what it means for each law, see {@link FeatureLaw}. */
  readonly sigma: number;
  /** The law of the rows. Default Gaussian, isotropic. */
  readonly law?: FeatureLaw;
  /** Standard deviation of every entry of the true x. */
  readonly parameterDeviation: number;
  /** Standard deviation of the label noise. */
  readonly noiseDeviation: number;
  readonly seed: Seed;
}

/** What of a setting a cell says itself; where the rows come from and what the iterates are compared with follow from its problem. */
type OwnSetting = Pick<SgdSetting, 'stepSize' | 'batchSize' | 'rule' | 'weightDecay' | 'sampling' | 'seed'> &
  Required<Pick<SgdSetting, 'iterations' | 'burnIn' | 'repeats'>>;

/**
 * A cell: one stored grid point, that is a problem, a setting of SGD on it, and what is read from the iterates. The minimiser is
 * subtracted from them.
 */
export interface LeastSquaresCell extends OwnSetting {
  readonly problem: LeastSquaresProblem;
  /** Standard deviation of every entry of x_0. */
  readonly start: { readonly deviation: number };
  /** Fresh rows of the problem's law at every iteration, in place of its data set. */
  readonly stream?: true;
  /** Estimate from the average of the iterates after the burn-in (the default) or from the last one. */
  readonly iterate?: 'averaged' | 'last';
  /**
   * Subtract the median of each coordinate over the repeats before the estimate, for algorithms that do not settle around the
   * minimiser. (Not the mean: subtracting it makes every α below 1 look like 1.)
   */
  readonly centred?: boolean;
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
export const publishedRun = {
  ...{ iterations: 1000, burnIn: 500, repeats: 1600 },
  start: { deviation: 5 },
} as const;

const problems = new Map<string, { data: RegressionData; solution: Float64Array }>();

/** A problem's data and its least-squares solution; the last few are kept: the cells of a figure mostly share one. */
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

/** The engine's setting for a cell; every cell has its own randomness, so that the errors of neighbours are independent. */
function settingOf({ problem, stream, ...cell }: LeastSquaresCell): SgdSetting {
  const { data, solution } = regressionOf(problem);
  const { dimension, sigma, law, noiseDeviation } = problem;
  const { trueParameter } = data;
  const source = stream
    ? { stream: { dimension, sigma, law, noiseDeviation, trueParameter }, center: trueParameter }
    : { data, center: solution };
  return { ...cell, ...source, seed: JSON.stringify([cell.seed, unitOf(cell), cell.batchSize]) };
}

/** The step-size of a cell, or the unit of those it goes through. */
const unitOf = ({ stepSize }: Pick<LeastSquaresCell, 'stepSize'>): number =>
  typeof stepSize === 'number' ? stepSize : (stepSize.unit ?? 1);

/** All that the result of a cell depends on, spelled as it was when the first cells were stored: they are found by it. */
function keyOf({ start, stream, stepSize, ...cell }: LeastSquaresCell): unknown {
  const schedule = typeof stepSize === 'number' ? undefined : { ...stepSize, unit: undefined };
  return {
    kind: 'least squares with distance, spread and median centring',
    engine: ENGINE_VERSION,
    ...{ ...cell, stepSize: unitOf({ stepSize }), initialDeviation: start.deviation },
    ...(schedule && { schedule }),
    ...(stream && { sampling: 'streaming' }),
  };
}

/**
 * Simulates every cell and estimates its tail-index from the averaged iterates less the least-squares solution: the median
 * over the published block sizes. Finished cells are kept in the store.
 *
 * @param name what the bar says where the options name none
 * @returns one estimate per cell, in order
 */
export async function runLeastSquaresCells(
  cells: readonly LeastSquaresCell[],
  options: ExperimentOptions = {},
  name = 'SGD on least squares',
): Promise<LeastSquaresEstimate[]> {
  checkArguments('runLeastSquaresCells', { cells, options, name });
  const { store = openStore(), signal, progress, workers } = options;
  const simulator = createSimulator({ workers });
  try {
    return await runSweep<LeastSquaresCell, LeastSquaresEstimate>({
      name,
      cells,
      key: keyOf,
      work: (cell) => cell.batchSize * cell.problem.dimension * cell.iterations * cell.repeats,
      compute: async (cell, onShare) => {
        const { averaged, final } = await simulator.run(settingOf(cell), {
          signal,
          progress: ({ fraction }) => onShare(fraction),
        });
        return estimateTail(cell.iterate === 'last' ? final : averaged, cell.centred);
      },
      atOnce: 2,
      ...{ store, signal, progress },
    });
  } finally {
    await simulator.close();
  }
}
