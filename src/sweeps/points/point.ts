import { ENGINE_VERSION } from '../../sgd/engineVersion.js';
import type { BatchSampling, Graph, StepSizes } from '../../setting/index.js';
import type { NamedLoss, NamedRule, PlainLoss, PlainRule, StartLaw } from '../../sgd/index.js';
import type { Seed } from '../../random/index.js';
import type { LeastSquaresProblem } from '../problem.js';
import type { PlainEstimate } from './estimate.js';

/** How the rows of a batch are taken: from the data, or fresh ones of the problem's law at every iteration. */
export type PointSampling = BatchSampling | 'streaming';

/** Which iterate the tail is read from: the mean after the burn-in, or the last one. */
export type PointIterate = 'averaged' | 'last';

/**
 * What is subtracted from the iterates: the `minimiser` of the loss; that and then the `mean` or the `median` of each coordinate
 * over the repeats, for algorithms that do not settle around the minimiser; nothing, `zero`; or a vector.
 */
export type PointCenter = NamedCenter | readonly number[];

/** The centres that have a name. */
export const namedCenters = ['minimiser', 'mean', 'median', 'zero'] as const;
export type NamedCenter = (typeof namedCenters)[number];

/** W of a network as plain JSON. */
export interface PlainMixing {
  readonly nodes: number;
  readonly weights: readonly number[];
}

/**
 * One grid point of a sweep as plain JSON: all that its result depends on, and the key of its result in the store. Rules and losses of
 * one's own are graphs, functions of one's own their text; data of one's own are named by the hash of their bytes.
 */
export interface SweepPoint {
  readonly kind: 'point of a sweep';
  /** Version of the numbers that the engine gives. */
  readonly engine: number;
  /** Version of the distances. 2: the median of an even count is the mean of the two middle ones. */
  readonly distances: number;
  readonly source: { readonly problem: LeastSquaresProblem } | { readonly data: string };
  readonly stepSize: number | StepSizes;
  readonly batchSize: number;
  readonly rule: NamedRule | PlainRule;
  readonly loss: NamedLoss | PlainLoss;
  readonly weightDecay: number;
  readonly sampling: PointSampling;
  readonly network?: Graph | PlainMixing;
  readonly iterations: number;
  readonly burnIn: number;
  readonly repeats: number;
  readonly start: StartLaw;
  readonly iterate: PointIterate;
  readonly center: PointCenter;
  readonly estimate: PlainEstimate;
  /** Root of the point's randomness. */
  readonly seed: Seed;
}

/** What every point is. */
export const pointKind = { kind: 'point of a sweep', engine: ENGINE_VERSION, distances: 2 } as const;

/** The dimension of a point whose data are a problem. */
export const problemOf = ({ source }: SweepPoint): LeastSquaresProblem | undefined =>
  'problem' in source ? source.problem : undefined;

/** The step-size of a point, or the unit of those it goes through. */
export const stepSizeUnit = ({ stepSize }: Pick<SweepPoint, 'stepSize'>): number =>
  typeof stepSize === 'number' ? stepSize : (stepSize.unit ?? 1);
