import { seedState, type Seed } from './seed.js';
import { zigguratEdge, zigguratRatio, ZIGGURAT_LAYERS, ZIGGURAT_TAIL } from './ziggurat.js';

/** A stream of random numbers. */
export interface Generator {
  /** A 32-bit unsigned integer. */
  uint32(): number;
  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number;
  /** A uniform integer in [0, bound), exactly uniform; `bound` is an integer from 1 to 2^32. */
  below(bound: number): number;
  /** A standard normal number. */
  normal(): number;
  /** An exponential number of mean 1. */
  exponential(): number;
}

/**
 * xoshiro128** (Blackman & Vigna 2021): 128 bits of state, period 2^128 - 1, 32-bit arithmetic only, so that
 * JavaScript and WebAssembly give the same numbers.
 *
 * @param state 4 words, not all zero; it is advanced in place
 */
export function xoshiro128(state: Uint32Array): Generator {
  const uint32 = (): number => {
    const s1 = state[1];
    let r = Math.imul(s1, 5);
    r = Math.imul((r << 7) | (r >>> 25), 9) >>> 0;
    state[2] ^= state[0];
    state[3] ^= s1;
    state[1] = s1 ^ state[2];
    state[0] ^= state[3];
    state[2] ^= s1 << 9;
    const s3 = state[3];
    state[3] = (s3 << 11) | (s3 >>> 21);
    return r;
  };
  // 27 high bits, then 26: two draws in this order.
  const uniform = (): number => {
    const high = uint32() >>> 5;
    return (high * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  };
  const below = (bound: number): number => {
    if (bound <= 1) return 0;
    const mask = 0xffffffff >>> Math.clz32(bound - 1);
    for (;;) {
      const candidate = (uint32() & mask) >>> 0;
      if (candidate < bound) return candidate;
    }
  };
  const exponential = (): number => -Math.log(1 - uniform());
  const normalTail = (negative: boolean): number => {
    for (;;) {
      const x = exponential() / ZIGGURAT_TAIL;
      if (2 * exponential() >= x * x) return negative ? -(ZIGGURAT_TAIL + x) : ZIGGURAT_TAIL + x;
    }
  };
  const normal = (): number => {
    for (;;) {
      const u = 2 * uniform() - 1;
      const layer = uint32() & (ZIGGURAT_LAYERS - 1);
      if (Math.abs(u) < zigguratRatio[layer]) return u * zigguratEdge[layer];
      if (layer === 0) return normalTail(u < 0);
      const x = u * zigguratEdge[layer];
      const lower = Math.exp(-0.5 * (zigguratEdge[layer] * zigguratEdge[layer] - x * x));
      const upper = Math.exp(-0.5 * (zigguratEdge[layer + 1] * zigguratEdge[layer + 1] - x * x));
      if (upper + uniform() * (lower - upper) < 1) return x;
    }
  };
  return { uint32, uniform, below, normal, exponential };
}

/**
 * The generator at one place of the tree of seeds, see {@link seedState}.
 *
 * @example
 * const generator = createGenerator('my experiment', 'noise', 3);
 * [generator.uniform(), generator.normal()]; // [0.483, 1.465]
 */
export const createGenerator = (seed: Seed, ...path: readonly (string | number)[]): Generator =>
  xoshiro128(seedState(seed, ...path));
