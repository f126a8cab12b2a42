import { argumentError, checkFinite, checkInteger } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';

/**
 * `points` numbers, at least two, from `from` to `to` in constant ratio.
 *
 * @example
 * logspace(0.01, 1, 5); // [0.01, 0.0316, 0.1, 0.316, 1]
 */
export function logspace(from: number, to: number, points: number): number[] {
  checkArguments('logspace', { from, to, points });

  checkFinite('to', to);
  if (!(from > 0 && to > from)) throw argumentError('from', from, `above 0 and below ${to}`);
  checkInteger('points', points, 2, 2 ** 24);
  const ratio = to / from;
  return Array.from({ length: points }, (_, i) => {
    const share = i / (points - 1);
    // The ratio of the least and the largest numbers is none itself.
    return Number.isFinite(ratio) ? from * ratio ** share : from ** (1 - share) * to ** share;
  });
}
