import { checkFinite, checkInteger } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';

/**
 * `count` numbers evenly from `first` to `last`, both included, rounded to 12 digits so that they print as written.
 *
 * @example
 * linspace(0.1, 0.3, 3); // [0.1, 0.2, 0.3]
 */
export function linspace(first: number, last: number, count: number): number[] {
  checkArguments('linspace', { first, last, count });

  checkFinite('first', first);
  checkFinite('last', last);
  checkInteger('count', count, 2, 2 ** 24);
  // What is left of 0 between numbers of both signs.
  const rounding = first * last < 0 ? 1e-13 * Math.min(Math.abs(first), Math.abs(last)) : 0;
  const at = (i: number): number => {
    const along = (last - first) * i;
    const share = i / (count - 1);
    // Products of the largest numbers are none themselves.
    const number = Number.isFinite(along) ? first + along / (count - 1) : first * (1 - share) + last * share;
    return Math.abs(number) < rounding ? 0 : Number(number.toPrecision(12));
  };
  return Array.from({ length: count }, (_, i) => at(i));
}
