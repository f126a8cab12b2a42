import type { Graph, MixingMatrix, StepSizes } from '../../setting/index.js';
import type { DrawRow } from '../../setting/ownFeatureLaw.js';
import type { FeatureLaw } from '../../setting/featureLaw.js';
import type { Values } from '../../setting/functionText.js';
import type { LeastSquaresData, Loss, StartLaw, UpdateRule } from '../../sgd/index.js';
import type { Seed } from '../../random/index.js';
import type { LeastSquaresProblem } from '../problem.js';
import type { EstimateChoice } from './estimate.js';
import type { NamedCenter, PointIterate, PointSampling } from './point.js';

/** A synthetic data set, every part with the default of Figure 1(a) but the labels, which are such as the loss wants. */
export interface SweepProblem extends Partial<Omit<LeastSquaresProblem, 'law'>> {
  /** The law of the rows, by its name, or a sampler of one's own, see `featureLaw`. */
  readonly law?: FeatureLaw | DrawRow;
}

/** The setting of one point. */
export interface PointSetting {
  /** A synthetic data set; in place of it `data`. */
  readonly problem?: SweepProblem;
  /** Data of one's own: see `readCsv`, `readNpy` and `arrayData`. */
  readonly data?: LeastSquaresData;
  /** Step-size eta, above 0, or how it changes. */
  readonly stepSize?: number | StepSizes;
  readonly batchSize?: number;
  /** The update rule, by its name or made by `updateRule`. Default plain SGD. */
  readonly rule?: UpdateRule;
  /** The loss, by its name, made by `lossFunction`, or its derivative. Default least squares. */
  readonly loss?: Loss;
  /** lambda of the L2 penalty. Default 0. */
  readonly weightDecay?: number;
  /** How a batch is taken; `'streaming'`: fresh rows of the problem's law at every iteration. Default `'withoutReplacement'`. */
  readonly sampling?: PointSampling;
  readonly network?: Graph | MixingMatrix;
  /** Number of iterations K. Default 1000. */
  readonly iterations?: number;
  /** Iterates that stay out of the average. Default floor(iterations / 2). */
  readonly burnIn?: number;
  /** Independent repeats: the rows of the sample. Default 1600. */
  readonly repeats?: number;
  /** The law of x_0. Default `{ deviation: 5 }`. */
  readonly start?: StartLaw;
  /** Read the tail from the mean after the burn-in (the default) or from the last iterate. */
  readonly iterate?: PointIterate;
  /**
   * What is subtracted from the iterates: the `minimiser` of the loss (the default); that and then the `mean` or the `median` of each
   * coordinate over the repeats, for algorithms that do not settle around the minimiser; nothing, `zero`; or a vector. The mean takes
   * an offset away whole, but makes an alpha below 1 look like 1; the median leaves a little of it, and no alpha is moved.
   */
  readonly center?: NamedCenter | ArrayLike<number>;
  /** The estimator: a name, `{ name, … }` with its options, or a function of the sample. Default the published log-moment estimator. */
  readonly estimate?: EstimateChoice;
  /** Plain data that functions of one's own read as `values`. */
  readonly values?: Values;
  /** Root of all randomness. Default 0. */
  readonly seed?: Seed;
}

/** What the points of a sweep have, by name: what may vary. */
export const pointFields: Readonly<Record<keyof PointSetting, true>> = {
  ...{
    problem: true,
    data: true,
    stepSize: true,
    batchSize: true,
    rule: true,
    loss: true,
    weightDecay: true,
  },
  ...{ sampling: true, network: true, iterations: true, burnIn: true, repeats: true, start: true },
  ...{ iterate: true, center: true, estimate: true, values: true, seed: true },
};

/** What a problem has, by name. */
export const problemFields: Readonly<Record<keyof SweepProblem, true>> = {
  ...{ rows: true, dimension: true, sigma: true, law: true, parameterDeviation: true, noiseDeviation: true },
  ...{ labels: true, seed: true },
};
