import { updateRule } from '../updateRule.js';

/** SGD with the gradient's Euclidean norm clipped to the threshold. */
export const clipNorm = updateRule({
  name: 'clipNorm',
  parameters: { threshold: { range: 'positive', symbol: 'c' } },
  step: ({ x, g }, { eta, threshold }) => {
    const norm = g.norm();
    return { x: x.sub(g.mul(norm.greater(threshold).select(eta.mul(threshold).div(norm), eta))) };
  },
});
