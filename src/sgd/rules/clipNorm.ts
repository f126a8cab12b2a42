import { sgd } from './sgd.js';
import { type Address, type Real, real, realRoot, squares } from '../lanes.js';
import { positive } from '../ruleParameters.js';

export const parameters = { threshold: positive };

/** SGD with the gradient's Euclidean norm clipped: x <- x - eta min(1, c / ||g||) g. Parameter: c. */
export function clipNorm(x: Address, g: Address, bytes: Address, stepSize: Real, parameters: Address): void {
  const norm = realRoot(squares(g, bytes));
  const threshold = real(parameters);
  sgd(x, g, bytes, norm > threshold ? (stepSize * threshold) / norm : stepSize);
}
