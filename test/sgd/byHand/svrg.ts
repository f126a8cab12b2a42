import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'svrg', snapshotLength: 3 };
export const step: Step = (x, g, eta, t, kept, gradient) => {
  if ((t - 1) % 3 === 0) kept.snapshot = [...x];
  const [there, full] = [gradient.ofBatch(kept.snapshot), gradient.ofAll(kept.snapshot)];
  return x.map((v, j) => v - eta * (g[j] - there[j] + full[j]));
};
