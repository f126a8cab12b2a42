import type { Rows } from '../rows.js';
import { logNormSeries } from './politisWhite.js';

/** Correlation of log |X| (of log norms) between consecutive rows; 0 where they do not differ. The logs tame what has no variance. */
export function lagOneCorrelation(sample: Rows): number {
  const logs = logNormSeries(sample);
  const n = logs.length;
  let total = 0;
  for (let i = 0; i < n; i++) total += logs[i];
  const mean = total / n;
  let [products, squares, before] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = logs[i] - mean;
    squares += x * x;
    products += x * before;
    before = x;
  }
  return squares > 0 ? products / squares : 0;
}
