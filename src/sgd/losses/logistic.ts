import { lossFunction } from '../lossFunction.js';

/** Logistic regression, log(1 + e^p) - y p, for labels 0 and 1. */
export const logistic = lossFunction({
  name: 'logistic',
  derivative: (prediction, label, _, { number }) => number(1).div(prediction.neg().exp().add(1)).sub(label),
});
