/** Fewer values are sorted sooner by comparing them. */
const FEW = 4096;

const BUCKETS = 2048;

/** Digits of a number's bits, the last first: in its low or high 32 bits, from which bit on. Each has 11 bits, or the 10 that are left. */
const DIGITS = [0, 1].flatMap((word) => [0, 11, 22].map((shift) => ({ word, shift })));

/**
 * Sorts numbers in place, as the method `sort` of a Float64Array does: rising, -0 before 0, NaN last. By their bits, digit after digit, which
 * takes half as long as comparing them.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  if (values.length < FEW) return values.sort();
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const counts = countDigits(words);
  let from: Uint32Array = words;
  let to: Uint32Array = new Uint32Array(words.length);
  DIGITS.forEach(({ word, shift }, i) => {
    scatter(from, to, word, shift, startsOf(counts.subarray(i * BUCKETS, (i + 1) * BUCKETS)));
    [from, to] = [to, from];
  });
  // After an even number of passes they are where they were.
  for (let i = 0; i < words.length; i += 2) {
    const negative = ~(words[i + 1] >> 31);
    words[i] ^= negative;
    words[i + 1] ^= negative | 0x80000000;
  }
  return values;
}

/** Makes the bits rise as the numbers do, and counts how often each digit has each value. */
function countDigits(words: Uint32Array): Uint32Array {
  const counts = new Uint32Array(DIGITS.length * BUCKETS);
  for (let i = 0; i < words.length; i += 2) {
    // All bits of a negative number are turned, of another its sign.
    const negative = words[i + 1] >> 31;
    const low = (words[i] ^ negative) >>> 0;
    const high = (words[i + 1] ^ (negative | 0x80000000)) >>> 0;
    words[i] = low;
    words[i + 1] = high;
    counts[low & 2047]++;
    counts[BUCKETS + ((low >>> 11) & 2047)]++;
    counts[2 * BUCKETS + (low >>> 22)]++;
    counts[3 * BUCKETS + (high & 2047)]++;
    counts[4 * BUCKETS + ((high >>> 11) & 2047)]++;
    counts[5 * BUCKETS + (high >>> 22)]++;
  }
  return counts;
}

/** Where the numbers with each value of a digit begin, from how many there are. */
function startsOf(counts: Uint32Array): Uint32Array {
  let next = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i];
    counts[i] = next;
    next += count;
  }
  return counts;
}

/** Copies the numbers to where one of their digits belongs, those with the same digit in their order. */
function scatter(from: Uint32Array, to: Uint32Array, word: number, shift: number, next: Uint32Array): void {
  for (let i = 0; i < from.length; i += 2) {
    const place = 2 * next[(from[i + word] >>> shift) & 2047]++;
    to[place] = from[i];
    to[place + 1] = from[i + 1];
  }
}
