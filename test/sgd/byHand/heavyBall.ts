import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'heavyBall', momentum: 0.7 };
export const step: Step = (x, g, eta, _, kept) => {
  kept.v = (kept.v ?? x.map(() => 0)).map((v, j) => 0.7 * v + g[j]);
  return x.map((v, j) => v - eta * kept.v[j]);
};
