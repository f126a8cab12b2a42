import { updateRule } from '../updateRule.js';

/** SGD with every coordinate of the gradient clipped to at most the threshold. */
export const clipCoordinates = updateRule({
  name: 'clipCoordinates',
  parameters: { threshold: { range: 'positive', symbol: 'c' } },
  step: ({ x, g }, { eta, threshold }) => ({ x: x.sub(g.min(threshold).max(threshold.neg()).mul(eta)) }),
});
