import { lossFunction } from '../lossFunction.js';

/** Huber's loss (1964): squares up to the threshold, the absolute value beyond. */
export const huber = lossFunction({
  name: 'huber',
  parameters: { threshold: { standard: 1, range: 'positive', symbol: 'c' } },
  derivative: (prediction, label, { threshold }) => prediction.sub(label).min(threshold).max(threshold.neg()),
});
