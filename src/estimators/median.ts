import { smallest } from './sortNumbers.js';

/**
 * The median of numbers of which none is NaN: the mean of the two middle ones for an even count, NaN for none. The input is not
 * changed.
 */
export function median(values: ArrayLike<number>): number {
  if (values.length === 0) return NaN;
  const parted = Float64Array.from(values);
  const place = (parted.length - 1) >> 1;
  const low = smallest(parted, place);
  if (parted.length % 2 === 1) return low;
  // None that stands behind it is smaller.
  const high = parted.subarray(place + 1).reduce((least, value) => Math.min(least, value), Infinity);
  return low === high ? low : low / 2 + high / 2;
}
