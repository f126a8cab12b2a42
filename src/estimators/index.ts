export type { Interval } from '../interval.js';
export { rowNorms, type Rows } from '../rows.js';
export { DegenerateSampleError } from './degenerate.js';
export { type Sample, type SampleOptions } from './sample.js';
export { type ConfidenceInterval, type IntervalOptions, type TailEstimate } from './estimate.js';
export { type Centre } from './centre.js';
export { type Tail, type TailOptions } from './tail.js';
export {
  blockSizesThatFit,
  logMoment,
  NETWORK_BLOCK_SIZES,
  SYNTHETIC_BLOCK_SIZES,
  type BlockSizeEstimate,
  type LogMomentDiagnostics,
  type LogMomentOptions,
} from './logMoment.js';
export { hill, type HillDiagnostics, type HillOptions } from './hill.js';
export { type TopDiagnostics, type TopOptions } from './orderStatistics.js';
export {
  kernelEstimator,
  moments,
  pickands,
  smoothedHill,
  type KernelOptions,
  type SmoothedHillOptions,
} from './extremes.js';
export {
  feuervergerHall,
  type FeuervergerHallDiagnostics,
  type FeuervergerHallOptions,
} from './feuervergerHall.js';
export {
  biasReducedHill,
  secondOrder,
  type BiasReducedHillDiagnostics,
  type BiasReducedHillOptions,
  type SecondOrder,
  type SecondOrderOptions,
} from './biasReducedHill.js';
export {
  generalisedPareto,
  meanExcess,
  type GeneralisedParetoDiagnostics,
  type MeanExcess,
  type MeanExcessOptions,
} from './generalisedPareto.js';
export {
  directionalTails,
  spectralMeasure,
  type DirectionalTail,
  type DirectionalTails,
  type DirectionalTailsOptions,
  type SpectralMeasure,
} from './directionalTails.js';
export {
  truncatedPareto,
  type TruncatedParetoDiagnostics,
  type TruncatedParetoOptions,
} from './truncatedPareto.js';
export { temperedTail, type TemperedTailDiagnostics } from './temperedTail.js';
export {
  homologyDimension,
  spanningTreeLength,
  type HomologyDimension,
  type HomologyDimensionOptions,
} from './homologyDimension.js';
export { wasserstein } from './wasserstein.js';
export { extremalIndex, type ExtremalIndex, type ExtremalIndexOptions } from './extremalIndex.js';
export { automaticBlockLength } from './politisWhite.js';
export { hillCurve, type HillCurve, type HillCurveOptions } from './hillCurve.js';
export { chooseK, type ChooseKOptions } from './chooseK.js';
export { bootstrap, type BootstrapOptions } from './bootstrap.js';
export { logOrder, type LogOrderDiagnostics, type LogOrderOptions } from './logOrder.js';
export { logVariance, type LogVarianceDiagnostics, type LogVarianceOptions } from './logVariance.js';
export { type StableFit, type StableFitOptions } from './stableFit.js';
export { mcculloch } from './mcculloch.js';
export {
  stableMaximumLikelihood,
  type StableLikelihoodFit,
  type StableLikelihoodOptions,
} from './stableLikelihood.js';
export { koutrouvelis } from './koutrouvelis.js';
export {
  paretoPlausibility,
  paretoTail,
  type ParetoTailDiagnostics,
  type ParetoTailOptions,
  type PlausibilityOptions,
} from './paretoTail.js';
export { zetaTail, type ZetaTailDiagnostics, type ZetaTailOptions } from './zetaTail.js';
export { compareTails, type Alternative, type CompareOptions, type TailComparison } from './compareTails.js';
export { estimatorsByName, type EstimatorName } from './byName.js';
