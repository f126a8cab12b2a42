/**
 * Everything but the networks, which are `heavytail/nets`. Their declarations name the types of TensorFlow.js: 600 more files for the
 * compiler to read before the first cell of a notebook is checked, and files that pass only with `skipLibCheck`. The experiments of
 * Figures 3 and 4 are here all the same: what they export names no type of TensorFlow.js, and it is loaded when they train.
 */
export { cacheDirectory } from './cacheDirectory.js';
export type { CallProgress, LongCallOptions } from './longCall.js';
export * from './experiments/index.js';
export * from './figures/index.js';
export { saveCsv, saveFigure, type SaveFigureOptions } from './drawing/saveFigure.js';
export * from './notebook/index.js';
export * from './parallel/index.js';
export * from './random/index.js';
export * from './estimators/index.js';
export * from './theory/index.js';
export * from './data/index.js';
export * from './sgd/index.js';
export * from './stable/index.js';
export * from './explorer/index.js';
