import { type Address, type Real, LANE, add, load, mul, real, splat, store, sub } from '../lanes.js';
import { share } from '../ruleParameters.js';

export const parameters = { momentum: share(0.9) };

/** Nesterov momentum (the form of Sutskever et al. 2013): v <- mu v + g; x <- x - eta (g + mu v). Parameter: mu. Memory: v. */
export function nesterov(
  x: Address,
  g: Address,
  bytes: Address,
  stepSize: Real,
  parameters: Address,
  memory: Address,
): void {
  const eta = splat(stepSize);
  const mu = splat(real(parameters));
  for (let i: Address = 0; i < bytes; i += LANE) {
    const gradient = load(g + i);
    const v = add(mul(mu, load(memory + i)), gradient);
    store(memory + i, v);
    store(x + i, sub(load(x + i), mul(eta, add(gradient, mul(mu, v)))));
  }
}
