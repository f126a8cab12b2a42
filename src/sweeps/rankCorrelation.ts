import { sampleCorrelation } from 'simple-statistics';
import { argumentError } from '../check.js';
import { checkArguments } from '../shapes/checkArguments.js';

/** Ranks from 1, ties sharing their mean rank. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const result = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]] === values[order[start]]) end++;
    for (let i = start; i < end; i++) result[order[i]] = (start + end + 1) / 2;
    start = end;
  }
  return result;
}

/**
 * Spearman's rank correlation, ties at their mean rank.
 *
 * @param x at least 3 finite numbers
 * @param y as many
 * @returns a number in [-1, 1]; 0 where one side is constant: then nothing is ordered
 */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  checkArguments('rankCorrelation', { x, y });

  if (x.length !== y.length || x.length < 3)
    throw argumentError(
      'x and y',
      [x.length, y.length].join(' and '),
      'two lists of equal length, at least 3',
    );
  for (const [name, values] of [['x', x] as const, ['y', y] as const]) {
    const bad = values.find((v) => !Number.isFinite(v));
    if (bad !== undefined) throw argumentError(name, bad, 'a list of finite numbers');
    if (values.every((v) => v === values[0])) return 0;
  }
  return sampleCorrelation(ranks(x), ranks(y));
}
