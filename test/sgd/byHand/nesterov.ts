import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'nesterov' };
export const step: Step = (x, g, eta, _, kept) => {
  kept.v = (kept.v ?? x.map(() => 0)).map((v, j) => 0.9 * v + g[j]);
  return x.map((v, j) => v - eta * (g[j] + 0.9 * kept.v[j]));
};
