import {
  drawLabels,
  generateRegression,
  type FeatureLaw,
  type LabelLaw,
  type RegressionData,
} from '../data/index.js';
import type { Seed } from '../random/index.js';

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
  /** Labels other than a·x + noise, for the losses that want them. */
  readonly labels?: LabelLaw;
  readonly seed: Seed;
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

const MOST_KEPT = 4;
const kept = new Map<string, RegressionData>();

/** A problem's data; the last few are kept: the points of a sweep mostly share one. */
export function problemData(problem: LeastSquaresProblem): RegressionData {
  const key = JSON.stringify(problem);
  let data = kept.get(key);
  if (data === undefined) {
    const { labels, ...regression } = problem;
    data = generateRegression(regression);
    if (labels !== undefined) data = drawLabels(data, labels, problem.seed);
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, data);
  }
  return data;
}
