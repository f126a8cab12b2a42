export type { Figure } from './figure.js';
export { seriesStyle, styledAxis, styledLayout, type SeriesStyle } from './style.js';
export { tailIndexAgainstRatio, tailIndexCurves, tailIndexHeatMap } from './fig1a.js';
export { contractionFigure, growthCurves, phaseDiagram, sumsFigure, survivalFigure } from './theory.js';
export { monotoneFigure } from './monotonicity.js';
export { continuousTimeCurves, continuousTimeMap, sameRatioCurves, spectraFigure } from './continuousTime.js';
export { accuracyAgainstTail, layerTailPanels } from './networkTails.js';
export {
  calibrationBias,
  calibrationConvergence,
  calibrationCoverage,
  sgdReadingsFigure,
} from './calibration.js';
export { blockSizePlot, hillPlot, type HillPlotOptions } from './tails.js';
export { fig1bPanels, fig1bThresholds } from './fig1b.js';
export {
  convergenceEstimates,
  convergenceHistogram,
  convergencePaths,
  convergenceSurvival,
} from './convergence.js';
export { variantCurves, variantDistances, variantMaps } from './variants.js';
export { decentralisedOverNetworkSize, decentralisedOverStepSize } from './decentralised.js';
export { offlineDistances, offlineSlopes, offlineSurvival, offlineTailIndices } from './offline.js';
export { productAgreementFigure, productsComparison, productsSurvival } from './products.js';
