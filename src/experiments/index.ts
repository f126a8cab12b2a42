export type { Claim, Verdict } from './claim.js';
export { linspace } from './linspace.js';
export { logspace } from './logspace.js';
export { checkPreset, presets, type Preset } from './preset.js';
export { rankCorrelation } from './rankCorrelation.js';
export { openStore, type Store, type StoreOptions } from './store.js';
export { runSweep, type ExperimentOptions, type Sweep, type SweepProgress } from './sweep.js';
export { fig1aSpec, runFig1a, type Fig1aCell, type Fig1aResult, type Fig1aSpec } from './fig1a.js';
export { fig1aClaims } from './fig1aClaims.js';
export {
  publishedProblem,
  publishedRun,
  runLeastSquaresCells,
  type LeastSquaresCell,
  type LeastSquaresEstimate,
  type LeastSquaresProblem,
  type StepSchedule,
} from './leastSquaresCell.js';
export {
  runPhaseDiagram,
  type PhaseDiagramOptions,
  type PhaseDiagramResult,
  type PhaseDiagramSpec,
} from './phaseDiagram.js';
export {
  chainsSpec,
  runChains,
  type ChainsCell,
  type ChainsResult,
  type ChainsSpec,
} from './stationaryChains.js';
export {
  contractionClaims,
  momentClaims,
  phaseDiagramClaims,
  stepSizeClaims,
  sumClaims,
  tailClaims,
} from './theoryClaims.js';
export { monotoneClaims, monotoneCurves, type MonotoneCurve } from './monotonicity.js';
export {
  continuousTimeSpec,
  runContinuousTime,
  type ContinuousTimeCurve,
  type ContinuousTimeResult,
  type ContinuousTimeSpec,
} from './continuousTime.js';
export { continuousTimeClaims, spectraClaims } from './continuousTimeClaims.js';
export {
  runSpectra,
  spectraSpec,
  type SpectraCell,
  type SpectraResult,
  type SpectraSpec,
  type Spectrum,
} from './spectra.js';
export { fig3Spec, runFig3, type Fig3Result, type Fig3Spec } from './fig3.js';
export {
  type NetworkEstimate,
  type NetworkOptions,
  type NetworkResultCell,
  type NetworkTail,
} from './networkCell.js';
export { fig4Spec, runFig4, type Fig4Result, type Fig4Spec } from './fig4.js';
export { type NetworkGridOptions, type NetworkGridResult, type NetworkGridSpec } from './networkGrid.js';
export { layerCorrelations, networkClaims, type LayerCorrelation } from './networkClaims.js';
export { calibrationSpec, runCalibration, type CalibrationSpec } from './calibration.js';
export { type CalibrationCell, type CalibrationRow } from './calibrationCell.js';
export { calibrationClaims, sgdReadingsClaims } from './calibrationClaims.js';
export { calibrationEstimators, type CalibrationEstimator } from './calibrationEstimators.js';
export { calibrationLaws, streamingSgdLaw, type CalibrationLaw } from './calibrationLaws.js';
export { runSgdReadings, sgdReadingsSpec, type SgdReading, type SgdReadingsSpec } from './sgdReadings.js';
export {
  fig1bSpec,
  runFig1b,
  type Fig1bAxis,
  type Fig1bPanel,
  type Fig1bPanelSpec,
  type Fig1bPoint,
  type Fig1bResult,
  type Fig1bSpec,
} from './fig1b.js';
export { fig1bClaims } from './fig1bClaims.js';
export {
  runVariants,
  type Variant,
  type VariantCell,
  type VariantsResult,
  type VariantsSpec,
} from './variants.js';
export {
  dataLawsSpec,
  fig2Spec,
  gallerySpec,
  rmsPropConstantsSpec,
  svrgSnapshotLength,
  svrgSpec,
} from './variantSpecs.js';
export {
  dataLawClaims,
  fig2Claims,
  galleryClaims,
  rmsPropCentredClaims,
  svrgClaims,
} from './variantClaims.js';
export {
  decentralisedSpec,
  runDecentralised,
  type Cooperation,
  type DecentralisedCell,
  type DecentralisedRun,
  type DecentralisedSpec,
  type NodeTail,
} from './decentralised.js';
export {
  convergenceSpec,
  runConvergence,
  type ConvergenceCell,
  type ConvergencePoint,
  type ConvergenceResult,
  type ConvergenceSpec,
  type FittedCoordinates,
  type Survival,
} from './convergence.js';
export { convergenceClaims } from './convergenceClaims.js';
export { decentralisedClaims } from './decentralisedClaims.js';
export {
  offlineSamplings,
  offlineSpec,
  runOffline,
  type OfflineCell,
  type OfflineChains,
  type OfflineResult,
  type OfflineSampling,
  type OfflineSet,
  type OfflineSpec,
} from './offline.js';
export { offlineClaims, sampledIndicesClaim } from './offlineClaims.js';
export {
  productAgreementSpec,
  runProductAgreement,
  type ProductAgreementCell,
  type ProductAgreementResult,
  type ProductAgreementSpec,
} from './productAgreement.js';
export { productAgreementClaims } from './productAgreementClaims.js';
export {
  productsSpec,
  runProducts,
  type ProductsCell,
  type ProductsResult,
  type ProductsSpec,
} from './productsAgainstSimulation.js';
export { variantName, type ExactVariant, type SgdVariant } from './sgdVariants.js';
export { productsClaims } from './productsClaims.js';
export {
  dataSetTailSpec,
  runDataSetTail,
  type DataSetTailCell,
  type DataSetTailResult,
  type DataSetTailSpec,
} from './dataSetTail.js';
export { dataSetTailClaims } from './dataSetTailClaims.js';
