import { updateRule } from '../updateRule.js';

/** Plain SGD. */
export const sgd = updateRule({
  name: 'sgd',
  step: ({ x, g }, { eta }) => ({ x: x.sub(g.mul(eta)) }),
});
