export { featureLaws, type FeatureLaw } from '../setting/featureLaw.js';
export { generateRegression, type RegressionData, type RegressionOptions } from './regression.js';
export { drawLabels, type LabelLaw } from './labels.js';
export { leastSquares, type LeastSquaresSolution } from './leastSquares.js';
export { readNpy } from './npy.js';
export { readNpz } from './npz.js';
export { readSafetensors } from './safetensors.js';
export type { NumberArray } from './numbers.js';
export * from './images.js';
