import { argumentError } from '../check.js';

/** How far the sum of a row may be from 1, by rounding. */
const SLACK = 1e-9;

/**
 * Checks a matrix by which nodes mix their iterates: m x m, row-major, rows adding up to 1.
 *
 * @param name of the argument, for messages
 * @param nodes m, where it is known; else any
 * @returns m
 * @throws RangeError naming the matrix or its row
 */
export function checkMixing(name: string, mixing: unknown, nodes?: number): number {
  const m = nodes ?? Math.round(Math.sqrt((mixing as Float64Array | undefined)?.length ?? 0));
  if (!(mixing instanceof Float64Array) || m < 1 || mixing.length !== m * m)
    throw argumentError(name, mixing, `a Float64Array of ${nodes ? `${m} x ${m}` : 'm x m'} numbers`);
  for (let i = 0; i < m; i++) {
    const sum = mixing.subarray(i * m, (i + 1) * m).reduce((total, weight) => total + weight, 0);
    if (!(Math.abs(sum - 1) < SLACK)) throw argumentError(`${name}, row ${i},`, sum, 'numbers with sum 1');
  }
  return m;
}
