import type { UpdateRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: UpdateRule = { name: 'sgd' };
export const step: Step = (x, g, eta) => x.map((v, j) => v - eta * g[j]);
