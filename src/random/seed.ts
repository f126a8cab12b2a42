import seedrandom from 'seedrandom';
import { argumentError } from '../check.js';

/** What every random computation of the library takes: a string or a finite number. */
export type Seed = string | number;

/** Throws unless `seed` is a string or a finite number. */
export function checkSeed(seed: unknown): asserts seed is Seed {
  if (typeof seed !== 'string' && !(typeof seed === 'number' && Number.isFinite(seed)))
    throw argumentError('seed', seed, 'a string or a finite number');
}

/**
 * The state of a generator at one place of the tree of seeds: four 32-bit words drawn from `seedrandom`,
 * keyed by the root seed and the path below it. Different paths give independent streams; the same
 * path gives the same words on every machine.
 *
 * @param seed root of the tree
 * @param path names and numbers of the branch, for example `'cell', 3, 'repeat', 17`
 * @returns 4 words, not all zero
 */
export function seedState(seed: Seed, ...path: readonly (string | number)[]): Uint32Array {
  checkSeed(seed);
  path.forEach((part, i) => {
    if (typeof part !== 'string' && !(typeof part === 'number' && Number.isFinite(part)))
      throw argumentError(`path[${i}]`, part, 'a string or a finite number');
  });
  const source = seedrandom(JSON.stringify([seed, ...path]));
  const state = Uint32Array.from({ length: 4 }, () => source.int32() >>> 0);
  if (state.every((word) => word === 0)) state[0] = 1;
  return state;
}
