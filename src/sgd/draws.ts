import type { Generator } from '../random/index.js';

/**
 * A uniform integer in [0, bound): Lemire's multiplication with rejection, exactly uniform, one draw almost always.
 * The high word of the 64-bit product is put together from two 48-bit products, both exact.
 *
 * @param bound integer from 1 to 2^32 - 1
 */
export function drawBelow(source: Generator, bound: number): number {
  for (;;) {
    const r = source.uint32();
    const low = Math.imul(r, bound) >>> 0;
    if (low < bound && low < 4294967296 % bound) continue;
    const high = bound * (r >>> 16) + Math.floor((bound * (r & 0xffff)) / 65536);
    return Math.floor(high / 65536);
  }
}

const mix = (word: number): number => {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/**
 * Writes the generator state of one repeat: a hash (MurmurHash3's finaliser, twice over) of the job's state and the repeat's
 * number, so that it depends on neither the worker nor the order of work. `seedrandom` would take 10 microseconds.
 */
export function repeatState(root: Uint32Array, repeat: number, state: Uint32Array): void {
  let carry = mix((repeat + 0x9e3779b9) >>> 0);
  for (let i = 0; i < 4; i++) {
    carry = mix((carry ^ root[i]) + Math.imul(i + 1, 0x9e3779b9));
    state[i] = mix(carry ^ root[(i + 1) & 3]);
  }
  if ((state[0] | state[1] | state[2] | state[3]) === 0) state[0] = 1;
}
