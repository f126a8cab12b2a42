export type { Claim, ClaimKind, Verdict } from '../sweeps/claim.js';
export { judge, type Criterion } from '../sweeps/judge.js';
export { linspace } from '../sweeps/linspace.js';
export { logspace } from '../sweeps/logspace.js';
export {
  atPreset,
  checkPreset,
  presets,
  type AtPreset,
  type ByPreset,
  type Preset,
} from '../sweeps/preset.js';
export { withNumbers, type NumbersOf } from '../sweeps/withNumbers.js';
export { rankCorrelation } from '../sweeps/rankCorrelation.js';
export { openStore, type Store, type StoreOptions } from '../sweeps/store.js';
export { runSweep, type ExperimentOptions, type Sweep, type SweepProgress } from '../sweeps/sweep.js';
export type { SweepTask } from '../sweeps/task.js';
export {
  fig1aSpec,
  runFig1a,
  type Fig1aCell,
  type Fig1aResult,
  type Fig1aSpec,
  type SweepRun,
} from './fig1a/experiment.js';
export { fig1aClaims } from './fig1a/claims.js';
export { publishedProblem, publishedRun, type LeastSquaresProblem } from '../sweeps/problem.js';
export { sweep, type SweepRow, type SweepSetting } from '../sweeps/points/sweep.js';
export type { AxisValues, Label, SweepAxes } from '../sweeps/points/axes.js';
export type { PointSetting, SweepProblem } from '../sweeps/points/setting.js';
export type { PointResult } from '../sweeps/points/computePoint.js';
export type { PointEstimate } from '../sweeps/points/readTail.js';
export type {
  EstimateChoice,
  EstimatorTools,
  NamedEstimator,
  OwnEstimate,
  SampleEstimator,
} from '../sweeps/points/estimate.js';
export {
  runPhaseDiagram,
  type PhaseDiagramOptions,
  type PhaseDiagramResult,
  type PhaseDiagramSpec,
} from './theoryExact/phaseDiagram.js';
export {
  chainsSpec,
  runChains,
  type ChainsCell,
  type ChainsResult,
  type ChainsSpec,
} from './theoryExact/chains.js';
export { curvatureClaims, curvatureReadings, type CurvatureReading } from './theoryExact/curvature.js';
export {
  runStationaryLaw,
  stationaryLawSpec,
  type StationaryLawCell,
  type StationaryLawResult,
  type StationaryLawSetting,
  type StationaryLawSpec,
} from './theoryExact/stationaryLaw.js';
export type { IsotropicReading, TailReading } from './theoryExact/stationaryReading.js';
export { stationaryLawClaims } from './theoryExact/stationaryLawClaims.js';
export { stepSizeClaims, type StepSizeTheory } from './theoryExact/claims.js';
export { contractionClaims, momentClaims, sumClaims, tailClaims } from './theoryExact/chainsClaims.js';
export { monotoneClaims, phaseDiagramClaims } from './theoryExact/monotoneClaims.js';
export { monotoneCurves, type MonotoneCurve } from './theoryExact/monotonicity.js';
export {
  continuousTimeSpec,
  runContinuousTime,
  type ContinuousTimeCurve,
  type ContinuousTimeResult,
  type ContinuousTimeSpec,
} from './theoryContinuous/experiment.js';
export { continuousTimeClaims, spectraClaims } from './theoryContinuous/claims.js';
export {
  runSpectra,
  spectraSpec,
  type SpectraCell,
  type SpectraResult,
  type SpectraSpec,
  type Spectrum,
} from './theoryContinuous/spectra.js';
export { fig3Spec, runFig3, type Fig3Result, type Fig3Spec } from './fig3/experiment.js';
export {
  type NetworkEstimate,
  type NetworkOptions,
  type NetworkResultCell,
  type NetworkTail,
} from './networks/cell.js';
export { fig4Spec, runFig4, type Fig4Result, type Fig4Spec } from './fig4/experiment.js';
export {
  runNetworkGrid,
  type NetworkGridOptions,
  type NetworkGridResult,
  type NetworkGridSpec,
} from './networks/grid.js';
export { centreChange, type CentreChange } from './networks/centreChange.js';
export {
  layerCorrelations,
  networkClaims,
  type Correlation,
  type LayerCorrelation,
} from './networks/claims.js';
export {
  generalisationClaims,
  performanceCorrelations,
  type PerformanceCorrelation,
} from './networks/generalisation.js';
export {
  calibrationSpec,
  runCalibration,
  type CalibrationSize,
  type CalibrationSpec,
} from './calibration/experiment.js';
export type { OwnCalibration, OwnCalibrationLaw } from './calibration/own.js';
export { type CalibrationCell, type CalibrationRow } from './calibration/cell.js';
export { calibrationClaims, sgdReadingsClaims } from './calibration/claims.js';
export { coverageClaims, coverageSpec, coverageTable } from './calibration/coverage.js';
export { calibrationEstimators, type CalibrationEstimator } from './calibration/estimators.js';
export { calibrationLaws, streamingSgdLaw, type CalibrationLaw } from './calibration/laws.js';
export { heldOutLaws } from './calibration/heldOutLaws.js';
export { heldOutChains } from './calibration/heldOutChains.js';
export {
  runSgdReadings,
  sgdReadingsSpec,
  type SgdReading,
  type SgdReadingsSpec,
} from './calibration/sgdReadings.js';
export {
  fig1bSpec,
  runFig1b,
  type Fig1bAxis,
  type Fig1bPanel,
  type Fig1bPanelSpec,
  type Fig1bPoint,
  type Fig1bResult,
  type Fig1bSpec,
} from './fig1b/experiment.js';
export { fig1bClaims } from './fig1b/claims.js';
export {
  runVariants,
  type Variant,
  type VariantCell,
  type VariantsResult,
  type VariantsSpec,
} from './variants/experiment.js';
export type { PlainSgdTail } from './variants/plainSgd.js';
export { fig2Spec, rmsPropConstantsSpec } from './fig2/experiment.js';
export { svrgSnapshotLength, svrgSpec } from './svrg/experiment.js';
export { gallerySpec } from './optimisers/experiment.js';
export { dataLawsSpec } from './dataLaws/experiment.js';
export { dataLawTheory } from './dataLaws/figures.js';
export { fig2Claims, rmsPropCentredClaims } from './fig2/claims.js';
export { svrgClaims } from './svrg/claims.js';
export { galleryClaims } from './optimisers/claims.js';
export { dataLawClaims } from './dataLaws/claims.js';
export {
  decentralisedSpec,
  runDecentralised,
  type Cooperation,
  type DecentralisedCell,
  type DecentralisedRun,
  type DecentralisedSpec,
  type NodeTail,
} from './decentralised/experiment.js';
export {
  convergenceSpec,
  runConvergence,
  type ConvergenceCell,
  type ConvergencePoint,
  type ConvergenceResult,
  type ConvergenceSpec,
  type FittedCoordinates,
  type Survival,
} from './convergence/experiment.js';
export { convergenceClaims } from './convergence/claims.js';
export { cooperationMoments, type CooperationMoments } from './decentralised/secondMoments.js';
export { decentralisedClaims } from './decentralised/claims.js';
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
} from './theoryOffline/experiment.js';
export { offlineClaims, sampledIndicesClaim } from './theoryOffline/claims.js';
export {
  productAgreementSpec,
  runProductAgreement,
  type ProductAgreementCell,
  type ProductAgreementResult,
  type ProductAgreementSpec,
} from './theoryProducts/agreement.js';
export { productAgreementClaims } from './theoryProducts/agreementClaims.js';
export {
  productsSpec,
  runProducts,
  type ProductsCell,
  type ProductsResult,
  type ProductsSpec,
} from './theoryProducts/experiment.js';
export { variantName, type SgdVariant } from './theoryProducts/sgdVariants.js';
export { productsClaims } from './theoryProducts/claims.js';
export {
  dataSetTailSpec,
  runDataSetTail,
  type DataSetTailCell,
  type DataSetTailResult,
  type DataSetTailSpec,
} from './theoryProducts/dataSetTail.js';
export { dataSetTailClaims } from './theoryProducts/dataSetTailClaims.js';
export { tailIndexAgainstRatio, tailIndexCurves, tailIndexHeatMap } from './fig1a/figures.js';
export { contractionFigure, growthCurves, sumsFigure, survivalFigure } from './theoryExact/figures.js';
export { phaseDiagram } from './theoryExact/phaseFigure.js';
export { monotoneFigure } from './theoryExact/monotoneFigure.js';
export {
  continuousTimeCurves,
  continuousTimeMap,
  sameRatioCurves,
  spectraFigure,
} from './theoryContinuous/figures.js';
export { accuracyAgainstTail, layerTailPanels } from './networks/figures.js';
export { calibrationConvergence, sgdReadingsFigure } from './calibration/figures.js';
export { calibrationBias, calibrationCoverage } from './calibration/mapFigures.js';
export { fig1bPanels, fig1bThresholds } from './fig1b/figures.js';
export {
  convergenceEstimates,
  convergenceHistogram,
  convergencePaths,
  convergenceSurvival,
} from './convergence/figures.js';
export {
  variantCurves,
  variantDistances,
  variantMaps,
  type VariantCurvesOptions,
} from './variants/figures.js';
export { decentralisedOverNetworkSize, decentralisedOverStepSize } from './decentralised/figures.js';
export {
  offlineDistances,
  offlineSlopes,
  offlineSurvival,
  offlineTailIndices,
} from './theoryOffline/figures.js';
export { productAgreementFigure, productsComparison, productsSurvival } from './theoryProducts/figures.js';
