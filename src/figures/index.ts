export type { Figure } from './figure.js';
export { seriesStyle, styledAxis, styledLayout, type SeriesStyle } from './style.js';
export { tailIndexAgainstRatio, tailIndexCurves, tailIndexHeatMap } from '../experiments/fig1a/figures.js';
export {
  contractionFigure,
  growthCurves,
  phaseDiagram,
  sumsFigure,
  survivalFigure,
} from '../experiments/theoryExact/figures.js';
export { monotoneFigure } from '../experiments/theoryExact/monotoneFigure.js';
export {
  continuousTimeCurves,
  continuousTimeMap,
  sameRatioCurves,
  spectraFigure,
} from '../experiments/theoryContinuous/figures.js';
export { accuracyAgainstTail, layerTailPanels } from '../experiments/networks/figures.js';
export {
  calibrationBias,
  calibrationConvergence,
  calibrationCoverage,
  sgdReadingsFigure,
} from '../experiments/calibration/figures.js';
export { blockSizePlot, hillPlot, type HillPlotOptions } from './tails.js';
export { fig1bPanels, fig1bThresholds } from '../experiments/fig1b/figures.js';
export {
  convergenceEstimates,
  convergenceHistogram,
  convergencePaths,
  convergenceSurvival,
} from '../experiments/convergence/figures.js';
export { variantCurves, variantDistances, variantMaps } from '../experiments/variants/figures.js';
export {
  decentralisedOverNetworkSize,
  decentralisedOverStepSize,
} from '../experiments/decentralised/figures.js';
export {
  offlineDistances,
  offlineSlopes,
  offlineSurvival,
  offlineTailIndices,
} from '../experiments/theoryOffline/figures.js';
export {
  productAgreementFigure,
  productsComparison,
  productsSurvival,
} from '../experiments/theoryProducts/figures.js';
