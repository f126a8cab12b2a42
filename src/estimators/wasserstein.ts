import { argumentError, checkEachFinite } from '../check.js';
import { sortNumbers } from '../sortNumbers.js';

function sorted(name: string, sample: Float64Array): Float64Array {
  if (!(sample instanceof Float64Array) || sample.length === 0)
    throw argumentError(name, sample, 'a Float64Array of at least one number');
  checkEachFinite(name, sample);
  return sortNumbers(sample.slice());
}

/**
 * The Wasserstein distance W_p of two samples on the line, exactly: the coupling of their quantiles is the best one,
 * W_p^p = integral over (0, 1) of |F^-1(u) - G^-1(u)|^p. Of two laws in R^d that are the same in every direction it is the distance of the
 * norms.
 *
 * @param first Shape n; the sample sizes may differ
 * @param second Shape m
 * @param order p, from 1 to 100; between laws of tail-index alpha it is finite for p < alpha only, and a sample does not show that
 * @throws RangeError naming the argument outside its range
 * @example
 * wasserstein(new Float64Array([0, 1]), new Float64Array([3, 2]), 1); // 2
 * wasserstein(new Float64Array([0, 4]), new Float64Array([0]), 2); // 2.828
 */
export function wasserstein(first: Float64Array, second: Float64Array, order = 1): number {
  const [x, y] = [sorted('first', first), sorted('second', second)];
  if (typeof order !== 'number' || !(order >= 1 && order <= 100))
    throw argumentError('order', order, 'a number from 1 to 100');
  // The largest distance is taken out, so that its power does not overflow.
  let [i, j, at] = [0, 0, 0];
  const length = new Float64Array(x.length + y.length);
  const apart = new Float64Array(x.length + y.length);
  let count = 0;
  while (i < x.length && j < y.length) {
    const [endOfX, endOfY] = [(i + 1) / x.length, (j + 1) / y.length];
    const end = Math.min(endOfX, endOfY);
    length[count] = end - at;
    apart[count++] = Math.abs(x[i] - y[j]);
    at = end;
    if (endOfX <= end) i++;
    if (endOfY <= end) j++;
  }
  // Places that are not reached are 0 long.
  const most = apart.reduce((largest, value) => Math.max(largest, value), 0);
  if (most === 0 || most === Infinity) return most;
  const sum = length.reduce((total, part, k) => total + part * (apart[k] / most) ** order, 0);
  return most * sum ** (1 / order);
}
