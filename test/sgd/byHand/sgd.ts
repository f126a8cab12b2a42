import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'sgd' };
export const step: Step = (x, g, eta) => x.map((v, j) => v - eta * g[j]);
