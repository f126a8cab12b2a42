import { describe, expect, it } from 'vitest';
import { numberWords, withErrorWords } from '../../src/figures/words.js';

describe('numbers in figures', () => {
  it.each([
    [0, '0'],
    [9500, '9500'],
    [10_000, '10\u00a0000'],
    [23_145, '23\u00a0100'],
    [-23_145, '−23\u00a0100'],
    [-0.5, '−0.5'],
    [3.44e-13, '3.44 × 10<sup>−13</sup>'],
    [1e6, '10<sup>6</sup>'],
    [-2e5, '−2 × 10<sup>5</sup>'],
  ])('%d is written as on the axes and in claims', (value, words) => expect(numberWords(value)).toBe(words));

  it.each([
    [1.799_123, 0.000_67, '1.79912 ± 0.00067'],
    [20.0103, 0.0029, '20.0103 ± 0.0029'],
    [0.983, 0.124, '0.98 ± 0.12'],
    [-0.8787, 0.002, '−0.8787 ± 0.0020'],
    [4321.5, 56, '4322 ± 56'],
    [2, 0, '2.000 ± 0.000'],
  ])('%d with error %d has the decimals that the error allows', (value, error, words) =>
    expect(withErrorWords(value, error)).toBe(words),
  );
});
