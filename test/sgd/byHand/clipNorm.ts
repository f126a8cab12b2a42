import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'clipNorm', threshold: 2 };
export const step: Step = (x, g, eta) => x.map((v, j) => v - eta * Math.min(1, 2 / Math.hypot(...g)) * g[j]);
