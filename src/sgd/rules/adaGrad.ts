import { updateRule } from '../updateRule.js';

/** AdaGrad (Duchi et al. 2011). */
export const adaGrad = updateRule({
  name: 'adaGrad',
  parameters: { epsilon: { standard: 1e-10, range: 'nonNegative', symbol: '\\epsilon' } },
  memory: ['s'],
  step: ({ x, g, s }, { eta, epsilon }) => {
    const s1 = s.add(g.mul(g));
    return { x: x.sub(g.mul(eta).div(s1.sqrt().add(epsilon))), s: s1 };
  },
});
