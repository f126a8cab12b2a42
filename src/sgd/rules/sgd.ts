import { type Address, type Real, LANE, load, mul, splat, store, sub } from '../lanes.js';

export const parameters = {};

/** Plain SGD: x <- x - eta g. */
export function sgd(x: Address, g: Address, bytes: Address, stepSize: Real): void {
  const eta = splat(stepSize);
  for (let i: Address = 0; i < bytes; i += LANE) store(x + i, sub(load(x + i), mul(eta, load(g + i))));
}
