export type { Figure } from './figure.js';
export { seriesStyle, styledAxis, styledLayout, type SeriesStyle } from './style.js';
export { meanExcessPlot, thresholdPlot, type ThresholdPlotOptions } from './thresholds.js';
export { blockSizePlot, hillPlot, type HillPlotOptions } from './tails.js';
export { tailHistory, type TailMoment } from './tailHistory.js';
export { survivalPlot, type SurvivalFit, type SurvivalPlotOptions } from './survivalPlot.js';
export { heatMap, type HeatMapOptions } from './heatMap.js';
export type { DrawnRow } from './rows.js';
export { tailCurves, type TailCurvesOptions } from './tailCurves.js';
