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
import { nonNegative } from '../ruleParameters.js';

export const parameters = { epsilon: nonNegative(1e-10) };

/** AdaGrad (Duchi et al. 2011): s <- s + g²; x <- x - eta g / (sqrt(s) + epsilon). Parameter: epsilon. Memory: s. */
export function adaGrad(
  x: Address,
  g: Address,
  bytes: Address,
  stepSize: Real,
  parameters: Address,
  memory: Address,
): void {
  const eta = splat(stepSize);
  const epsilon = splat(real(parameters));
  for (let i: Address = 0; i < bytes; i += LANE) {
    const gradient = load(g + i);
    const s = add(load(memory + i), mul(gradient, gradient));
    store(memory + i, s);
    store(x + i, sub(load(x + i), div(mul(eta, gradient), add(root(s), epsilon))));
  }
}
