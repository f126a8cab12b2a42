import { argumentError, checkInteger } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';

/**
 * `points` numbers, at least two, from `from` to `to` in constant ratio.
 *
 * @example
 * logspace(0.01, 1, 5); // [0.01, 0.0316, 0.1, 0.316, 1]
 */
export function logspace(from: number, to: number, points: number): number[] {
  checkArguments('logspace', { from, to, points });

  if (!(from > 0 && to > from)) throw argumentError('from', from, `above 0 and below ${to}`);
  checkInteger('points', points, 2, 2 ** 24);
  return Array.from({ length: points }, (_, i) => from * (to / from) ** (i / (points - 1)));
}
