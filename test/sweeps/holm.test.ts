import { expect, it } from 'vitest';
import { holm } from '../../src/sweeps/holm.js';

it('is R’s p.adjust(…, "holm"), in the order given', () => {
  // p.adjust(c(0.04, 0.01, 0.03, 0.005), "holm") gives 0.06 0.03 0.06 0.02.
  const corrected = holm([0.04, 0.01, 0.03, 0.005]);
  [0.06, 0.03, 0.06, 0.02].forEach((p, i) => expect(corrected[i]).toBeCloseTo(p, 12));
});
it('is at most 1, keeps the order of p-values, and leaves a single one alone', () => {
  expect(holm([0.6, 0.5, 0.9])).toEqual([1, 1, 1]);
  expect(holm([0.3])).toEqual([0.3]);
  expect(holm([])).toEqual([]);
});
