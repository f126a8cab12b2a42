import { updateRule } from '../updateRule.js';

/**
 * Adam (Kingma & Ba 2015). `first` and `second` are the weights 1 - b^t that the running means m and v have in all; that of v is taken
 * out of the step-size and of epsilon: one multiplication less for each coordinate.
 */
export const adam = updateRule({
  name: 'adam',
  parameters: {
    firstDecay: { standard: 0.9, range: 'share', symbol: '\\beta_1' },
    secondDecay: { standard: 0.999, range: 'share', symbol: '\\beta_2' },
    epsilon: { standard: 1e-8, range: 'nonNegative', symbol: '\\epsilon' },
  },
  memory: { m: 'vector', v: 'vector', first: 'scalar', second: 'scalar' },
  step: ({ x, g, m, v, first, second }, { eta, firstDecay, secondDecay, epsilon }, { number }) => {
    const first1 = first.sub(1).mul(firstDecay).add(1);
    const second1 = second.sub(1).mul(secondDecay).add(1);
    const m1 = m.mul(firstDecay).add(g.mul(number(1).sub(firstDecay)));
    const v1 = v.mul(secondDecay).add(g.mul(g).mul(number(1).sub(secondDecay)));
    const rate = eta.div(first1).mul(second1.sqrt());
    const x1 = x.sub(m1.mul(rate).div(v1.sqrt().add(epsilon.mul(second1.sqrt()))));
    return { x: x1, m: m1, v: v1, first: first1, second: second1 };
  },
});
