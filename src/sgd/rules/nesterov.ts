import { updateRule } from '../updateRule.js';

/** Nesterov momentum (the form of Sutskever et al. 2013). */
export const nesterov = updateRule({
  name: 'nesterov',
  parameters: { momentum: { standard: 0.9, range: 'share', symbol: '\\mu' } },
  memory: ['v'],
  step: ({ x, g, v }, { eta, momentum }) => {
    const v1 = v.mul(momentum).add(g);
    return { x: x.sub(v1.mul(momentum).add(g).mul(eta)), v: v1 };
  },
});
