import {
  type Address,
  type Real,
  LANE,
  add,
  div,
  load,
  mul,
  real,
  root,
  splat,
  store,
  sub,
} from '../lanes.js';
import { nonNegative, share } from '../ruleParameters.js';

export const parameters = { decay: share(0.99), epsilon: nonNegative(1e-8) };

/**
 * RMSProp (Tieleman & Hinton 2012): s <- rho s + (1 - rho) g²; x <- x - eta g / (sqrt(s) + epsilon).
 * Parameters: rho, epsilon. Memory: s.
 */
export function rmsProp(
  x: Address,
  g: Address,
  bytes: Address,
  stepSize: Real,
  parameters: Address,
  memory: Address,
): void {
  const eta = splat(stepSize);
  const rho = splat(real(parameters));
  const rest = splat(1 - real(parameters));
  const epsilon = splat(real(parameters + 8));
  for (let i: Address = 0; i < bytes; i += LANE) {
    const gradient = load(g + i);
    const s = add(mul(rho, load(memory + i)), mul(rest, mul(gradient, gradient)));
    store(memory + i, s);
    store(x + i, sub(load(x + i), div(mul(eta, gradient), add(root(s), epsilon))));
  }
}
