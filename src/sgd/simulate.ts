import { checkFields } from '../check.js';
import type { Simulation } from './collect.js';
import type { SgdSetting } from './setting.js';
import { createSimulator, type SimulationRunOptions, type SimulatorOptions } from './simulator.js';

/**
 * SGD on least squares, many independent repeats:
 *
 *     x_k = x_{k-1} - (eta / b) sum over the batch of (a_i . x_{k-1} - y_i) a_i,   k = 1 … iterations
 *
 * Returns, per repeat, the mean of x_{burnIn + 1} … x_{iterations} and the last iterate (less `center`). The defaults are
 * the protocol of Figure 1(a): 1000 iterations, the second half averaged, 1600 repeats, x_0 ~ N(0, 5² I), no row twice in a
 * batch. The same setting gives the same bits for any number of workers and either kernel. The rows of a repeat that overflows
 * hold infinite numbers or NaN; `overflowed` counts them.
 *
 * Starts a pool for this one run; for many runs use {@link createSimulator}.
 *
 * @throws RangeError naming the argument outside its range; the signal's reason on abort; Error if a worker dies
 * @example
 * const data = generateRegression({ rows: 10_000, dimension: 2, seed: 1 });
 * const { solution } = leastSquares(data);
 * const { averaged } = await simulate({ data, stepSize: 0.7, batchSize: 1, center: solution, seed: 1 });
 * [averaged.rows, averaged.columns]; // [1600, 2]
 * logMoment(averaged).tailIndex; // 0.89
 */
export async function simulate(
  setting: SgdSetting,
  options: SimulationRunOptions & SimulatorOptions = {},
): Promise<Simulation> {
  checkFields('options', options, ['signal', 'progress', 'workers', 'kernel']);
  const { workers, kernel, ...runOptions } = options;
  const simulator = createSimulator({ workers, kernel });
  try {
    return await simulator.run(setting, runOptions);
  } finally {
    await simulator.close();
  }
}
