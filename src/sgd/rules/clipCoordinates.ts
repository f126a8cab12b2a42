import {
  type Address,
  type Real,
  LANE,
  greatest,
  least,
  load,
  mul,
  real,
  splat,
  store,
  sub,
} from '../lanes.js';
import { positive } from '../ruleParameters.js';

export const parameters = { threshold: positive };

/** SGD with every coordinate of the gradient clipped to [-c, c]. Parameter: c. */
export function clipCoordinates(
  x: Address,
  g: Address,
  bytes: Address,
  stepSize: Real,
  parameters: Address,
): void {
  const eta = splat(stepSize);
  const high = splat(real(parameters));
  const low = splat(0 - real(parameters));
  for (let i: Address = 0; i < bytes; i += LANE) {
    const gradient = greatest(low, least(high, load(g + i)));
    store(x + i, sub(load(x + i), mul(eta, gradient)));
  }
}
