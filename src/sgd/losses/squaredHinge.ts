import { lossFunction } from '../lossFunction.js';

/** The squared hinge, max(0, 1 - s p)² with s = 2 y - 1, for labels 0 and 1. */
export const squaredHinge = lossFunction({
  name: 'squaredHinge',
  derivative: (prediction, label, _, { number }) => {
    const side = label.mul(2).sub(1);
    return side.mul(-2).mul(number(1).sub(side.mul(prediction)).max(0));
  },
});
