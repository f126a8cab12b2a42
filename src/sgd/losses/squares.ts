import { lossFunction } from '../lossFunction.js';

/** Least squares, (p - y)² / 2. */
export const squares = lossFunction({
  name: 'squares',
  derivative: (prediction, label) => prediction.sub(label),
});
