import { type Address, type Real, LANE, add, load, mul, splat, store, sub } from './lanes.js';

/** target <- factor source. */
export function scaled(target: Address, source: Address, factor: Real, bytes: Address): void {
  const c = splat(factor);
  for (let i: Address = 0; i < bytes; i += LANE) store(target + i, mul(c, load(source + i)));
}

/** target <- target + factor source. */
export function addScaled(target: Address, source: Address, factor: Real, bytes: Address): void {
  const c = splat(factor);
  for (let i: Address = 0; i < bytes; i += LANE)
    store(target + i, add(load(target + i), mul(c, load(source + i))));
}

/** target <- 0. */
export function cleared(target: Address, bytes: Address): void {
  const zero = splat(0);
  for (let i: Address = 0; i < bytes; i += LANE) store(target + i, zero);
}

/** target <- target + source. */
export function addTo(target: Address, source: Address, bytes: Address): void {
  for (let i: Address = 0; i < bytes; i += LANE) store(target + i, add(load(target + i), load(source + i)));
}

/** target <- a - b. */
export function difference(target: Address, a: Address, b: Address, bytes: Address): void {
  for (let i: Address = 0; i < bytes; i += LANE) store(target + i, sub(load(a + i), load(b + i)));
}
