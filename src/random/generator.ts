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
  /** Writes `count` standard normal numbers from place `from` on: those that as many calls of `normal` give, sooner. */
  normals(to: Float64Array, from: number, count: number): void;
  /** An exponential number of mean 1. */
  exponential(): number;
}

/** The output of xoshiro128** from the second word of its state. */
const scrambled = (word: number): number => {
  const product = Math.imul(word, 5);
  return Math.imul((product << 7) | (product >>> 25), 9);
};

/** A normal number of the tail. */
function normalTail(negative: boolean, exponential: () => number): number {
  for (;;) {
    const x = exponential() / ZIGGURAT_TAIL;
    if (2 * exponential() >= x * x) return negative ? -(ZIGGURAT_TAIL + x) : ZIGGURAT_TAIL + x;
  }
}

/**
 * xoshiro128** (Blackman & Vigna 2021): 128 bits of state, period 2^128 - 1, 32-bit arithmetic only, so that
 * JavaScript and WebAssembly give the same numbers.
 *
 * @param state 4 words, not all zero; it is advanced in place
 */
export function xoshiro128(state: Uint32Array): Generator {
  // Signed words need no conversion in the arithmetic of 32 bits.
  const words = new Int32Array(state.buffer, state.byteOffset, 4);
  const uint32 = (): number => {
    const s1 = words[1];
    words[2] ^= words[0];
    words[3] ^= s1;
    words[1] = s1 ^ words[2];
    words[0] ^= words[3];
    words[2] ^= s1 << 9;
    const s3 = words[3];
    words[3] = (s3 << 11) | (s3 >>> 21);
    return scrambled(s1) >>> 0;
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
  /** The normal number of a point that lies outside the rectangle under its layer, and so perhaps outside the density. */
  const normalBeyond = (u: number, layer: number): number => {
    if (layer === 0) return normalTail(u < 0, exponential);
    const x = u * zigguratEdge[layer];
    const lower = Math.exp(-0.5 * (zigguratEdge[layer] * zigguratEdge[layer] - x * x));
    const upper = Math.exp(-0.5 * (zigguratEdge[layer + 1] * zigguratEdge[layer + 1] - x * x));
    return upper + uniform() * (lower - upper) < 1 ? x : normal();
  };
  const normals = (to: Float64Array, from: number, count: number): void => {
    // uniform() and uint32() with the state in registers: simulations draw hundreds of millions.
    let s0 = words[0];
    let s1 = words[1];
    let s2 = words[2];
    let s3 = words[3];
    const [edge, ratio] = [zigguratEdge, zigguratRatio];
    const end = from + count;
    for (let k = from; ; k++) {
      let u = 0;
      let layer = 0;
      // Nothing is called in this loop, so that the engine need not look up the tables anew for each number.
      for (; k < end; k++) {
        const high = scrambled(s1) >>> 5;
        let shifted = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = (s3 << 11) | (s3 >>> 21);
        const low = scrambled(s1) >>> 6;
        shifted = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = (s3 << 11) | (s3 >>> 21);
        layer = scrambled(s1) & (ZIGGURAT_LAYERS - 1);
        shifted = s1 << 9;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = (s3 << 11) | (s3 >>> 21);
        u = (high * 67108864 + low) * (2 / 9007199254740992) - 1;
        if (Math.abs(u) >= ratio[layer]) break;
        to[k] = u * edge[layer];
      }
      words[0] = s0;
      words[1] = s1;
      words[2] = s2;
      words[3] = s3;
      if (k >= end) return;
      to[k] = normalBeyond(u, layer);
      s0 = words[0];
      s1 = words[1];
      s2 = words[2];
      s3 = words[3];
    }
  };
  const normal = (): number => {
    const u = 2 * uniform() - 1;
    const layer = uint32() & (ZIGGURAT_LAYERS - 1);
    return Math.abs(u) < zigguratRatio[layer] ? u * zigguratEdge[layer] : normalBeyond(u, layer);
  };
  return { uint32, uniform, below, normal, normals, exponential };
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
