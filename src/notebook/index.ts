import './progressDisplay.js';

export { DISPLAY, type Displayable, type MimeBundle } from './displayable.js';
export { mimeBundle } from './mime.js';
export {
  clearOutput,
  display,
  html,
  md,
  svg,
  latex,
  page,
  image,
  table,
  type DisplayHandle,
  type DisplayOptions,
} from './display.js';
export { type TableOptions, type TableRow } from './table.js';
export { input, type InputOptions } from './input.js';
export { comms, type Comm, type CommData, type CommMessage, type Comms } from './comms.js';
export { cellSignal, inNotebook } from './broadcast.js';
export { livePlot, plot, type LivePlot, type Plot, type PlotOptions } from './plot.js';
export { progress, progressBar, type ProgressBar, type ProgressOptions } from './progress.js';
export { claims } from './claims.js';
