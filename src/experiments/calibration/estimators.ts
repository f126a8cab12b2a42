import {
  biasReducedHill,
  feuervergerHall,
  hill,
  kernelEstimator,
  koutrouvelis,
  logMoment,
  logOrder,
  logVariance,
  mcculloch,
  moments,
  paretoTail,
  pickands,
  smoothedHill,
  stableMaximumLikelihood,
  type TailEstimate,
} from '../../estimators/index.js';

/** An estimator with a plain choice of its parameters. */
export interface CalibrationEstimator {
  readonly estimate: (x: Float64Array) => TailEstimate;
  /** Supposes a stable law. */
  readonly stable: boolean;
  /** Only measured on stable samples of a thousand values, and on every tenth of them: it takes a hundred times as long as the others. */
  readonly slow?: boolean;
}

const share = (x: Float64Array, part: number): number => Math.max(5, Math.floor(x.length / part));
const symmetric = { shape: 'symmetric' } as const;
const ofStable = (estimate: CalibrationEstimator['estimate']): CalibrationEstimator => ({
  estimate,
  stable: true,
});
const ofTail = (estimate: CalibrationEstimator['estimate']): CalibrationEstimator => ({
  estimate,
  stable: false,
});

/** The estimators that are measured. */
export const calibrationEstimators: Readonly<Record<string, CalibrationEstimator>> = {
  'log-moment': ofStable((x) => logMoment(x)),
  'log-order, m = 5': ofStable((x) => logOrder(x, { blockSize: 5 })),
  'log-variance': ofStable((x) => logVariance(x)),
  mcculloch: ofStable((x) => mcculloch(x, symmetric)),
  koutrouvelis: ofStable((x) => koutrouvelis(x, symmetric)),
  'stable ML': { ...ofStable((x) => stableMaximumLikelihood(x, symmetric)), slow: true },
  'feuerverger-hall': ofTail((x) => feuervergerHall(x)),
  'feuerverger-hall, dependent': ofTail((x) => feuervergerHall(x, { dependent: true })),
  'bias-reduced hill, k = n/20': ofTail((x) => biasReducedHill(x, { k: share(x, 20) })),
  'hill, k = n/20': ofTail((x) => hill(x, { k: share(x, 20) })),
  'smoothed hill, k = n/40': ofTail((x) => smoothedHill(x, { k: share(x, 40) })),
  'kernel, k = n/20': ofTail((x) => kernelEstimator(x, { k: share(x, 20) })),
  'moments, k = n/20': ofTail((x) => moments(x, { k: share(x, 20) })),
  'pickands, k = n/20': ofTail((x) => pickands(x, { k: share(x, 20) })),
  'pareto tail': ofTail((x) => paretoTail(x, { candidates: 100 })),
};
