import { updateRule } from '../updateRule.js';

/** Heavy-ball momentum (Polyak 1964). */
export const heavyBall = updateRule({
  name: 'heavyBall',
  parameters: { momentum: { standard: 0.9, range: 'share', symbol: '\\mu' } },
  memory: ['v'],
  step: ({ x, g, v }, { eta, momentum }) => {
    const v1 = v.mul(momentum).add(g);
    return { x: x.sub(v1.mul(eta)), v: v1 };
  },
});
