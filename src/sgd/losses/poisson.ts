import { lossFunction } from '../lossFunction.js';

/** Poisson regression with the logarithm as link, e^p - y p, for labels that are counts. */
export const poisson = lossFunction({
  name: 'poisson',
  derivative: (prediction, label) => prediction.exp().sub(label),
});
