import { lossFunction } from '../lossFunction.js';

/** Least absolute deviations, |p - y|. */
export const absolute = lossFunction({
  name: 'absolute',
  derivative: (prediction, label) => prediction.sub(label).sign(),
});
