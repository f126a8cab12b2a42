import type { Rows } from '../rows.js';
import { logNormSeries } from './politisWhite.js';

/** Correlation of log |X| (of log norms) between consecutive rows; 0 where they do not differ. The logs tame what has no variance. */
export function lagOneCorrelation(sample: Rows): number {
  const logs = logNormSeries(sample);
  const n = logs.length;
  const mean = logs.reduce((sum, x) => sum + x, 0) / n;
  let [products, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    const x = logs[i] - mean;
    squares += x * x;
    if (i > 0) products += x * (logs[i - 1] - mean);
  }
  return squares > 0 ? products / squares : 0;
}
