import type { NamedRule } from 'heavytail';
import type { Step } from './step.js';

export const rule: NamedRule = { name: 'clipCoordinates', threshold: 0.5 };
export const step: Step = (x, g, eta) => x.map((v, j) => v - eta * Math.max(-0.5, Math.min(0.5, g[j])));
