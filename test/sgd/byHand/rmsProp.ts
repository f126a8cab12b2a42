import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'rmsProp', epsilon: 1e-3 };
export const step: Step = (x, g, eta, _, kept) => {
  kept.s = (kept.s ?? x.map(() => 0)).map((s, j) => 0.99 * s + 0.01 * g[j] ** 2);
  return x.map((v, j) => v - (eta * g[j]) / (Math.sqrt(kept.s[j]) + 1e-3));
};
