import { expect, it } from 'vitest';
import { signChange } from '../../src/theory/signChange.js';
import { expectPinned } from '../pinned.js';

/** The sign change, and where the function was asked on the way. */
function trace(f: (x: number) => number, a: number, b: number, tolerance?: number): number[] {
  const asked: number[] = [];
  const found = signChange((x) => (asked.push(x), f(x)), a, b, tolerance);
  return [found, ...asked];
}

it('is where the function is 0, asked there and no further', () => {
  expect(trace((x) => x - 0.5, 0, 1)).toEqual([0.5, 0, 1, 0.5]);
  expect(trace((x) => x - 0.25, -1, 1)).toEqual([0.25, -1, 1, 0.25]);
  // At an end: the line between the ends meets 0 there.
  expect(trace((x) => x - 1, 0, 1)).toEqual([1, 0, 1]);
  expect(trace((x) => (x < 2 ? -1e-20 : 1), 1, 2)).toEqual([1, 1, 2]);
  // Ends with no number between them, nearly.
  expect(trace((x) => x - 2e-16, 1e-16, 1e-15)).toHaveLength(3);
  expect(trace((x) => x ** 3 - 1e-48, 0, 1e-15)).toHaveLength(3);
});

it('is found to the tolerance, from either side, in the steps of the Illinois rule', () => {
  const curves: Record<string, [(x: number) => number, number, number, number?]> = {
    'bent up': [(x) => x ** 3 - 0.2, 0, 1],
    'bent down': [(x) => Math.cbrt(x) - 0.5, 0, 1],
    'bent up, above 1': [(x) => Math.exp(x) - 50, 0, 8],
    'bent both ways': [(x) => Math.atan(20 * (x - 0.3)), -2, 1],
    'negative ends': [(x) => x ** 3 + 5, -4, -0.5],
    small: [(x) => x ** 2 - 1e-10, 0, 1e-4],
    'a step': [(x) => (x < 0.3 ? -1 : 3), 0, 1, 1e-3],
    coarse: [(x) => x ** 3 - 0.2, 0, 1, 0.2],
    'coarse, from above': [(x) => Math.cbrt(x) - 0.5, 0, 1, 0.2],
    'coarse, above 1': [(x) => Math.exp(x) - 50, 0, 8, 0.05],
    'coarse, small': [(x) => x ** 2 - 1e-10, 0, 1e-4, 0.02],
    'coarse, small, from above': [(x) => Math.cbrt(x) - 0.01, 0, 1e-4, 0.02],
  };
  expectPinned(Object.fromEntries(Object.entries(curves).map(([name, of]) => [name, trace(...of)])), 8);
});
