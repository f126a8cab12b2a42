import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'adam', firstDecay: 0.8, secondDecay: 0.95, epsilon: 0.01 };
export const step: Step = (x, g, eta, t, kept) => {
  kept.m = (kept.m ?? x.map(() => 0)).map((m, j) => 0.8 * m + 0.2 * g[j]);
  kept.v = (kept.v ?? x.map(() => 0)).map((v, j) => 0.95 * v + 0.05 * g[j] ** 2);
  return x.map(
    (value, j) =>
      value - (eta * (kept.m[j] / (1 - 0.8 ** t))) / (Math.sqrt(kept.v[j] / (1 - 0.95 ** t)) + 0.01),
  );
};
