import { type Address, type Real, LANE, add, load, mul, real, splat, store, sub } from '../lanes.js';
import { share } from '../ruleParameters.js';

export const parameters = { momentum: share(0.9) };

/** Heavy-ball momentum (Polyak 1964): v <- mu v + g; x <- x - eta v. Parameter: mu. Memory: v. */
export function heavyBall(
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
    const v = add(mul(mu, load(memory + i)), load(g + i));
    store(memory + i, v);
    store(x + i, sub(load(x + i), mul(eta, v)));
  }
}
