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
  setReal,
  splat,
  store,
  sub,
} from '../lanes.js';
import { nonNegative, share } from '../ruleParameters.js';

export const parameters = { firstDecay: share(0.9), secondDecay: share(0.999), epsilon: nonNegative(1e-8) };

/**
 * Adam (Kingma & Ba 2015): m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g²;
 * x <- x - eta (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + epsilon).
 * Parameters: b1, b2, epsilon. Memory: m, v, then 1 - b1^t and 1 - b2^t.
 */
export function adam(
  x: Address,
  g: Address,
  bytes: Address,
  stepSize: Real,
  parameters: Address,
  memory: Address,
): void {
  const first = real(parameters);
  const second = real(parameters + 8);
  const powers = memory + 2 * bytes;
  const firstBias: Real = 1 - first * (1 - real(powers));
  const secondBias: Real = 1 - second * (1 - real(powers + 8));
  setReal(powers, firstBias);
  setReal(powers + 8, secondBias);
  // The bias of v is taken out of the step-size and of epsilon instead: one multiplication less for each coordinate.
  const bias = root(splat(secondBias));
  const eta = mul(splat(stepSize / firstBias), bias);
  const b1 = splat(first);
  const rest1 = splat(1 - first);
  const b2 = splat(second);
  const rest2 = splat(1 - second);
  const epsilon = mul(splat(real(parameters + 16)), bias);
  const second0 = memory + bytes;
  for (let i: Address = 0; i < bytes; i += LANE) {
    const gradient = load(g + i);
    const m = add(mul(b1, load(memory + i)), mul(rest1, gradient));
    const v = add(mul(b2, load(second0 + i)), mul(rest2, mul(gradient, gradient)));
    store(memory + i, m);
    store(second0 + i, v);
    store(x + i, sub(load(x + i), div(mul(eta, m), add(root(v), epsilon))));
  }
}
