import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'adaGrad' };
export const step: Step = (x, g, eta, _, kept) => {
  kept.s = (kept.s ?? x.map(() => 0)).map((s, j) => s + g[j] ** 2);
  return x.map((v, j) => v - (eta * g[j]) / (Math.sqrt(kept.s[j]) + 1e-10));
};
