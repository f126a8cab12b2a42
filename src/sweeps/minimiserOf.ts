import { minimiser, type LeastSquaresData, type Loss } from '../sgd/index.js';

const known = new WeakMap<LeastSquaresData, Map<string, Float64Array>>();

/** The minimiser of a loss on data, which SGD settles around; kept as long as the data are. */
export function minimiserOf(data: LeastSquaresData, loss: Loss = { name: 'squares' }): Float64Array {
  const found = known.get(data) ?? new Map<string, Float64Array>();
  known.set(data, found);
  const key = JSON.stringify(loss);
  const x = found.get(key) ?? minimiser(data, loss);
  found.set(key, x);
  return x;
}
