import type { Generator } from '../random/index.js';
import type { DrawLaw } from './graph.js';

/** Uniform numbers that a draw of each law takes for one coordinate, where it is made of uniform ones. */
export const uniformsPerDraw = { stable: 2, studentT: 2 } as const;

/**
 * A symmetric alpha-stable number of scale 1 from two uniform ones in [0, 1): Chambers, Mallows & Stuck 1976. Accurate for
 * every alpha in (0, 2], 1 included, for the symmetric formula is smooth there.
 */
export function stableFrom(alpha: number, u: number, v: number): number {
  const angle = Math.PI * (u + 2 ** -54 - 0.5);
  const waiting = Math.max(-Math.log(1 - v), 2 ** -54);
  const ratio = Math.log(Math.cos(angle - alpha * angle) / waiting);
  return Math.sin(alpha * angle) * Math.exp((ratio * (1 - alpha) - Math.log(Math.cos(angle))) / alpha);
}

/** A Student-t number from two uniform ones in [0, 1): Bailey 1994, exact for any degrees of freedom above 0. */
export function studentTFrom(degrees: number, u: number, v: number): number {
  return Math.sqrt(degrees * Math.expm1((-2 / degrees) * Math.log(1 - u))) * Math.cos(2 * Math.PI * v);
}

/** Fills `target` with independent draws, coordinate by coordinate. */
export function fillWithDraws(
  law: DrawLaw,
  parameter: number,
  source: Generator,
  target: Float64Array,
): void {
  const transform = law === 'stable' ? stableFrom : studentTFrom;
  for (let j = 0; j < target.length; j++) {
    if (law === 'normal') target[j] = source.normal();
    else if (law === 'uniform') target[j] = source.uniform();
    else target[j] = transform(parameter, source.uniform(), source.uniform());
  }
}

/** The same from uniform numbers that lie in `pairs`, two to a coordinate; `target` may be the beginning of `pairs`. */
export function transformDraws(
  law: 'stable' | 'studentT',
  parameter: number,
  pairs: Float64Array,
  target: Float64Array,
): void {
  const transform = law === 'stable' ? stableFrom : studentTFrom;
  for (let j = 0; j < target.length; j++) target[j] = transform(parameter, pairs[2 * j], pairs[2 * j + 1]);
}
