import { describe, expect, it } from 'vitest';
import { createGenerator } from '../src/random/index.js';
import { sortNumbers } from '../src/sortNumbers.js';

describe('sortNumbers', () => {
  it('has the order of the sort of a Float64Array, to the bit, for few and many values of every kind', () => {
    const random = createGenerator('sorted');
    const odd = [
      0,
      -0,
      NaN,
      Infinity,
      -Infinity,
      Number.MIN_VALUE,
      -Number.MIN_VALUE,
      Number.MAX_VALUE,
      1,
      -1,
    ];
    for (const size of [0, 1, 4095, 4096, 30_001])
      for (const kind of ['wide', 'equal', 'close'] as const) {
        const values = Float64Array.from({ length: size }, (_, i) => {
          if (i % 50 === 0) return odd[random.below(odd.length)];
          if (kind === 'equal') return 3;
          return kind === 'close'
            ? 1 + random.uniform() * 1e-12
            : random.normal() / (random.uniform() + 1e-9);
        });
        const expected = values.slice().sort();
        expect(sortNumbers(values)).toBe(values);
        expect(values.findIndex((value, i) => !Object.is(value, expected[i]))).toBe(-1);
      }
  });

  it('sorts a part of a larger array in its place', () => {
    const whole = Float64Array.from({ length: 10_000 }, (_, i) => -i);
    sortNumbers(whole.subarray(1000, 9000));
    expect([...whole.subarray(998, 1002)]).toEqual([-998, -999, -8999, -8998]);
    expect([...whole.subarray(8998, 9002)]).toEqual([-1001, -1000, -9000, -9001]);
  });
});
