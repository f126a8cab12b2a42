import { quickselect } from 'simple-statistics';

/** Below this length the built-in sort is as fast. */
const WORTH_RADIX = 20_000;
const BITS = 11;
const BUCKETS = 1 << BITS;
const MASK = BUCKETS - 1;
const PASSES = 6;

/** Digit `pass`, of 11 bits, of a double given as its low and high words. */
function digit(pass: number, low: number, high: number): number {
  if (pass === 0) return low & MASK;
  if (pass === 1) return (low >>> 11) & MASK;
  if (pass === 2) return ((low >>> 22) | (high << 10)) & MASK;
  if (pass === 3) return (high >>> 1) & MASK;
  return pass === 4 ? (high >>> 12) & MASK : high >>> 23;
}

/** Where the numbers of each bucket begin, for one pass. */
function bucketStarts(words: Uint32Array, pass: number): Uint32Array {
  const starts = new Uint32Array(BUCKETS);
  for (let i = 0; i < words.length; i += 2) starts[digit(pass, words[i], words[i + 1])]++;
  let sum = 0;
  for (let j = 0; j < BUCKETS; j++) {
    const count = starts[j];
    starts[j] = sum;
    sum += count;
  }
  return starts;
}

/**
 * The numbers, none of them negative or NaN, in rising order, in a new array. Long arrays by radix (the bits of
 * doubles that are not negative rise with their value), about twice as fast as the built-in sort.
 */
export function sortNonNegative(values: Float64Array): Float64Array {
  const sorted = values.slice();
  if (values.length < WORTH_RADIX) return sorted.sort();
  let from = new Uint32Array(sorted.buffer);
  let to = new Uint32Array(from.length);
  for (let pass = 0; pass < PASSES; pass++) {
    const starts = bucketStarts(from, pass);
    for (let i = 0; i < from.length; i += 2) {
      const at = 2 * starts[digit(pass, from[i], from[i + 1])]++;
      to[at] = from[i];
      to[at + 1] = from[i + 1];
    }
    [from, to] = [to, from];
  }
  return new Float64Array(from.buffer);
}

/** The number that would stand at `place` if they were in rising order; none is NaN. The array is used up. */
export function smallest(values: Float64Array, place: number): number {
  // It takes whatever has places and numbers in them.
  quickselect(values as unknown as number[], place);
  return values[place];
}
