import { updateRule } from '../updateRule.js';

/** RMSProp (Tieleman & Hinton 2012). */
export const rmsProp = updateRule({
  name: 'rmsProp',
  parameters: {
    decay: { standard: 0.99, range: 'share', symbol: '\\rho' },
    epsilon: { standard: 1e-8, range: 'nonNegative', symbol: '\\epsilon' },
  },
  memory: ['s'],
  step: ({ x, g, s }, { eta, decay, epsilon }, { number }) => {
    const s1 = s.mul(decay).add(g.mul(g).mul(number(1).sub(decay)));
    return { x: x.sub(g.mul(eta).div(s1.sqrt().add(epsilon))), s: s1 };
  },
});
