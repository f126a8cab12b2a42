import { checkFinite, checkInteger } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** `count` numbers evenly from `first` to `last`, both included, rounded to 12 digits so that they print as written. */
export function linspace(first: number, last: number, count: number): number[] {
  checkArguments('linspace', { first, last, count });

  checkFinite('first', first);
  checkFinite('last', last);
  checkInteger('count', count, 2, 2 ** 24);
  return Array.from({ length: count }, (_, i) =>
    Number((first + ((last - first) * i) / (count - 1)).toPrecision(12)),
  );
}
