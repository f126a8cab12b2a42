export { generateRegression, type RegressionData, type RegressionOptions } from './regression.js';
export { leastSquares, type LeastSquaresSolution } from './leastSquares.js';
